package dev.fathom.report;

import dev.fathom.formats.WholeFile;
import dev.fathom.report.results.FinishedTrial;
import dev.fathom.report.results.Numbers;
import dev.fathom.study.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Two studies on one page without a script: trials of the same settings and seed, one difference for each setting. */
public final class SideBySide {
    private SideBySide() {}

    /**
     * Writes the page as UTF-8, replacing an older one.
     *
     * @throws IllegalArgumentException where no trial of one study has a partner in the other
     */
    public static void write(ReportInput a, ReportInput b, Path file) {
        byte[] page = html(a, b).getBytes(StandardCharsets.UTF_8);
        WholeFile.write(file, out -> out.write(page));
    }

    static String html(ReportInput a, ReportInput b) {
        List<FinishedTrial> ofA = read(a);
        List<FinishedTrial> ofB = read(b);
        Matched matched = Matched.of(ofA, ofB);
        if (matched.rows().isEmpty()) {
            throw new IllegalArgumentException("no trial of " + a.title() + " has a partner in " + b.title()
                    + ": partners agree in the seed and in everything but hyperparameters of which each study has"
                    + " one value alone");
        }
        PairedDifferences differences = new PairedDifferences(matched);
        String css = Assets.text("report.css");
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("policy", Assets.policy(new String[] {}, new String[] {css}));
        parts.put("css", css);
        parts.put("title", Html.escape(a.title() + " against " + b.title()));
        parts.put("apart", Html.paragraph("question", apart(matched, ofA, ofB)));
        parts.put("answer", Facts.answer(differences.sentence()));
        List<String> lines = new ArrayList<>(differences.lines());
        leftOut(lines, "A", ofA.size() - matched.pairs().size());
        leftOut(lines, "B", ofB.size() - matched.pairs().size());
        parts.put("lines", Facts.lines(lines));
        parts.put("measure", differences.measure());
        parts.put("sureness", differences.sureness());
        DifferenceTable table = new DifferenceTable(matched.keys(), differences.rows());
        parts.put("extent", Html.paragraph("lead", table.extent()));
        parts.put("table", table.html());
        parts.put("csv", table.link());
        parts.put("a", made("A", a));
        parts.put("b", made("B", b));
        return Assets.fill(Assets.text("sidebyside.html"), parts);
    }

    private static List<FinishedTrial> read(ReportInput input) {
        List<FinishedTrial> results = new ArrayList<>();
        input.results().forEach(result -> results.add(FinishedTrial.of(result)));
        return results;
    }

    private static String apart(Matched matched, List<FinishedTrial> a, List<FinishedTrial> b) {
        return matched.apart().isEmpty()
                ? "Trials of the same hyperparameters and seed in A and B."
                : "Trials that are alike but for this: "
                        + matched.apart().stream()
                                .map(field -> field.key().replace('_', ' ') + " " + value(field, a) + " in A, "
                                        + value(field, b) + " in B")
                                .collect(Collectors.joining("; "))
                        + ".";
    }

    private static String value(Field<?> field, List<FinishedTrial> trials) {
        return Numbers.text((Object) trials.get(0).trial().get(field));
    }

    private static void leftOut(List<String> lines, String study, int trials) {
        if (trials > 0) {
            lines.add(Numbers.count(trials, "trial") + " of " + study + " without a partner, left out.");
        }
    }

    private static String made(String letter, ReportInput input) {
        return "<h3>" + letter + ": " + Html.escape(input.title()) + "</h3>"
                + Html.paragraph("lead", input.question())
                + Facts.command(input.command(), input.text())
                + "<dl class=\"environment\">" + Facts.definitions(input.environment()) + "</dl>";
    }
}
