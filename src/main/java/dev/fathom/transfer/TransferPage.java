package dev.fathom.transfer;

import dev.fathom.formats.WholeFile;
import dev.fathom.report.Assets;
import dev.fathom.report.ChartPage;
import dev.fathom.report.results.Numbers;
import dev.fathom.study.Fields;
import dev.fathom.transfer.CoordinateCheck.Coordinate;
import dev.fathom.transfer.Transfer.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What a search found as one offline page in the report's style. */
public final class TransferPage {
    private static final String FOLDER = "/dev/fathom/transfer/";

    private final TransferStudy study;
    private final List<Transfer> answers;

    private TransferPage(TransferStudy study, List<Transfer> answers) {
        this.study = study;
        this.answers = answers;
    }

    /**
     * Writes the page as UTF-8, replacing an older one.
     *
     * @param command that made it, as typed in a shell
     * @param environment what ran it, in the order to be shown
     */
    public static void write(
            Path file, TransferStudy study, List<Transfer> answers, String command, Map<String, String> environment) {
        byte[] page = html(study, answers, command, environment).getBytes(StandardCharsets.UTF_8);
        WholeFile.write(file, out -> out.write(page));
    }

    static String html(TransferStudy study, List<Transfer> answers, String command, Map<String, String> environment) {
        TransferPage page = new TransferPage(study, answers);
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("title", "Does the learning rate transfer over " + page.axis() + "?");
        parts.put("axis", page.axis());
        parts.put("network", ChartPage.escape(page.network()));
        parts.put("answer", ChartPage.answer(page.answer(), page.lines()));
        parts.put("losses", page.figures("loss", "Final loss by learning rate"));
        parts.put("moves", page.figures("moves", "Change of pre-activations"));
        parts.put("updates", page.figures("updates", "Update over weight"));
        parts.put("steps", page.steps());
        parts.put("verdicts", page.verdicts());
        parts.put("made", ChartPage.made(command, environment));
        return ChartPage.html(
                Assets.read(FOLDER + "transfer.html"),
                Assets.read(FOLDER + "transfer.js"),
                new TransferCharts(study.axis(), answers).data(page.network()),
                parts);
    }

    private String axis() {
        return study.axis().field().key();
    }

    /** What all networks share, and what differs from the defaults. */
    private String network() {
        Set<Object> searched =
                Set.of(study.axis().field(), Fields.LEARNING_RATE, Fields.PARAMETRIZATION, Fields.SEED, Fields.WIDTHS);
        Set<Object> told = Set.of(Fields.INITIALIZER, Fields.ACTIVATION, Fields.WIDTH, Fields.DEPTH, Fields.STEPS);
        String settings = Fields.ALL.stream()
                .filter(field -> !searched.contains(field))
                .filter(field ->
                        told.contains(field) || !study.network().get(field).equals(field.initial()))
                .map(field -> Numbers.named(field, study.network().get(field)))
                .collect(Collectors.joining(", "));
        return settings + ", " + study.seeds() + " seeds from "
                + study.network().seed();
    }

    private String answer() {
        List<Integer> sizes = study.axis().sizes();
        List<String> said = new ArrayList<>();
        add(said, Verdict.TRANSFERS, "transfers under ");
        add(said, Verdict.DOES_NOT, "does not transfer under ");
        add(said, Verdict.UNDECIDED, "may or may not transfer under ");
        return "From " + axis() + " " + sizes.get(0) + " to " + sizes.get(sizes.size() - 1) + " the best learning rate "
                + String.join(", ", said) + ".";
    }

    private void add(List<String> said, Verdict verdict, String words) {
        String names = answers.stream()
                .filter(answer -> answer.verdict() == verdict)
                .map(Transfer::parametrization)
                .collect(Collectors.joining(" and "));
        if (!names.isEmpty()) {
            said.add(words + names);
        }
    }

    private List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Transfer answer : answers) {
            lines.add(answer.sentence() + " " + answer.trained() + " networks; a grid as fine takes " + answer.grid()
                    + ".");
            answer.optima().stream()
                    .filter(Optimum::atEnd)
                    .forEach(optimum -> lines.add(answer.parametrization() + ", " + axis() + " " + optimum.size()
                            + ": the best rate lies at an end of those allowed."));
        }
        return lines;
    }

    /** An empty chart for each parametrization. */
    private String figures(String kind, String title) {
        return IntStream.range(0, answers.size())
                .mapToObj(i -> "<figure class=\"chart\" id=\"" + kind + "-" + i + "\"><figcaption><h3>" + title + ", "
                        + ChartPage.escape(answers.get(i).parametrization())
                        + "</h3></figcaption><div class=\"plot\"></div><p class=\"note\"></p></figure>")
                .collect(Collectors.joining());
    }

    private String steps() {
        return CoordinateCheck.STEPS.stream()
                .map(step -> "<option>" + step + "</option>")
                .collect(Collectors.joining());
    }

    /** A row for each layer under each parametrization, a column for each number of steps. */
    private String verdicts() {
        StringBuilder table =
                new StringBuilder("<thead><tr><th scope=\"col\">parametrization</th>" + "<th scope=\"col\">layer</th>");
        CoordinateCheck.STEPS.forEach(step ->
                table.append("<th scope=\"col\">after ").append(step).append(step == 1 ? " step</th>" : " steps</th>"));
        table.append("</tr></thead><tbody>");
        for (Transfer answer : answers) {
            Map<String, List<Coordinate>> byLayer = answer.coordinates().stream()
                    .collect(Collectors.groupingBy(Coordinate::layer, LinkedHashMap::new, Collectors.toList()));
            byLayer.forEach((layer, row) -> {
                table.append("<tr><th scope=\"row\">")
                        .append(ChartPage.escape(answer.parametrization()))
                        .append("</th><td>")
                        .append(layer)
                        .append("</td>");
                row.forEach(each -> table.append("<td>").append(cell(each)).append("</td>"));
                table.append("</tr>");
            });
        }
        return table.append("</tbody>").toString();
    }

    private static String cell(Coordinate coordinate) {
        return String.format(
                Locale.ROOT,
                "%s, %.2f (%.2f to %.2f)",
                coordinate.verdict(),
                coordinate.slope().value(),
                coordinate.slope().low(),
                coordinate.slope().high());
    }
}
