package dev.fathom.report;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.fathom.confidence.Interval;
import dev.fathom.formats.CsvCell;
import dev.fathom.report.PairedDifferences.Row;
import dev.fathom.report.results.Numbers;
import dev.fathom.study.Field;
import dev.fathom.study.Fields;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The differences of two studies as rows: those that a page can hold, and all of them as a file.
 *
 * @param keys what tells the rows apart
 * @param rows those first that differ most beyond doubt
 */
record DifferenceTable(List<Field<?>> keys, List<Row> rows) {
    private static final int MAX_ROWS = 600;
    private static final int DRAWN = 240;

    /** How far drawings reach beyond the greatest difference; intervals that go on are cut off. */
    private static final double WIDER = 1.3;

    /** {@code The first 600 of 1,200 settings.}, and nothing where all are there. */
    String extent() {
        return rows.size() <= MAX_ROWS
                ? ""
                : "The table shows the first " + MAX_ROWS + " of " + Numbers.count(rows.size(), "setting")
                        + "; the file has them all.";
    }

    /** One row for each setting, those first that differ most beyond doubt. */
    String html() {
        double reach = WIDER
                * rows.stream()
                        .flatMap(row -> row.interval().stream())
                        .mapToDouble(interval -> Math.abs(interval.value()))
                        .max()
                        .orElse(1);
        StringBuilder html = new StringBuilder("<thead><tr>");
        keys.forEach(field -> html.append(head(field.key().replace('_', ' '))));
        for (String name : List.of("trained in A", "trained in B", "B minus A (interval)")) {
            html.append(head(name));
        }
        html.append("<th scope=\"col\" class=\"interval\"><span class=\"hidden\">drawn</span></th>")
                .append(head("verdict"))
                .append("</tr></thead><tbody>");
        rows.stream().limit(MAX_ROWS).forEach(row -> row(html, row, reach));
        html.append("</tbody>");
        return html.toString();
    }

    private void row(StringBuilder html, Row row, double reach) {
        List<Matched.Pair> pairs = row.of().pairs();
        html.append("<tr>");
        for (Field<?> field : keys) {
            String text = Html.escape(Numbers.text((Object) row.of().trial().get(field)));
            html.append(field == Fields.INITIALIZER ? "<th scope=\"row\">" + text + "</th>" : "<td>" + text + "</td>");
        }
        html.append("<td>")
                .append(PairedDifferences.trainedA(pairs))
                .append(" of ")
                .append(pairs.size())
                .append("</td>");
        html.append("<td>")
                .append(PairedDifferences.trainedB(pairs))
                .append(" of ")
                .append(pairs.size())
                .append("</td>");
        if (row.interval().isEmpty()) {
            html.append("<td>–</td><td></td><td>not a number</td></tr>");
            return;
        }
        Interval interval = row.interval().orElseThrow();
        html.append("<td>").append(PairedDifferences.signed(interval.value()));
        if (row.values() > 1) {
            html.append(" (")
                    .append(PairedDifferences.signed(interval.low()))
                    .append(" to ")
                    .append(PairedDifferences.signed(interval.high()))
                    .append(")");
        }
        html.append("</td><td class=\"interval\">")
                .append(drawn(interval, row.apart(), reach))
                .append("</td><td>");
        String higher = interval.value() > 0 ? "B is higher" : "A is higher";
        html.append(row.values() < 2 ? "one seed" : row.apart() ? higher : "no difference shown");
        html.append("</td></tr>");
    }

    /** The interval as a bar with ends and its mean as a disc, filled where 0 lies outside. */
    private static String drawn(Interval interval, boolean apart, double reach) {
        String low = place(interval.low(), reach);
        String high = place(interval.high(), reach);
        return "<svg class=\"difference\" viewBox=\"0 0 " + DRAWN
                + " 20\" aria-hidden=\"true\"><path class=\"zero\" d=\"M"
                + DRAWN / 2 + " 0V20\"/><path class=\"whisker\" d=\"M" + low + " 10H" + high
                + end(interval.low(), low, reach) + end(interval.high(), high, reach) + "\"/><circle class=\""
                + (apart ? "mean apart" : "mean") + "\" cx=\"" + place(interval.value(), reach)
                + "\" cy=\"10\" r=\"4\"/></svg>";
    }

    /** None where the interval goes on beyond the drawing. */
    private static String end(double value, String place, double reach) {
        return Math.abs(value) <= reach ? "M" + place + " 6V14" : "";
    }

    private static String place(double value, double reach) {
        double share = reach > 0 ? Math.max(-1, Math.min(1, value / reach)) : 0;
        return String.format(Locale.ROOT, "%.1f", DRAWN / 2.0 * (1 + 0.96 * (Double.isNaN(share) ? 0 : share)));
    }

    /** All rows as CSV in the address of a link, so that the page needs no script for it. */
    String link() {
        return "data:text/csv;charset=utf-8;base64,"
                + Base64.getEncoder().encodeToString(csv().getBytes(StandardCharsets.UTF_8));
    }

    /** Numbers in full; the ends of the interval are empty where there is one seed, all three where nothing is a number. */
    String csv() {
        StringWriter text = new StringWriter();
        try (CsvWriter writer = CsvWriter.builder().build(text)) {
            List<String> head = new ArrayList<>(keys.stream().map(Field::key).toList());
            head.addAll(List.of("networks", "trained_a", "trained_b", "b_minus_a", "low", "high"));
            writer.writeRecord(head);
            for (Row row : rows) {
                List<Matched.Pair> pairs = row.of().pairs();
                List<String> cells = new ArrayList<>();
                keys.forEach(field -> cells.add(
                        CsvCell.of(Numbers.text((Object) row.of().trial().get(field)))));
                cells.add(String.valueOf(pairs.size()));
                cells.add(String.valueOf(PairedDifferences.trainedA(pairs)));
                cells.add(String.valueOf(PairedDifferences.trainedB(pairs)));
                Optional<Interval> bounds = row.interval().filter(interval -> row.values() > 1);
                cells.add(row.interval()
                        .map(interval -> String.valueOf(interval.value()))
                        .orElse(""));
                cells.add(bounds.map(interval -> String.valueOf(interval.low())).orElse(""));
                cells.add(
                        bounds.map(interval -> String.valueOf(interval.high())).orElse(""));
                writer.writeRecord(cells);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static String head(String name) {
        return "<th scope=\"col\">" + name + "</th>";
    }
}
