package dev.fathom.report.recomputed;

import dev.fathom.engine.probe.Predicted;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import dev.fathom.study.Trial;
import dev.fathom.sweep.DatasetCache;
import java.util.List;

/**
 * Mean-field predictions for the minibatch that the trial was measured on. Data that cannot be read any more leave the
 * charts without theory.
 */
public final class MeanFieldLines implements Predictions {
    private final FirstBatches batches;

    public MeanFieldLines(DatasetCache data) {
        batches = new FirstBatches(data);
    }

    @Override
    public List<Prediction> of(Trial trial) {
        return batches.of(trial).map(batch -> predict(trial, batch)).orElse(List.of());
    }

    private static List<Prediction> predict(Trial trial, FirstBatches.FirstBatch batch) {
        Shape shape = new Shape(batch.extent(), trial.widths(), batch.outputs());
        Architecture architecture = trial.ties();
        return Predicted.of(trial.setup(), shape, architecture, batch.secondMoment()).propagation().layers().stream()
                .map(p -> new Prediction(p.layer(), Math.log10(p.activationSecondMoment()), p.log10GradientRatio()))
                .toList();
    }
}
