package dev.fathom.report.recomputed;

import dev.fathom.engine.InputMoments;
import dev.fathom.engine.Samples;
import dev.fathom.net.Extent;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.study.Trial;
import dev.fathom.sweep.DatasetCache;
import dev.fathom.sweep.DeviceTrainer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The minibatch on which a trial was measured before its first step. Data that cannot be read any more have none. */
final class FirstBatches {
    /**
     * @param features row-major (batch, values of a sample)
     * @param outputs of the network
     * @param secondMoment of the features
     */
    record FirstBatch(float[] features, Extent extent, int outputs, double secondMoment) {}

    private final DatasetCache data;
    private final Map<List<Object>, Optional<FirstBatch>> known = new HashMap<>();

    FirstBatches(DatasetCache data) {
        this.data = data;
    }

    Optional<FirstBatch> of(Trial trial) {
        return known.computeIfAbsent(
                List.of(
                        trial.data(),
                        trial.batch(),
                        Architecture.parse(trial.architecture()).body().patch()),
                key -> data.find(trial).map(inputs -> read(trial, inputs.train())));
    }

    private static FirstBatch read(Trial trial, Samples train) {
        int width = train.width();
        int[] order = DeviceTrainer.order(train, trial.batch(), 1);
        float[] features = new float[order.length * width];
        for (int row = 0; row < order.length; row++) {
            System.arraycopy(train.features(), order[row] * width, features, row * width, width);
        }
        return new FirstBatch(
                features,
                train.extent(),
                train.answers().outputs(),
                InputMoments.of(train, order).secondMoment());
    }
}
