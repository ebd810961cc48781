package dev.fathom.report;

import dev.fathom.formats.WholeFile;
import dev.fathom.report.results.FinishedTrial;
import dev.fathom.report.results.GroupedResults;
import dev.fathom.report.results.Numbers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Writes one self-contained HTML file: no network, no second file, at most 5 MB. Charts are drawn by uPlot, inlined from
 * its webjar; a content security policy forbids every request and every script but the two that the file brings.
 */
public final class Report {
    private static final String START = "<!DOCTYPE html>";

    /** Cells of all maps together that fit into 5 MB. */
    private static final int MAX_CELLS = 10_000;

    private Report() {}

    /** Writes the report as UTF-8, replacing an older one. */
    public static void write(ReportInput input, Path file) {
        byte[] page = html(input).getBytes(StandardCharsets.UTF_8);
        WholeFile.write(file, out -> out.write(page));
    }

    /**
     * Finds out before the work whether a report can be kept there, and that nothing but an older report is lost.
     *
     * @throws IllegalArgumentException where it cannot
     */
    public static void check(Path file) {
        WholeFile.check(file);
        if (Files.isRegularFile(file)) {
            try (InputStream in = Files.newInputStream(file)) {
                String start = new String(in.readNBytes(START.length()), StandardCharsets.UTF_8);
                if (!start.isEmpty() && !start.equalsIgnoreCase(START)) {
                    throw new IllegalArgumentException(
                            file + ": is no HTML page, and stays as it is; choose another name for the report");
                }
            } catch (IOException e) {
                throw new IllegalArgumentException(
                        file + ": cannot be read, so it may be no report; choose another name", e);
            }
        }
    }

    /** The report as text. */
    public static String html(ReportInput input) {
        List<FinishedTrial> results = new ArrayList<>();
        input.results().forEach(result -> results.add(FinishedTrial.of(result)));
        GroupedResults study = GroupedResults.of(List.copyOf(results));
        GroupedResults shown = study.limited(MAX_CELLS);
        Headline answer = new Headline(study);
        List<String> lines = new ArrayList<>(answer.lines());
        if (shown != study) {
            lines.add("Maps, charts and table hold the first " + String.format(Locale.ROOT, "%,d", MAX_CELLS) + " of "
                    + Numbers.count(study.cells().size(), "cell") + "; what is said here counts all.");
        }
        String css = Assets.text("report.css");
        String chartCss = Assets.uplot("dist/uPlot.min.css");
        String chartJs = Assets.uplot("dist/uPlot.iife.min.js");
        String js = Assets.script();

        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("policy", Assets.policy(new String[] {chartJs, js}, new String[] {chartCss, css}));
        parts.put("license", Assets.uplot("LICENSE"));
        parts.put("chartCss", chartCss);
        parts.put("css", css);
        parts.put("chartJs", chartJs);
        parts.put("js", js);
        parts.put("data", ScriptJson.packed(new ReportData(shown, Facts.caption(study, input), input).json()));
        parts.put("title", Html.escape(input.title()));
        parts.put("question", Html.paragraph("question", input.question()));
        parts.put("answer", Facts.answer(answer.sentence()));
        parts.put("lines", Facts.lines(answer.panels(), lines));
        parts.put("facts", Facts.strip(study));
        parts.put("fixed", Facts.fixed(study));
        parts.put("maps", new Maps(shown).html());
        parts.put("axes", new Axes(study).html());
        parts.put("verdicts", Facts.verdicts(study));
        parts.put("environment", Facts.definitions(input.environment()));
        parts.put("command", Facts.command(input.command(), input.text()));
        return Assets.fill(Assets.text("report.html"), parts);
    }
}
