package dev.fathom.report;

import dev.fathom.engine.InputMoments;
import dev.fathom.engine.Samples;
import dev.fathom.study.Trial;
import dev.fathom.sweep.DeviceTrainer;
import dev.fathom.sweep.Inputs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The minibatch on which a trial was measured before its first step. Data that cannot be read any more have none. */
final class FirstBatches {
    /**
     * @param features row-major (batch, width)
     * @param outputs of the network
     * @param secondMoment of the features
     */
    record FirstBatch(float[] features, int width, int outputs, double secondMoment) {}

    private final Map<List<Object>, Optional<FirstBatch>> known = new HashMap<>();

    Optional<FirstBatch> of(Trial trial) {
        return known.computeIfAbsent(List.of(trial.data(), trial.batch()), key -> read(trial));
    }

    private static Optional<FirstBatch> read(Trial trial) {
        try {
            Samples train = Inputs.open(trial.data()).train();
            int width = train.width();
            int[] order = DeviceTrainer.order(train, trial.batch(), 1);
            float[] features = new float[order.length * width];
            for (int row = 0; row < order.length; row++) {
                System.arraycopy(train.features(), order[row] * width, features, row * width, width);
            }
            return Optional.of(new FirstBatch(
                    features,
                    width,
                    train.answers().outputs(),
                    InputMoments.of(train, order).secondMoment()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
