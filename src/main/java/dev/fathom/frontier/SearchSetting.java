package dev.fathom.frontier;

import dev.fathom.engine.Cohort;
import dev.fathom.engine.TrialSetup;
import dev.fathom.engine.network.WeightLaws;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import java.util.List;
import java.util.Map;

/**
 * How networks are trained, and when one counts as trained: if under any of the settings its final loss is at most this share of
 * chance.
 *
 * @param data see {@link dev.fathom.data.Datasets}
 * @param trainedBelow share of the loss of the best constant answer
 */
public record SearchSetting(
        Architecture architecture,
        int width,
        String data,
        List<OptimizerSetting> settings,
        int batch,
        int steps,
        double trainedBelow) {
    public SearchSetting {
        settings = List.copyOf(settings);
        if (settings.isEmpty()) {
            throw new IllegalArgumentException("a network needs at least one learning rate");
        }
        if (!(trainedBelow > 0 && trainedBelow < 1)) {
            throw new IllegalArgumentException(
                    "'trained' must be a share of the chance loss, between 0 and 1, got " + trainedBelow);
        }
    }

    /** @throws IllegalArgumentException where the pair cannot make a network of this architecture */
    void require(Pair pair) {
        Cohort.requireFit(pair.initializer(), architecture);
        WeightLaws.requireStable(new TrialSetup(pair.initializer(), 1, 0, pair.activation(), 1, 0));
    }

    /** One network under each setting. */
    List<Trial> trials(Pair pair, int depth, long seed) {
        return settings.stream()
                .map(setting -> Trial.of(
                        Fields.INITIALIZER.is(pair.initializer().spec()),
                        Fields.ACTIVATION.is(pair.activation().spec()),
                        Fields.ARCHITECTURE.is(architecture.toString()),
                        Fields.DEPTH.is(depth),
                        Fields.WIDTH.is(width),
                        Fields.LEARNING_RATE.is(setting.rate()),
                        Fields.OPTIMIZER.is(setting.optimizer()),
                        Fields.BATCH.is(batch),
                        Fields.STEPS.is(steps),
                        Fields.DATA.is(data),
                        Fields.SEED.is(seed),
                        Fields.WARMUP.is(setting.warmup())))
                .toList();
    }

    /** @param losses final losses in units of chance, by the name of the trial; NaN where it is not finite */
    boolean trained(List<Trial> network, Map<String, Double> losses) {
        return network.stream().anyMatch(trial -> losses.get(trial.id()) <= trainedBelow);
    }
}
