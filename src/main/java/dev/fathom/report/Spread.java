package dev.fathom.report;

import dev.fathom.engine.Estimate;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A curve over several seeds: the median with the least and the greatest value. Order statistics stay meaningful where
 * some networks underflow to 0 and others overflow.
 */
final class Spread {
    private final ArrayNode middle = JsonNodeFactory.instance.arrayNode();
    private final ArrayNode low = JsonNodeFactory.instance.arrayNode();
    private final ArrayNode high = JsonNodeFactory.instance.arrayNode();
    private boolean wide;
    private boolean empty = true;

    /** The next point, one value for each seed; NaN everywhere leaves a gap. */
    void add(double[] values) {
        double least = Double.NaN;
        double greatest = Double.NaN;
        for (double value : values) {
            least = Double.isNaN(least) || value < least ? value : least;
            greatest = Double.isNaN(greatest) || value > greatest ? value : greatest;
        }
        ScriptJson.add(middle, Numbers.median(values));
        ScriptJson.add(low, least);
        ScriptJson.add(high, greatest);
        wide |= values.length > 1 && least != greatest;
        empty &= Double.isNaN(greatest);
    }

    /**
     * Whether the mean lies further from a prediction than {@link Estimate#FLAGGED} standard errors over the values, by
     * the rule of the probe. One value has no standard error, and what left float32 no mean: neither disagrees.
     */
    static boolean disagrees(double[] values, double predicted) {
        int n = values.length;
        double mean = Arrays.stream(values).average().orElse(Double.NaN);
        double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        double error = Math.sqrt(squares / (n - 1) / n);
        return n > 1
                && mean > 0
                && Double.isFinite(mean)
                && Double.isFinite(predicted)
                && Math.abs(mean - predicted) > Estimate.FLAGGED * error;
    }

    /** Puts {@code [median]} or {@code [median, low, high]}, or nothing if nothing was measured. */
    void into(ObjectNode node, String key) {
        if (empty) {
            return;
        }
        ArrayNode curves = node.putArray(key);
        (wide ? List.of(middle, low, high) : List.of(middle)).forEach(curves::add);
    }
}
