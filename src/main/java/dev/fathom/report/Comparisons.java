package dev.fathom.report;

import dev.fathom.confidence.Interval;
import dev.fathom.report.results.Cell;
import dev.fathom.report.results.FinishedTrial;
import dev.fathom.report.results.GroupedResults;
import dev.fathom.report.results.TrainingSetting;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Initializers against the best of their panel and depth, seed by seed: trials of one seed see the same minibatches and
 * start from the same random numbers, so that only their differences are to be judged. Compared are initializers that
 * train. The best, and each one's best training setting, are found on the same trials, so each interval is made for all pairs
 * of initializers and settings that there are (Bonferroni): whichever are picked afterwards, all intervals of a panel and
 * depth hold at once with 95 % confidence.
 */
final class Comparisons {
    private static final int MIN_SEEDS = 2;

    private final GroupedResults study;

    Comparisons(GroupedResults study) {
        this.study = study;
    }

    /** At the best setting of each, and where there are several at each setting alone. */
    void into(ArrayNode comparisons) {
        List<TrainingSetting> settings = study.settings();
        for (int panel = 0; panel < study.panels().size(); panel++) {
            for (int depth : study.depths(study.panels().get(panel))) {
                List<Cell> cells = study.column(study.panels().get(panel), depth);
                int choices = cells.stream()
                        .mapToInt(cell -> cell.atEachSetting().size())
                        .sum();
                compare(comparisons, panel, depth, -1, cells, choices);
                for (int setting = 0; settings.size() > 1 && setting < settings.size(); setting++) {
                    TrainingSetting fixed = settings.get(setting);
                    List<Cell> at = cells.stream()
                            .flatMap(cell -> cell.at(fixed).stream())
                            .toList();
                    compare(comparisons, panel, depth, setting, at, at.size());
                }
            }
        }
    }

    private void compare(ArrayNode comparisons, int panel, int depth, int setting, List<Cell> candidates, int choices) {
        List<Cell> cells = candidates.stream().filter(Cell::trains).toList();
        if (cells.size() < 2) {
            return;
        }
        boolean accuracy = cells.stream().noneMatch(cell -> Double.isNaN(cell.accuracy()));
        ToDoubleFunction<FinishedTrial> measure = accuracy ? FinishedTrial::accuracy : FinishedTrial::finalLoss;
        Comparator<Cell> better = Comparator.comparingDouble(cell -> mean(cell, measure) * (accuracy ? -1 : 1));
        Cell best = cells.stream().min(better).orElseThrow();
        int pairs = choices * (choices - 1) / 2;
        List<Cell> compared = cells.stream()
                .filter(cell -> cell != best && differences(cell, best, measure).length >= MIN_SEEDS)
                .sorted(better)
                .toList();
        if (compared.isEmpty()) {
            return;
        }
        ObjectNode node = comparisons
                .addObject()
                .put("panel", panel)
                .put("depth", depth)
                .put("setting", setting)
                .put("pairs", pairs);
        node.put("measure", accuracy ? "accuracy" : "loss").put("best", index(best));
        ArrayNode rows = node.putArray("rows");
        for (Cell cell : compared) {
            double[] differences = differences(cell, best, measure);
            Interval interval = Interval.simultaneous(pairs, differences);
            double most = accuracy ? 1 : Double.POSITIVE_INFINITY; // shares differ by no more
            ObjectNode row = rows.addObject().put("initializer", index(cell)).put("seeds", differences.length);
            ArrayNode numbers = row.putArray("interval");
            ScriptJson.add(numbers, interval.value());
            ScriptJson.add(numbers, Math.max(-most, interval.low()));
            ScriptJson.add(numbers, Math.min(most, interval.high()));
        }
    }

    private int index(Cell cell) {
        return study.initializers().indexOf(cell.initializer());
    }

    private static double mean(Cell cell, ToDoubleFunction<FinishedTrial> measure) {
        return cell.best().stream().mapToDouble(measure).average().orElseThrow();
    }

    /** Of the seeds that both have, each at its best setting. */
    private static double[] differences(Cell cell, Cell best, ToDoubleFunction<FinishedTrial> measure) {
        Map<Long, Double> bySeed = new HashMap<>();
        best.best().forEach(trial -> bySeed.put(trial.trial().seed(), measure.applyAsDouble(trial)));
        return cell.best().stream()
                .filter(trial -> bySeed.containsKey(trial.trial().seed()))
                .mapToDouble(trial ->
                        measure.applyAsDouble(trial) - bySeed.get(trial.trial().seed()))
                .filter(Double::isFinite)
                .toArray();
    }
}
