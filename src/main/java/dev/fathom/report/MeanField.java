package dev.fathom.report;

import dev.fathom.engine.Predicted;
import dev.fathom.net.Architecture;
import dev.fathom.net.Shape;
import dev.fathom.sweep.Inputs;
import dev.fathom.sweep.Trial;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Mean-field predictions for the report. Data that cannot be read any more leave the charts without theory. */
public final class MeanField implements Predictions {
    /** Data sets are standardized: the mean square of an input element is 1. */
    private static final double INPUT_SECOND_MOMENT = 1;

    private record Width(int inputs, int outputs) {}

    private final Map<String, Optional<Width>> widths = new HashMap<>();

    @Override
    public List<Prediction> of(Trial trial) {
        Optional<Width> width = widths.computeIfAbsent(trial.data(), MeanField::width);
        if (width.isEmpty()) {
            return List.of();
        }
        Shape shape =
                new Shape(width.get().inputs(), trial.widths(), width.get().outputs());
        Architecture architecture = Architecture.parse(trial.architecture());
        return Predicted.of(trial.setup(), shape, architecture, INPUT_SECOND_MOMENT).layers().stream()
                .map(p -> new Prediction(p.layer(), Math.log10(p.activationSecondMoment()), p.log10GradientRatio()))
                .toList();
    }

    private static Optional<Width> width(String data) {
        try {
            var train = Inputs.open(data).train();
            return Optional.of(new Width(train.width(), train.answers().outputs()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
