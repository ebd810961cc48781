package dev.fathom.frontier;

import java.util.List;

/**
 * One way to train a network, of several that are tried on each.
 *
 * @param warmup see {@link dev.fathom.study.Fields#WARMUP}
 */
public record Way(String optimizer, double rate, double warmup) {
    /** Every combination; the last runs fastest. */
    public static List<Way> all(List<String> optimizers, List<Double> rates, List<Double> warmups) {
        return optimizers.stream()
                .flatMap(optimizer -> rates.stream()
                        .flatMap(rate -> warmups.stream().map(warmup -> new Way(optimizer, rate, warmup))))
                .toList();
    }

    /** At a constant rate. */
    public static List<Way> all(String optimizer, List<Double> rates) {
        return all(List.of(optimizer), rates, List.of(0.0));
    }
}
