package dev.fathom.frontier;

import java.util.List;

/**
 * One of the settings that are tried on each network.
 *
 * @param warmup see {@link dev.fathom.study.Fields#WARMUP}
 */
public record OptimizerSetting(String optimizer, double rate, double warmup) {
    /** Every combination; the last runs fastest. */
    public static List<OptimizerSetting> all(List<String> optimizers, List<Double> rates, List<Double> warmups) {
        return optimizers.stream()
                .flatMap(optimizer -> rates.stream()
                        .flatMap(rate -> warmups.stream().map(warmup -> new OptimizerSetting(optimizer, rate, warmup))))
                .toList();
    }

    /** At a constant rate. */
    public static List<OptimizerSetting> all(String optimizer, List<Double> rates) {
        return all(List.of(optimizer), rates, List.of(0.0));
    }
}
