package dev.fathom.recorded;

import dev.fathom.store.Recording;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One offline page about recorded runs, without scripts: losses, signals and gradients by layer and over steps. */
public final class RecordedReport {
    /** Cells in the maps of a page together, each some 100 characters. */
    private static final int BUDGET = 40_000;

    private static final int MOST_STEPS = 100;
    private static final int LEAST_STEPS = 2;

    private RecordedReport() {}

    /** How many steps of a run a page of so many runs shows, by the layers of the largest. */
    public static int steps(int runs, int layers) {
        int cells = BUDGET / Math.max(1, runs * layers * Shown.values().length);
        return Math.max(LEAST_STEPS, Math.min(MOST_STEPS, cells));
    }

    public static String html(String title, List<Recording> runs) {
        StringBuilder page = new StringBuilder();
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.append(
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
        page.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.append("<title>").append(Text.escape(title)).append(" · Fathom</title>\n<style>");
        page.append(css("/dev/fathom/report/report.css")).append(css("/dev/fathom/recorded/recorded.css"));
        page.append(
                "</style>\n</head>\n<body>\n<header class=\"bar\"><span class=\"mark\">Fathom</span></header>\n<main>\n");
        page.append("<section class=\"opening\"><h1>")
                .append(Text.escape(title))
                .append("</h1>");
        page.append("<p class=\"question\">Recorded while it trained: ");
        page.append(runs.size()).append(runs.size() == 1 ? " run" : " runs").append(".</p></section>\n");
        runs.forEach(run -> run(page, run));
        return page.append("</main>\n</body>\n</html>\n").toString();
    }

    private static void run(StringBuilder page, Recording run) {
        Map<Integer, Map<Integer, Recording.Row>> rows = new TreeMap<>();
        run.steps().forEach((step, all) -> {
            Map<Integer, Recording.Row> byLayer = new LinkedHashMap<>();
            all.forEach(row -> byLayer.put(row.statistics().layer(), row));
            rows.put(step, byLayer);
        });
        page.append("<section><h2>")
                .append(Text.escape(run.model() + " in " + run.name()))
                .append("</h2>");
        page.append("<dl class=\"facts\">");
        run.facts()
                .forEach((name, value) -> page.append("<div><dt>")
                        .append(Text.escape(name))
                        .append("</dt><dd>")
                        .append(Text.escape(value))
                        .append("</dd></div>"));
        page.append("</dl>");
        findings(page, Findings.of(run));
        losses(page, run);
        if (rows.isEmpty()) {
            page.append("<p class=\"lead\">No step was recorded.</p></section>\n");
            return;
        }
        byLayer(page, run, rows, Shown.PREACTIVATION);
        byLayer(page, run, rows, Shown.GRADIENT);
        for (Shown shown : Shown.values()) {
            figure(page, shown.title() + ", by layer and step", shown.meaning(), new HeatMap(run, shown, rows).svg());
        }
        table(page, run, rows);
        page.append("</section>\n");
    }

    private static void findings(StringBuilder page, List<Findings.Finding> findings) {
        if (findings.isEmpty()) {
            page.append("<p class=\"answer\">Nothing stands out at the recorded steps.</p>");
            return;
        }
        page.append("<ul class=\"lines\">");
        findings.forEach(finding -> page.append("<li><strong>")
                .append(Text.escape(finding.kind()))
                .append("</strong> ")
                .append(Text.escape(finding.text()))
                .append(".</li>"));
        page.append("</ul>");
    }

    private static void losses(StringBuilder page, Recording run) {
        double[] x = run.losses().keySet().stream().mapToDouble(step -> step).toArray();
        double[] y = run.losses().values().stream().mapToDouble(loss -> loss).toArray();
        if (x.length > 1) {
            String svg = Svg.lines("Loss", "step", List.of(new Svg.Line("loss", "last", thin(x), thin(y))));
            figure(page, "Loss", "of each step, as it was differentiated", svg);
        }
    }

    /** Means over at most 400 bins. */
    private static double[] thin(double[] values) {
        int bins = Math.min(400, values.length);
        double[] means = new double[bins];
        for (int bin = 0; bin < bins; bin++) {
            int start = (int) ((long) bin * values.length / bins);
            int end = (int) ((long) (bin + 1) * values.length / bins);
            for (int i = start; i < end; i++) {
                means[bin] += values[i] / (end - start);
            }
        }
        return means;
    }

    private static void byLayer(
            StringBuilder page, Recording run, Map<Integer, Map<Integer, Recording.Row>> rows, Shown shown) {
        List<Integer> steps = List.copyOf(rows.keySet());
        int first = steps.get(0);
        int last = steps.get(steps.size() - 1);
        String svg = Svg.lines(
                shown.title(),
                "layer",
                List.of(line(run, rows, shown, first, "first"), line(run, rows, shown, last, "last")));
        figure(
                page,
                shown.title() + ", by layer",
                shown.meaning() + ": dashed at step " + first + ", drawn through at step " + last,
                svg);
    }

    private static Svg.Line line(
            Recording run, Map<Integer, Map<Integer, Recording.Row>> rows, Shown shown, int step, String style) {
        double[] x = run.layers().stream().mapToDouble(Recording.Layer::number).toArray();
        double[] y = run.layers().stream()
                .mapToDouble(layer -> shown.of(rows.get(step).get(layer.number())))
                .toArray();
        return new Svg.Line("step " + step, style, x, y);
    }

    private static void figure(StringBuilder page, String title, String meaning, String svg) {
        if (!svg.isEmpty()) {
            page.append("<figure class=\"recorded\"><figcaption><h3>")
                    .append(Text.escape(title))
                    .append("</h3><p class=\"lead\">")
                    .append(Text.escape(meaning))
                    .append("</p></figcaption>")
                    .append(svg)
                    .append("</figure>");
        }
    }

    private static void table(StringBuilder page, Recording run, Map<Integer, Map<Integer, Recording.Row>> rows) {
        List<Integer> steps = List.copyOf(rows.keySet());
        int last = steps.get(steps.size() - 1);
        page.append("<h3>Layers at step ")
                .append(last)
                .append("</h3><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Layers at step ")
                .append(last)
                .append("\"><table class=\"rules\"><thead><tr>");
        for (String name : List.of("number", "layer", "kind", "weights", "activation")) {
            page.append("<th scope=\"col\">").append(name).append("</th>");
        }
        for (Shown shown : Shown.values()) {
            page.append("<th scope=\"col\" class=\"number\">")
                    .append(shown.title())
                    .append("</th>");
        }
        page.append("</tr></thead><tbody>");
        for (Recording.Layer layer : run.layers()) {
            page.append("<tr><td class=\"number\">").append(layer.number()).append("</td><th scope=\"row\">");
            page.append(Text.escape(layer.name())).append("</th><td>").append(Text.escape(layer.kind()));
            page.append("</td><td>")
                    .append(layer.shape().isEmpty() ? "–" : size(layer.shape()))
                    .append("</td><td>");
            page.append(Text.escape(layer.activation().isEmpty() ? "–" : layer.activation()))
                    .append("</td>");
            for (Shown shown : Shown.values()) {
                page.append("<td class=\"number\">")
                        .append(Text.number(shown.of(rows.get(last).get(layer.number()))))
                        .append("</td>");
            }
            page.append("</tr>");
        }
        page.append("</tbody></table></div>");
    }

    private static String size(List<Long> shape) {
        return String.join(" × ", shape.stream().map(String::valueOf).toList());
    }

    private static String css(String resource) {
        try (InputStream in = RecordedReport.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
