package dev.fathom.report;

import dev.fathom.report.results.FinishedTrial;
import dev.fathom.report.results.GroupedResults;
import dev.fathom.report.results.Numbers;
import dev.fathom.report.results.Panel;
import dev.fathom.study.Field;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import dev.fathom.study.Verdict;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The small print of a report: what was run, by which rules, on what. */
final class Facts {
    /** What a report says of every study, whatever its value. */
    private static final Set<Field<?>> SAID = Set.of(
            Fields.INITIALIZER,
            Fields.ACTIVATION,
            Fields.WIDTHS,
            Fields.WIDTH,
            Fields.DEPTH,
            Fields.ARCHITECTURE,
            Fields.DATA,
            Fields.OPTIMIZER,
            Fields.LEARNING_RATE,
            Fields.BATCH,
            Fields.STEPS,
            Fields.SEED);

    private static final int MAX_KINDS = 8;

    private Facts() {}

    /** The headline; a long one is set smaller. */
    static String answer(String sentence) {
        String style = sentence.length() > 120 ? "answer long" : "answer";
        return "<p id=\"answer\" class=\"" + style + "\">" + Html.escape(sentence) + "</p>";
    }

    /** What the headline has no room for, a line each. */
    static String lines(List<String> lines) {
        return lines.isEmpty()
                ? ""
                : lines.stream()
                        .map(line -> "<li>" + Html.escape(line) + "</li>")
                        .collect(Collectors.joining("", "<ul class=\"lines\">", "</ul>"));
    }

    /** Kinds of networks first; folded where there are so many that they would hide the rest. */
    static String lines(List<String> kinds, List<String> lines) {
        if (kinds.size() <= MAX_KINDS) {
            return lines(Stream.concat(kinds.stream(), lines.stream()).toList());
        }
        return lines(lines) + "<details class=\"kinds\"><summary>Each of " + kinds.size()
                + " kinds of networks in a line</summary>" + lines(kinds) + "</details>";
    }

    /** The size of the study, in a line of figures. */
    static String strip(GroupedResults study) {
        long seeds = study.results().stream()
                .map(result -> result.trial().seed())
                .distinct()
                .count();
        long initializers = study.results().stream()
                .map(result -> result.trial().initializer())
                .distinct()
                .count();
        double seconds =
                study.results().stream().mapToDouble(FinishedTrial::seconds).sum();
        long activations =
                study.panels().stream().map(Panel::activation).distinct().count();
        StringBuilder html = new StringBuilder();
        fact(html, study.results().size(), "trial");
        html.append(fact(String.format(Locale.ROOT, "%,d", study.count(Verdict.TRAINED)), "trained"));
        fact(html, initializers, "initializer");
        fact(html, activations, "activation");
        html.append(fact(range(study.depths()), study.depths().size() == 1 ? "depth" : "depths"));
        fact(html, seeds, "seed");
        html.append(varying(study, Trial::learningRate, "learning rate"));
        html.append(varying(study, Trial::width, "width"));
        html.append(varying(study, Trial::steps, "step"));
        return html.append(fact(duration(seconds), "computing")).toString();
    }

    /** The only value, or the least and the greatest. */
    private static String varying(GroupedResults study, ToDoubleFunction<Trial> field, String noun) {
        DoubleSummaryStatistics values = study.results().stream()
                .mapToDouble(result -> field.applyAsDouble(result.trial()))
                .summaryStatistics();
        if (values.getCount() == 0) {
            return "";
        }
        String least = Numbers.text((Object) values.getMin());
        String greatest = Numbers.text((Object) values.getMax());
        boolean same = least.equals(greatest);
        return fact(same ? least : least + "–" + greatest, same && !noun.equals("step") ? noun : noun + "s");
    }

    private static void fact(StringBuilder html, long number, String noun) {
        html.append(fact(String.format(Locale.ROOT, "%,d", number), number == 1 ? noun : noun + "s"));
    }

    private static String fact(String value, String noun) {
        return "<div><dt>" + noun + "</dt><dd>" + value + "</dd></div>";
    }

    /** What all trials share, and how the best setting was chosen where they do not. */
    static String fixed(GroupedResults study) {
        List<String> facts = shared(study);
        String best = study.hasSettings()
                ? " Where training settings vary, a cell shows the one at which most seeds trained."
                : "";
        return facts.isEmpty() ? best : "In all trials: " + Html.escape(String.join(", ", facts)) + "." + best;
    }

    /** Of a figure on its own: the study, what its trials share, the seeds, and what made it. */
    static String caption(GroupedResults study, ReportInput input) {
        List<String> facts = new ArrayList<>(List.of(input.title()));
        facts.addAll(shared(study));
        facts.add(Numbers.count(
                study.results().stream()
                        .map(result -> result.trial().seed())
                        .distinct()
                        .count(),
                "seed"));
        facts.add("Fathom " + input.environment().getOrDefault("Fathom", ""));
        return String.join(", ", facts) + ".";
    }

    private static List<String> shared(GroupedResults study) {
        if (study.results().isEmpty()) {
            return List.of();
        }
        Trial trial = study.results().get(0).trial();
        List<String> facts = new ArrayList<>();
        add(facts, study, Panel::width, "width " + Panel.width(trial));
        add(facts, study, Trial::architecture, trial.architecture() + " architecture");
        add(facts, study, Trial::data, "data " + trial.data());
        add(facts, study, Trial::optimizer, trial.optimizer());
        add(facts, study, Trial::learningRate, "learning rate " + Numbers.text(trial.learningRate()));
        add(facts, study, Trial::batch, "batch " + trial.batch());
        add(facts, study, Trial::steps, Numbers.count(trial.steps(), "step"));
        for (Field<?> field : Fields.ALL) {
            Object value = trial.get(field);
            if (!SAID.contains(field) && !value.equals(field.initial())) {
                add(facts, study, t -> t.get(field), field.key().replace('_', ' ') + " " + Numbers.text(value));
            }
        }
        return facts;
    }

    /** Verdicts by numbers, in the order in which they are tried, with their counts. */
    static String verdicts(GroupedResults study) {
        StringBuilder html = new StringBuilder();
        for (Verdict verdict : Verdict.values()) {
            html.append("<tr><th scope=\"row\"><span class=\"sign\" aria-hidden=\"true\">");
            html.append(verdict == Verdict.TRAINED ? "●" : Maps.sign(verdict)).append("</span>");
            html.append(verdict.word()).append("</th><td>").append(Html.escape(verdict.rule()));
            html.append("</td><td class=\"number\">")
                    .append(study.count(verdict))
                    .append("</td></tr>");
        }
        return html.toString();
    }

    static String definitions(Map<String, String> environment) {
        return environment.entrySet().stream()
                .map(entry -> "<div><dt>" + Html.escape(entry.getKey()) + "</dt><dd>" + Html.escape(entry.getValue())
                        + "</dd></div>")
                .collect(Collectors.joining());
    }

    /** The command, and the file that it asks for. */
    static String command(String command, String text) {
        if (command.isBlank()) {
            return "";
        }
        String file = text.isBlank()
                ? ""
                : "<details class=\"study\"><summary>The study file</summary>" + copied("Study file", text)
                        + "</details>";
        return copied("Command", command) + file;
    }

    private static String copied(String label, String text) {
        return "<div class=\"command\"><pre tabindex=\"0\" aria-label=\"" + label + "\"><code>" + Html.escape(text)
                + "</code></pre><button type=\"button\" class=\"copy\" data-copy=\"command\" aria-label=\"Copy: "
                + label.toLowerCase(Locale.ROOT) + "\">Copy</button></div>";
    }

    private static void add(List<String> facts, GroupedResults study, Function<Trial, ?> field, String text) {
        if (!study.varies(field)) {
            facts.add(text);
        }
    }

    private static String range(List<Integer> depths) {
        if (depths.isEmpty()) {
            return "–";
        }
        int last = depths.size() - 1;
        return last == 0 ? String.valueOf(depths.get(0)) : depths.get(0) + "–" + depths.get(last);
    }

    private static String duration(double seconds) {
        if (!(seconds >= 0)) {
            return "–";
        }
        return seconds < 100
                ? Numbers.text(Math.round(10 * seconds) / 10.0) + " s"
                : seconds < 6000
                        ? Math.round(seconds / 60) + " min"
                        : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
    }
}
