package dev.fathom.sweep;

import dev.fathom.engine.InputMoments;
import dev.fathom.engine.LayerStatistics;
import dev.fathom.engine.Predicted;
import dev.fathom.engine.ProbeReport;
import dev.fathom.engine.Samples;
import dev.fathom.net.Architecture;
import dev.fathom.net.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a study measured of one configuration before the first step, beside what theory predicts.
 *
 * @param trial one of the configuration's; its seed, learning rate, optimizer and steps do not matter here
 * @param networks independent ones, each by another seed
 */
public record Overlay(Trial trial, int networks, ProbeReport report) {
    /** What networks have in common before the first step. */
    private record Start(
            String initializer,
            String activation,
            String architecture,
            List<Integer> widths,
            double weightGain,
            double biasStd,
            String loss,
            int batch,
            String data) {
        static Start of(Trial t) {
            return new Start(
                    t.initializer(),
                    t.activation(),
                    t.architecture(),
                    t.widths(),
                    t.weightGain(),
                    t.biasStd(),
                    t.loss(),
                    t.batch(),
                    t.data());
        }
    }

    /**
     * One overlay for each configuration, in the order of their first trials.
     *
     * @throws IllegalArgumentException where the data cannot be read any more
     */
    public static List<Overlay> of(List<TrialResult> results) {
        Map<Start, Map<Long, TrialResult>> groups = new LinkedHashMap<>();
        for (TrialResult result : results) {
            if (result.layers().containsKey(0)) {
                groups.computeIfAbsent(Start.of(result.trial()), start -> new LinkedHashMap<>())
                        .putIfAbsent(result.trial().seed(), result);
            }
        }
        Map<String, Samples> data = new HashMap<>();
        List<Overlay> overlays = new ArrayList<>();
        groups.forEach((start, bySeed) -> {
            Samples train =
                    data.computeIfAbsent(start.data(), text -> Inputs.open(text).train());
            overlays.add(of(List.copyOf(bySeed.values()), train));
        });
        return overlays;
    }

    private static Overlay of(List<TrialResult> networks, Samples train) {
        Trial trial = networks.get(0).trial();
        Shape shape = new Shape(train.width(), trial.widths(), train.answers().outputs());
        Predicted theory = Predicted.of(
                trial.setup(),
                shape,
                Architecture.parse(trial.architecture()),
                input(trial, train).secondMoment());
        List<List<LayerStatistics>> measured =
                networks.stream().map(result -> result.layers().get(0)).toList();
        return new Overlay(
                trial,
                networks.size(),
                ProbeReport.of(shape, trial.batch(), measured, theory.propagation(), theory.notes()));
    }

    /** Of the minibatch that every network of a study sees first. */
    public static InputMoments input(Trial trial, Samples train) {
        return InputMoments.of(train, DeviceTrainer.order(train, trial.batch(), 1));
    }

    /** The layers where signal or gradient lies off its prediction. */
    public List<ProbeReport.Layer> off() {
        return report.layers().stream()
                .filter(layer -> layer.disagrees() || layer.gradientDisagrees())
                .toList();
    }
}
