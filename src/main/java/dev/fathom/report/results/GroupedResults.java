package dev.fathom.report.results;

import dev.fathom.study.Trial;
import dev.fathom.study.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Results grouped into panels (one map each), initializers (rows, the best first; in a series the σ_w, ascending) and
 * depths (columns).
 *
 * @param cells where a trial ran, by panel, initializer and depth; a trial may be in a map of initializers and a series
 */
public record GroupedResults(
        List<FinishedTrial> results,
        Series series,
        List<Panel> panels,
        List<String> initializers,
        List<Integer> depths,
        Map<Key, Cell> cells) {
    /** The place of a cell. */
    public record Key(Panel panel, String initializer, int depth) {}

    public static GroupedResults of(List<FinishedTrial> results) {
        Series series = Series.in(results);
        Map<Key, List<FinishedTrial>> groups = new LinkedHashMap<>();
        for (FinishedTrial result : results) {
            for (Key key : keys(result.trial(), series)) {
                groups.computeIfAbsent(key, k -> new ArrayList<>()).add(result);
            }
        }
        Map<Key, Cell> cells = new LinkedHashMap<>();
        groups.forEach((key, trials) ->
                cells.put(key, Cell.of(key.panel(), key.initializer(), key.depth(), List.copyOf(trials))));
        return of(results, series, cells);
    }

    private static GroupedResults of(List<FinishedTrial> results, Series series, Map<Key, Cell> cells) {
        return new GroupedResults(
                results,
                series,
                cells.keySet().stream()
                        .map(Key::panel)
                        .distinct()
                        .sorted(Comparator.comparing(Panel::isSeries))
                        .toList(),
                rows(cells, series),
                List.copyOf(
                        new TreeSet<>(cells.keySet().stream().map(Key::depth).toList())),
                cells);
    }

    /** The first so many cells, with their trials; the whole where there are no more. */
    public GroupedResults limited(int most) {
        if (cells.size() <= most) {
            return this;
        }
        Map<Key, Cell> first = new LinkedHashMap<>();
        Set<FinishedTrial> theirs = Collections.newSetFromMap(new IdentityHashMap<>());
        cells.entrySet().stream().limit(most).forEach(entry -> {
            first.put(entry.getKey(), entry.getValue());
            theirs.addAll(entry.getValue().trials());
        });
        return of(results.stream().filter(theirs::contains).toList(), series, first);
    }

    /** A trial of a series stands beside other initializers too where its weights are as the initializer has them. */
    private static List<Key> keys(Trial trial, Series series) {
        boolean inSeries = series.has(trial);
        List<Key> keys = new ArrayList<>();
        if (!inSeries || trial.weightGain() == 1 && trial.biasWords().isEmpty()) {
            keys.add(new Key(Panel.of(trial), initializer(trial), trial.depth()));
        }
        if (inSeries) {
            keys.add(new Key(Panel.ofSeries(trial), series.row(trial), trial.depth()));
        }
        return keys;
    }

    /** The cell that a trial is in; of two the one in a map of initializers. */
    public Key key(Trial trial) {
        return keys(trial, series).get(0);
    }

    /** The spec, with a gain or biases where a trial has them. */
    public static String initializer(Trial trial) {
        String gain = trial.weightGain() == 1 ? "" : " × " + Numbers.shorten(Double.toString(trial.weightGain()));
        String bias = trial.biasStd() == 0
                ? trial.biasWords().isEmpty() ? "" : ", " + Numbers.shorten(trial.biasWords())
                : ", σ_b = " + Numbers.text(trial.biasStd());
        return Numbers.shorten(trial.initializer()) + gain + bias;
    }

    public Optional<Cell> cell(Panel panel, String initializer, int depth) {
        return Optional.ofNullable(cells.get(new Key(panel, initializer, depth)));
    }

    /** The cells of one row of a map, by ascending depth. */
    public List<Cell> row(Panel panel, String initializer) {
        return depths.stream()
                .flatMap(depth -> cell(panel, initializer, depth).stream())
                .toList();
    }

    /** The cells of one column of a map, the best initializer first. */
    public List<Cell> column(Panel panel, int depth) {
        return initializers.stream()
                .flatMap(initializer -> cell(panel, initializer, depth).stream())
                .toList();
    }

    public List<Cell> cells(Panel panel) {
        return cells.values().stream()
                .filter(cell -> cell.panel().equals(panel))
                .toList();
    }

    /** Depths at which anything of a panel ran, ascending. */
    public List<Integer> depths(Panel panel) {
        return cells(panel).stream().map(Cell::depth).distinct().sorted().toList();
    }

    public List<Panel> maps() {
        return panels.stream().filter(panel -> !panel.isSeries()).toList();
    }

    /** Depths at which anything of these ran: the columns of all maps, so that they can be compared. */
    public List<Integer> mapDepths() {
        return maps().stream()
                .flatMap(panel -> depths(panel).stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** The activation, and whatever else tells this panel from the others. */
    public String name(Panel panel) {
        StringBuilder name = new StringBuilder(panel.activation());
        for (int i = 0; i < Panel.TRAITS.size(); i++) {
            int place = i;
            append(
                    name,
                    part -> Numbers.named(Panel.TRAITS.get(place), part.traits().get(place)),
                    panel);
        }
        append(name, part -> "width " + part.width(), panel);
        return panel.isSeries() ? name.append(" · ").append(panel.series()).toString() : name.toString();
    }

    private void append(StringBuilder name, Function<Panel, String> part, Panel panel) {
        if (panels.stream().map(part).distinct().count() > 1) {
            name.append(" · ").append(part.apply(panel));
        }
    }

    /** Whether trials differ in this. */
    public boolean varies(Function<Trial, ?> field) {
        return results.stream().map(FinishedTrial::trial).map(field).distinct().count() > 1;
    }

    /** All training settings, in the order of their learning rates. */
    public List<TrainingSetting> settings() {
        return results.stream()
                .map(result -> TrainingSetting.of(result.trial()))
                .distinct()
                .sorted(Comparator.comparingDouble(TrainingSetting::learningRate))
                .toList();
    }

    /** Whether cells hold more than one setting, so that the best was chosen. */
    public boolean hasSettings() {
        return varies(TrainingSetting::of);
    }

    public long count(Verdict verdict) {
        return results.stream().filter(result -> result.verdict() == verdict).count();
    }

    private static List<String> rows(Map<Key, Cell> cells, Series series) {
        List<String> rows = new ArrayList<>(bestFirst(
                cells.values().stream().filter(cell -> !cell.panel().isSeries()).toList()));
        cells.values().stream()
                .filter(cell -> cell.panel().isSeries())
                .sorted(Comparator.comparingDouble(series::sigma))
                .map(Cell::initializer)
                .distinct()
                .forEach(rows::add);
        return rows;
    }

    private static List<String> bestFirst(List<Cell> cells) {
        Map<String, double[]> sums = new LinkedHashMap<>();
        for (Cell cell : cells) {
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
