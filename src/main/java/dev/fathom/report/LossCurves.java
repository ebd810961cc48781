package dev.fathom.report;

import dev.fathom.report.results.Cell;
import dev.fathom.report.results.FinishedTrial;
import dev.fathom.report.results.Numbers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The losses of one cell at its best setting, each point the mean over a bin of minibatches. */
final class LossCurves {
    private final int points;
    private final Map<List<Integer>, Integer> grids = new LinkedHashMap<>();

    /** @param points bins of a long curve */
    LossCurves(int points) {
        this.points = points;
    }

    /** Puts the place of its {@link #grids steps}, {@code loss} and {@code chance}. */
    void into(ObjectNode node, Cell cell) {
        List<float[]> curves = cell.best().stream()
                .map(trial -> FinishedTrial.bins(trial.losses(), points))
                .toList();
        int bins = curves.get(0).length;
        int kept = cell.best().get(0).losses().length;
        List<Integer> steps = new ArrayList<>();
        Spread spread = new Spread();
        for (int bin = 0; bin < bins; bin++) {
            int point = bin;
            steps.add(FinishedTrial.binStart(
                    FinishedTrial.binStart(bin + 1, kept, bins), cell.setting().steps(), kept));
            spread.add(curves.stream().mapToDouble(curve -> curve[point]).toArray());
        }
        node.put("steps", grids.computeIfAbsent(steps, grid -> grids.size()));
        spread.into(node, "loss");
        double chance = cell.best().get(0).chance();
        node.put("chance", Numbers.round(Double.isFinite(chance) ? chance : 0));
    }

    /** The steps at which curves have their points, the last of each bin: few lists, which most curves share. */
    void grids(ArrayNode lists) {
        grids.keySet().forEach(grid -> grid.forEach(lists.addArray()::add));
    }
}
