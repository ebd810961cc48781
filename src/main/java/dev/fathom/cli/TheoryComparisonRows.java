package dev.fathom.cli;

import dev.fathom.cli.output.Json;
import dev.fathom.engine.probe.Estimate;
import dev.fathom.engine.probe.ProbeReport;
import dev.fathom.study.Trial;
import dev.fathom.sweep.TheoryComparison;
import dev.fathom.theory.propagation.LayerPrediction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Overlays as rows, one a layer, the names of the columns first. */
final class TheoryComparisonRows {
    private static final List<Object> COLUMNS = List.of(
            "initializer",
            "activation",
            "architecture",
            "widths",
            "weight_gain",
            "bias_std",
            "bias",
            "data",
            "networks",
            "layer",
            "preactivation_second_moment",
            "preactivation_second_moment_se",
            "preactivation_second_moment_theory",
            "disagrees",
            "log10_gradient_ratio",
            "gradient_ratio",
            "gradient_ratio_se",
            "gradient_ratio_theory",
            "log10_gradient_ratio_theory",
            "gradient_disagrees",
            "note");

    private TheoryComparisonRows() {}

    static List<List<Object>> of(List<TheoryComparison> comparisons) {
        List<List<Object>> rows = new ArrayList<>(List.of(COLUMNS));
        for (TheoryComparison comparison : comparisons) {
            comparison.report().layers().forEach(layer -> rows.add(row(comparison, layer)));
        }
        return rows;
    }

    private static List<Object> row(TheoryComparison comparison, ProbeReport.Layer layer) {
        Trial t = comparison.trial();
        Optional<LayerPrediction> theory = layer.theory();
        Estimate gradient = layer.gradientRatio();
        boolean finite = gradient.range() == Estimate.Range.FINITE;
        return Arrays.asList(
                t.initializer(),
                t.activation(),
                t.architecture(),
                t.widths().stream().map(String::valueOf).collect(Collectors.joining(",")),
                t.weightGain(),
                t.biasStd(),
                t.bias(),
                t.data(),
                comparison.networks(),
                layer.layer(),
                Json.value(layer.preactivation().secondMoment()),
                Json.error(layer.preactivation().secondMoment()),
                theory.map(LayerPrediction::preactivationSecondMoment).orElse(null),
                layer.disagrees(),
                finite ? Math.log10(gradient.value()) : null,
                Json.value(gradient),
                Json.error(gradient),
                theory.map(LayerPrediction::gradientRatio).orElse(null),
                theory.map(LayerPrediction::log10GradientRatio).orElse(null),
                layer.gradientDisagrees(),
                comparison
                        .report()
                        .inapplicable()
                        .orElse(String.join("; ", comparison.report().notes())));
    }
}
