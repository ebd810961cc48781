package dev.fathom.report;

import dev.fathom.sweep.TrialResult;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The losses of one cell at its best setting, each point the mean over a bin of minibatches. */
final class LossCurves {
    private final int points;

    /** @param points bins of a long curve */
    LossCurves(int points) {
        this.points = points;
    }

    /** Puts {@code steps} (the last of each bin), {@code loss} and {@code chance}. */
    void into(ObjectNode node, Cell cell) {
        List<TrialResult> trials =
                cell.best().stream().filter(trial -> trial.losses().length > 0).toList();
        if (trials.isEmpty()) {
            return;
        }
        int length =
                trials.stream().mapToInt(trial -> trial.losses().length).max().orElseThrow();
        int bins = Math.min(points, length);
        ArrayNode steps = node.putArray("steps");
        Spread spread = new Spread();
        for (int bin = 0; bin < bins; bin++) {
            int from = (int) ((long) bin * length / bins);
            int to = (int) ((long) (bin + 1) * length / bins);
            steps.add(to);
            spread.add(
                    trials.stream().mapToDouble(t -> mean(t.losses(), from, to)).toArray());
        }
        spread.into(node, "loss");
        node.put("chance", Numbers.round(finiteChance(trials.get(0))));
    }

    /** Infinite once the loss was not finite: a trial that ended early stays where it ended. */
    private static double mean(float[] losses, int from, int to) {
        if (from >= losses.length) {
            return Float.isFinite(losses[losses.length - 1]) ? Double.NaN : Double.POSITIVE_INFINITY;
        }
        double sum = 0;
        int end = Math.min(to, losses.length);
        for (int i = from; i < end; i++) {
            if (!Float.isFinite(losses[i])) {
                return Double.POSITIVE_INFINITY;
            }
            sum += losses[i];
        }
        return sum / (end - from);
    }

    private static double finiteChance(TrialResult trial) {
        return Double.isFinite(trial.chance()) ? trial.chance() : 0;
    }
}
