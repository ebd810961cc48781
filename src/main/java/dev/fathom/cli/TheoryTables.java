package dev.fathom.cli;

import dev.fathom.cli.output.Json;
import dev.fathom.cli.terminal.Format;
import dev.fathom.cli.terminal.Paragraph;
import dev.fathom.cli.terminal.Table;
import dev.fathom.theory.meanfield.CriticalPoint;
import dev.fathom.theory.meanfield.FourierModes;
import dev.fathom.theory.propagation.LayerPrediction;
import dev.fathom.theory.propagation.Propagation;
import dev.fathom.theory.propagation.Scatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** How predictions are printed. */
final class TheoryTables {
    private TheoryTables() {}

    static void critical(List<CriticalPoint> points, Format format) {
        if (format == Format.json) {
            Json.print(
                    Map.of("critical", points.stream().map(TheoryTables::json).toList()), System.out);
            return;
        }
        Table table = new Table("sigma_w2", "q_star", "chi_par", "stable");
        for (CriticalPoint point : points) {
            table.row(point.sigmaW2(), point.qStar().orElse(Double.NaN), point.chiPar(), point.stable());
        }
        table.print(format, System.out);
        if (format == Format.text && !points.isEmpty()) {
            System.out.println();
            Paragraph.print(
                    "stable: a signal whose second moment is near q* stays near it, and gradients keep their size"
                            + " (a dash for q*: at every length). At a point that is not stable signals leave q* from layer to layer,"
                            + " and gradients grow or shrink with them: edge_of_chaos refuses it, and 'fathom advise' finds the gain"
                            + " that suits a depth.");
        }
        if (points.isEmpty() && format == Format.text) {
            System.out.println("None: no weight variance keeps the gradients of this activation at this sigma_b2.");
        }
    }

    private static Map<String, Object> json(CriticalPoint point) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("sigma_w2", point.sigmaW2());
        json.put("q_star", number(point.qStar()));
        json.put("chi_par", point.chiPar());
        json.put("stable", point.stable());
        return json;
    }

    /**
     * @param limits of the infinitely deep network by name, null for what does not exist
     * @param layers predictions of each layer, if they are wanted
     * @param modes of the correlations of convolutions, or none
     * @param scatter in each layer, or none
     */
    static void print(
            Map<String, Object> limits,
            List<FourierModes.Mode> modes,
            Optional<Propagation> layers,
            Optional<List<Scatter>> scatter,
            List<String> notes,
            Format format) {
        List<Map<String, Object>> rows = layers.map(Propagation::layers).orElse(List.of()).stream()
                .map(layer -> row(layer, scatter.orElse(List.of())))
                .toList();
        if (format == Format.json) {
            Map<String, Object> json = new LinkedHashMap<>(limits);
            if (!notes.isEmpty()) {
                json.put("note", String.join("; ", notes));
            }
            if (!modes.isEmpty()) {
                json.put("modes", modes.stream().map(TheoryTables::row).toList());
            }
            layers.ifPresent(present -> json.put("layers", rows));
            Json.print(json, System.out);
            return;
        }
        if (!limits.isEmpty() && (format == Format.text || layers.isEmpty())) {
            Table table = new Table("quantity", "value");
            limits.forEach((name, value) -> table.row(name, value == null ? "-" : value));
            table.print(format, System.out);
        }
        if (format == Format.text) {
            print(modes.stream().map(TheoryTables::row).toList(), format, !limits.isEmpty());
        }
        print(rows, format, format == Format.text && !limits.isEmpty());
        if (format == Format.text) {
            notes.forEach(note -> System.out.println("Note: " + note + "."));
        }
    }

    private static void print(List<Map<String, Object>> rows, Format format, boolean follows) {
        if (rows.isEmpty()) {
            return;
        }
        Table table = new Table(List.copyOf(rows.get(0).keySet()), new ArrayList<>());
        rows.forEach(row -> table.row(
                row.values().stream().map(v -> v == null ? Double.NaN : v).toArray()));
        System.out.print(follows ? System.lineSeparator() : "");
        table.print(format, System.out);
    }

    private static Map<String, Object> row(FourierModes.Mode mode) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("mode_y", mode.y());
        row.put("mode_x", mode.x());
        row.put("lambda", mode.share());
        row.put("correlation_slope", mode.slope());
        row.put("xi_c", number(mode.xiC()));
        return row;
    }

    private static Map<String, Object> row(LayerPrediction layer, List<Scatter> scatter) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("layer", layer.layer());
        row.put("preactivation_second_moment", layer.preactivationSecondMoment());
        row.put("activation_second_moment", layer.activationSecondMoment());
        row.put("gradient_ratio", layer.gradientRatio());
        row.put("log10_gradient_ratio", layer.log10GradientRatio());
        layer.decorrelation().ifPresent(d -> row.put("decorrelation", d));
        if (!scatter.isEmpty()) {
            Scatter single = scatter.get(layer.layer() - 1);
            row.put("length_variance", single.lengthVariance());
            row.put("gradient_log_variance", single.gradientLogVariance());
        }
        return row;
    }

    static Double number(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
