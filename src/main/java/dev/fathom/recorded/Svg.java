package dev.fathom.recorded;

import java.util.List;
import java.util.Locale;

/** Drawings as SVG text, without scripts. */
final class Svg {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 220;
    private static final int MARGIN = 56;

    /**
     * A line of a chart.
     *
     * @param style class in the page's style sheet
     */
    record Line(String name, String style, double[] x, double[] y) {}

    private Svg() {}

    /** Lines over a common axis; heights by powers of ten where all are positive and the range is wide. */
    static String lines(String title, String across, List<Line> lines) {
        double[] x = range(lines, false);
        double[] y = range(lines, true);
        if (Double.isNaN(y[0])) {
            return "";
        }
        boolean powers = y[0] > 0 && y[1] / y[0] > 20;
        double low = powers ? Math.log10(y[0]) : Math.min(0, y[0]);
        double high = powers ? Math.log10(y[1]) : y[1];
        double span = high > low ? high - low : 1;
        StringBuilder svg = new StringBuilder("<svg class=\"drawing\" viewBox=\"0 0 " + WIDTH + " " + HEIGHT
                + "\" role=\"img\" aria-label=\"" + Text.escape(title) + "\">");
        for (int i = 0; i <= 4; i++) {
            double at = low + span * i / 4;
            double height = HEIGHT - 30 - (HEIGHT - 45.0) * i / 4;
            svg.append(element("<path class=\"rule\" d=\"M%d %.1fH%d\"/>", MARGIN, height, WIDTH - 8));
            svg.append(element(
                    "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
                    MARGIN - 6, height + 4, Text.number(powers ? Math.pow(10, at) : at)));
        }
        svg.append(element("<text x=\"%d\" y=\"%d\">%s</text>", MARGIN, HEIGHT - 8, Text.number(x[0])));
        svg.append(element(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s %s</text>",
                WIDTH - 8, HEIGHT - 8, Text.escape(across), Text.number(x[1])));
        for (Line line : lines) {
            StringBuilder path = new StringBuilder();
            boolean down = false;
            for (int i = 0; i < line.x().length; i++) {
                double value = line.y()[i];
                boolean there = Double.isFinite(value) && (!powers || value > 0);
                if (there) {
                    double px = MARGIN + (WIDTH - MARGIN - 8) * (line.x()[i] - x[0]) / Math.max(1e-300, x[1] - x[0]);
                    double py = HEIGHT - 30 - (HEIGHT - 45) * ((powers ? Math.log10(value) : value) - low) / span;
                    path.append(element(down ? "L%.1f %.1f" : "M%.1f %.1f", px, py));
                }
                down = there;
            }
            svg.append(element(
                    "<path class=\"%s\" d=\"%s\"><title>%s</title></path>",
                    line.style(), path, Text.escape(line.name())));
        }
        return svg.append("</svg>").toString();
    }

    private static double[] range(List<Line> lines, boolean heights) {
        double low = Double.NaN;
        double high = Double.NaN;
        for (Line line : lines) {
            for (double value : heights ? line.y() : line.x()) {
                if (Double.isFinite(value) && !(heights && value == 0)) {
                    low = Double.isNaN(low) ? value : Math.min(low, value);
                    high = Double.isNaN(high) ? value : Math.max(high, value);
                }
            }
        }
        return new double[] {low, high};
    }

    static String element(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
