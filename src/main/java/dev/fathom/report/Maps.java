package dev.fathom.report;

import dev.fathom.report.results.Cell;
import dev.fathom.report.results.GroupedResults;
import dev.fathom.report.results.Numbers;
import dev.fathom.report.results.Panel;
import dev.fathom.study.Verdict;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Depth against initializer, one table for each panel. A cell is a button: its colour is the share trained, its number
 * how many of how many trained, its sign the most frequent failure.
 */
final class Maps {
    /** Signs that survive print and colour blindness. */
    private static final Map<Verdict, String> SIGNS = Map.of(
            Verdict.EXPLODED, "▲",
            Verdict.DIVERGED, "✕",
            Verdict.SLOW, "~",
            Verdict.VANISHED, "▼",
            Verdict.STALLED, "–");

    /** Depths that need the whole width of the page. */
    private static final int WIDE = 10;

    private static final int MAX_SPOKEN = 3_000;

    private final GroupedResults study;
    private final List<Integer> depths;
    private final boolean spoken;

    Maps(GroupedResults study) {
        this.study = study;
        this.depths = study.mapDepths();
        this.spoken = study.cells().size() <= MAX_SPOKEN;
    }

    String html() {
        StringBuilder html = new StringBuilder();
        for (Panel panel : study.maps()) {
            panel(html, panel);
        }
        return html.toString();
    }

    /** The sign of a verdict, empty for trained. */
    static String sign(Verdict verdict) {
        return SIGNS.getOrDefault(verdict, "");
    }

    private void panel(StringBuilder html, Panel panel) {
        String name = Html.escape(study.name(panel));
        html.append("<figure class=\"")
                .append(depths.size() > WIDE ? "map wide" : "map")
                .append("\" data-panel=\"")
                .append(study.panels().indexOf(panel))
                .append("\"><figcaption><h3>");
        html.append(name).append("</h3></figcaption><div class=\"scroll\"><table><caption class=\"hidden\">Share of ");
        html.append(name).append(" networks trained, in percent, by initializer and depth</caption>");
        html.append("<thead><tr><th scope=\"col\"><span class=\"hidden\">initializer</span>");
        html.append("<span class=\"axis\" aria-hidden=\"true\">depth</span></th>");
        depths.forEach(depth -> html.append("<th scope=\"col\">").append(depth).append("</th>"));
        html.append("</tr></thead><tbody>");
        for (int row = 0; row < study.initializers().size(); row++) {
            if (!study.row(panel, study.initializers().get(row)).isEmpty()) {
                row(html, panel, row);
            }
        }
        html.append("</tbody></table></div><div class=\"tools\"><button type=\"button\" class=\"copy\" ");
        html.append("data-copy=\"map\" aria-label=\"Copy as CSV: map of ").append(name);
        html.append("\">Copy as CSV</button></div></figure>\n");
    }

    private void row(StringBuilder html, Panel panel, int row) {
        String initializer = study.initializers().get(row);
        html.append("<tr><th scope=\"row\">").append(Html.spec(initializer)).append("</th>");
        for (int depth : depths) {
            Cell cell = study.cell(panel, initializer, depth).orElse(null);
            if (cell == null) {
                html.append("<td class=\"none\"><span class=\"hidden\">not run</span></td>");
            } else {
                cell(html, cell, row);
            }
        }
        html.append("</tr>");
    }

    private void cell(StringBuilder html, Cell cell, int row) {
        String sign = cell.trains() ? "" : sign(Cell.frequent(cell.best()));
        html.append("<td><button type=\"button\" tabindex=\"-1\" class=\"cell heat")
                .append(Math.round(10 * cell.share()));
        html.append("\" data-row=\"").append(row).append("\" data-depth=\"").append(cell.depth());
        if (spoken) { // else the script says it
            html.append("\" aria-label=\"").append(Html.escape(spoken(cell)));
        }
        html.append("\">");
        html.append("<span>")
                .append(cell.trained())
                .append('/')
                .append(cell.best().size())
                .append("</span>");
        html.append("<i aria-hidden=\"true\">").append(sign).append("</i></button></td>");
    }

    private static String spoken(Cell cell) {
        String verdicts = cell.verdicts().entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey().word())
                .collect(Collectors.joining(", "));
        String accuracy = Double.isNaN(cell.accuracy()) ? "" : "; median accuracy " + Numbers.percent(cell.accuracy());
        return percent(cell) + " %: " + cell.initializer() + ", depth " + cell.depth() + ", " + cell.trained() + " of "
                + cell.best().size() + " trained (" + verdicts + ")" + accuracy;
    }

    private static long percent(Cell cell) {
        return Math.round(100 * cell.share());
    }
}
