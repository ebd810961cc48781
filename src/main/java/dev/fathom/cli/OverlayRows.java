package dev.fathom.cli;

import dev.fathom.engine.Estimate;
import dev.fathom.engine.ProbeReport;
import dev.fathom.sweep.Overlay;
import dev.fathom.sweep.Trial;
import dev.fathom.theory.LayerPrediction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Overlays as rows, one a layer, the names of the columns first. */
final class OverlayRows {
    private static final List<Object> COLUMNS = List.of(
            "initializer",
            "activation",
            "architecture",
            "widths",
            "weight_gain",
            "bias_std",
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

    private OverlayRows() {}

    static List<List<Object>> of(List<Overlay> overlays) {
        List<List<Object>> rows = new ArrayList<>(List.of(COLUMNS));
        for (Overlay overlay : overlays) {
            overlay.report().layers().forEach(layer -> rows.add(row(overlay, layer)));
        }
        return rows;
    }

    private static List<Object> row(Overlay overlay, ProbeReport.Layer layer) {
        Trial t = overlay.trial();
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
                t.data(),
                overlay.networks(),
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
                overlay.report()
                        .inapplicable()
                        .orElse(String.join("; ", overlay.report().notes())));
    }
}
