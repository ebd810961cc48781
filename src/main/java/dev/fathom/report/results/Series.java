package dev.fathom.report.results;

import dev.fathom.study.Trial;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The series of a study: one initializer at one deviation of the biases whose weights take at least four scales, at three
 * depths or more. They make a map of σ_w against depth.
 */
public final class Series {
    private static final int MIN_SCALES = 4;
    private static final int MIN_DEPTHS = 3;

    private final WeightScale scale;
    private final Set<Panel> panels;

    private Series(WeightScale scale, Set<Panel> panels) {
        this.scale = scale;
        this.panels = panels;
    }

    static Series in(List<FinishedTrial> results) {
        WeightScale scale = new WeightScale();
        Map<Panel, Set<Double>> scales = new HashMap<>();
        Map<Panel, Set<Integer>> depths = new HashMap<>();
        for (FinishedTrial result : results) {
            Panel panel = Panel.ofSeries(result.trial());
            double sigma = scale.of(result.trial());
            if (!Double.isNaN(sigma)) {
                scales.computeIfAbsent(panel, p -> new TreeSet<>()).add(sigma);
                depths.computeIfAbsent(panel, p -> new HashSet<>())
                        .add(result.trial().depth());
            }
        }
        Set<Panel> panels = scales.keySet().stream()
                .filter(panel -> scales.get(panel).size() >= MIN_SCALES)
                .filter(panel -> depths.get(panel).size() >= MIN_DEPTHS)
                .collect(Collectors.toSet());
        return new Series(scale, panels);
    }

    boolean has(Trial trial) {
        return panels.contains(Panel.ofSeries(trial)) && !Double.isNaN(scale.of(trial));
    }

    /** The row of a trial in its series. */
    String row(Trial trial) {
        return "σ_w = " + Numbers.text(scale.of(trial));
    }

    public double sigma(Cell cell) {
        return scale.of(cell.trials().get(0).trial());
    }
}
