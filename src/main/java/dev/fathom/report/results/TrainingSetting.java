package dev.fathom.report.results;

import dev.fathom.study.Field;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import java.util.List;

/**
 * How a network was trained: what a practitioner tunes once the network is chosen.
 *
 * @param all of it by {@link #TUNED}, what is named here too
 */
public record TrainingSetting(double learningRate, String optimizer, int batch, int steps, List<Object> all) {
    public static final List<Field<?>> TUNED =
            Fields.ALL.stream().filter(TrainingSetting::tuned).toList();

    public static TrainingSetting of(Trial trial) {
        return new TrainingSetting(
                trial.learningRate(),
                trial.optimizer(),
                trial.batch(),
                trial.steps(),
                trial.values(TrainingSetting::tuned));
    }

    static boolean tuned(Field<?> field) {
        return field.acts() == Field.Acts.IN_TRAINING || field == Fields.LOSS || field == Fields.BATCH;
    }
}
