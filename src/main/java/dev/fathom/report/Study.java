package dev.fathom.report;

import dev.fathom.sweep.Trial;
import dev.fathom.sweep.TrialResult;
import dev.fathom.sweep.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Results grouped into panels (one map each), initializers (rows, the best first) and depths (columns).
 *
 * @param cells where a trial ran, by panel, initializer and depth
 */
record Study(
        List<TrialResult> results,
        List<Panel> panels,
        List<String> initializers,
        List<Integer> depths,
        Map<Key, Cell> cells) {
    /** The place of a cell. */
    record Key(Panel panel, String initializer, int depth) {}

    static Study of(List<TrialResult> results) {
        Map<Key, List<TrialResult>> groups = new LinkedHashMap<>();
        for (TrialResult result : results) {
            Trial trial = result.trial();
            Key key = new Key(Panel.of(trial), initializer(trial), trial.depth());
            groups.computeIfAbsent(key, k -> new ArrayList<>()).add(result);
        }
        Map<Key, Cell> cells = new LinkedHashMap<>();
        groups.forEach((key, trials) ->
                cells.put(key, Cell.of(key.panel(), key.initializer(), key.depth(), List.copyOf(trials))));
        return new Study(
                results,
                cells.keySet().stream().map(Key::panel).distinct().toList(),
                bestFirst(cells),
                List.copyOf(
                        new TreeSet<>(cells.keySet().stream().map(Key::depth).toList())),
                cells);
    }

    /** The spec, with a gain or biases where a trial has them. */
    static String initializer(Trial trial) {
        String gain = trial.weightGain() == 1 ? "" : " × " + Numbers.shorten(Double.toString(trial.weightGain()));
        String bias = trial.biasStd() == 0 ? "" : ", bias σ " + Numbers.text(trial.biasStd());
        return Numbers.shorten(trial.initializer()) + gain + bias;
    }

    Optional<Cell> cell(Panel panel, String initializer, int depth) {
        return Optional.ofNullable(cells.get(new Key(panel, initializer, depth)));
    }

    /** The cells of one row of a map, by ascending depth. */
    List<Cell> row(Panel panel, String initializer) {
        return depths.stream()
                .flatMap(depth -> cell(panel, initializer, depth).stream())
                .toList();
    }

    /** The activation, and whatever else tells this panel from the others. */
    String name(Panel panel) {
        StringBuilder name = new StringBuilder(panel.activation());
        append(name, "", Panel::architecture, panel);
        append(name, "width ", Panel::width, panel);
        append(name, "", Panel::data, panel);
        return name.toString();
    }

    private void append(StringBuilder name, String noun, Function<Panel, String> part, Panel panel) {
        if (panels.stream().map(part).distinct().count() > 1) {
            name.append(" · ").append(noun).append(part.apply(panel));
        }
    }

    /** Whether trials differ in this. */
    boolean varies(Function<Trial, ?> field) {
        return results.stream().map(TrialResult::trial).map(field).distinct().count() > 1;
    }

    /** Whether cells hold more than one setting, so that the best was chosen. */
    boolean hasSettings() {
        return varies(Setting::of);
    }

    long count(Verdict verdict) {
        return results.stream().filter(result -> result.verdict() == verdict).count();
    }

    private static List<String> bestFirst(Map<Key, Cell> cells) {
        Map<String, double[]> sums = new LinkedHashMap<>();
        for (Cell cell : cells.values()) {
            double[] sum = sums.computeIfAbsent(cell.initializer(), i -> new double[3]);
            sum[0] += cell.share();
            sum[1] += Double.isNaN(cell.accuracy()) ? 0 : cell.accuracy();
            sum[2]++;
        }
        Comparator<Map.Entry<String, double[]>> worstFirst = Comparator.comparingDouble(
                        (Map.Entry<String, double[]> entry) -> entry.getValue()[0] / entry.getValue()[2])
                .thenComparingDouble(entry -> entry.getValue()[1] / entry.getValue()[2]);
        return sums.entrySet().stream()
                .sorted(worstFirst.reversed())
                .map(Map.Entry::getKey)
                .toList();
    }
}
