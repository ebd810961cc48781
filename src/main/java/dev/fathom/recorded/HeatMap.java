package dev.fathom.recorded;

import dev.fathom.store.Recording;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One quantity of every layer over the steps: a row a layer, a column a step, colours by powers of ten. */
final class HeatMap {
    private static final int ROW = 15;
    private static final int NAMES = 250;
    private static final int WIDTH = 960;

    private final Recording run;
    private final Shown shown;
    private final List<Integer> steps;
    private final Map<Integer, Map<Integer, Recording.Row>> rows;

    /** @param rows by step and layer */
    HeatMap(Recording run, Shown shown, Map<Integer, Map<Integer, Recording.Row>> rows) {
        this.run = run;
        this.shown = shown;
        this.rows = rows;
        this.steps = List.copyOf(rows.keySet());
    }

    /** Empty where there is nothing to show. */
    String svg() {
        List<Recording.Layer> layers = run.layers().stream()
                .filter(layer -> steps.stream().anyMatch(step -> !Double.isNaN(value(step, layer))))
                .toList();
        double[] ends = ends(layers);
        if (layers.isEmpty() || shown.isShare() && ends[1] == 0) {
            return "";
        }
        double width = (double) (WIDTH - NAMES) / steps.size();
        StringBuilder svg = new StringBuilder(Svg.element(
                "<svg class=\"drawing map\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s by layer and step\">",
                WIDTH, layers.size() * ROW + 34, Text.escape(shown.title())));
        for (int i = 0; i < layers.size(); i++) {
            Recording.Layer layer = layers.get(i);
            svg.append(Svg.element(
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>",
                    NAMES - 6, i * ROW + 11, Text.escape(shortened(layer.name()))));
            for (int j = 0; j < steps.size(); j++) {
                double value = value(steps.get(j), layer);
                if (!Double.isNaN(value)) {
                    svg.append(Svg.element(
                            "<path class=\"h%d\" d=\"M%.1f %dh%.1fv%dh-%.1fz\"><title>%s, step %d: %s</title></path>",
                            level(value, ends),
                            NAMES + j * width,
                            i * ROW,
                            width + 0.1,
                            ROW - 1,
                            width + 0.1,
                            Text.escape(layer.name()),
                            steps.get(j),
                            Text.number(value)));
                }
            }
        }
        int foot = layers.size() * ROW + 12;
        svg.append(Svg.element("<text x=\"%d\" y=\"%d\">step %d</text>", NAMES, foot, steps.get(0)));
        svg.append(Svg.element(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%d</text>", WIDTH, foot, steps.get(steps.size() - 1)));
        key(svg, ends, foot + 6);
        return svg.append("</svg>").toString();
    }

    private void key(StringBuilder svg, double[] ends, int top) {
        for (int level = 0; level <= 10; level++) {
            svg.append(
                    Svg.element("<path class=\"h%d\" d=\"M%d %dh16v10h-16z\"/>", level, NAMES + 60 + level * 16, top));
        }
        svg.append(Svg.element(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>", NAMES + 56, top + 9, Text.number(ends[0])));
        svg.append(Svg.element("<text x=\"%d\" y=\"%d\">%s</text>", NAMES + 240, top + 9, Text.number(ends[1])));
    }

    private double value(int step, Recording.Layer layer) {
        return shown.of(rows.get(step).get(layer.number()));
    }

    /** Least and greatest; zeros aside where colours go by powers of ten. */
    private double[] ends(List<Recording.Layer> layers) {
        List<Double> values = new ArrayList<>();
        for (Recording.Layer layer : layers) {
            for (int step : steps) {
                double value = value(step, layer);
                if (Double.isFinite(value) && (shown.isShare() || value > 0)) {
                    values.add(value);
                }
            }
        }
        double least = values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double greatest = values.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        return new double[] {shown.isShare() ? 0 : least, shown.isShare() ? Math.max(greatest, 0) : greatest};
    }

    private int level(double value, double[] ends) {
        if (shown.isShare()) {
            return (int) Math.round(10 * value / Math.max(ends[1], 1e-300));
        }
        if (!(value > 0)) {
            return 0;
        }
        double span = Math.log(ends[1] / ends[0]);
        return span > 0 ? (int) Math.round(10 * Math.log(value / ends[0]) / span) : 5;
    }

    private static String shortened(String name) {
        return name.length() <= 38 ? name : "…" + name.substring(name.length() - 37);
    }
}
