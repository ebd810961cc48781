package dev.fathom.report;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Median test accuracy at the best setting, depth against initializer; the best of those that train stands out at each depth. */
final class AccuracyTables {
    private final GroupedResults study;
    private final List<Integer> depths;

    AccuracyTables(GroupedResults study) {
        this.study = study;
        this.depths = study.mapDepths();
    }

    String html() {
        StringBuilder html = new StringBuilder();
        for (Panel panel : study.maps()) {
            panel(html, panel);
        }
        return html.toString();
    }

    private void panel(StringBuilder html, Panel panel) {
        String name = Html.escape(study.name(panel));
        html.append("<figure class=\"")
                .append(Maps.style(study))
                .append("\"><figcaption><h3>")
                .append(name);
        html.append("</h3></figcaption><div class=\"scroll\" tabindex=\"0\" role=\"region\" ");
        html.append("aria-label=\"Accuracy of ")
                .append(name)
                .append("\"><table class=\"plain\"><caption class=\"hidden\">");
        html.append("Median test accuracy of ").append(name).append(" networks in percent</caption>");
        html.append("<thead><tr><th scope=\"col\"><span class=\"hidden\">initializer</span>");
        html.append("<span class=\"axis\" aria-hidden=\"true\">depth</span></th>");
        depths.forEach(depth -> html.append("<th scope=\"col\">").append(depth).append("</th>"));
        html.append("</tr></thead><tbody>");
        for (String initializer : study.initializers()) {
            if (!study.row(panel, initializer).isEmpty()) {
                row(html, panel, initializer);
            }
        }
        html.append("</tbody></table></div><div class=\"tools\"><button type=\"button\" class=\"copy\" ");
        html.append("data-copy=\"map\" aria-label=\"Copy as CSV: accuracy of ").append(name);
        html.append("\">Copy as CSV</button></div></figure>\n");
    }

    private void row(StringBuilder html, Panel panel, String initializer) {
        html.append("<tr><th scope=\"row\">").append(Html.spec(initializer)).append("</th>");
        for (int depth : depths) {
            Optional<Cell> cell = study.cell(panel, initializer, depth);
            double accuracy = cell.map(Cell::accuracy).orElse(Double.NaN);
            boolean best = accuracy == best(panel, depth).orElse(-1);
            html.append(best ? "<td><b>" : "<td>");
            html.append(Double.isNaN(accuracy) ? "–" : String.format(java.util.Locale.ROOT, "%.1f", 100 * accuracy));
            html.append(best ? "</b></td>" : "</td>");
        }
        html.append("</tr>");
    }

    private OptionalDouble best(Panel panel, int depth) {
        List<String> names = study.initializers();
        return names.stream()
                .flatMap(name -> study.cell(panel, name, depth).stream())
                .filter(Cell::trains) // the best of those that only guess is chance
                .mapToDouble(Cell::accuracy)
                .filter(accuracy -> !Double.isNaN(accuracy))
                .max();
    }
}
