package dev.fathom.report;

import dev.fathom.confidence.Disagreement;
import dev.fathom.report.results.Numbers;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A curve over several seeds: its middle with the least and the greatest value. The middle is the geometric mean where all
 * values are positive and finite, else the median, which stays meaningful where some networks underflow and others overflow.
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
        ScriptJson.add(middle, middle(values));
        ScriptJson.add(low, least);
        ScriptJson.add(high, greatest);
        wide |= values.length > 1 && least != greatest;
        empty &= Double.isNaN(greatest);
    }

    private static double middle(double[] values) {
        boolean positive = Arrays.stream(values).allMatch(value -> value > 0 && Double.isFinite(value));
        return positive && values.length > 0
                ? Math.exp(Arrays.stream(values).map(Math::log).average().orElseThrow())
                : Numbers.median(values);
    }

    /**
     * Whether the mean lies off a prediction, by the rule of the probe. What left float32 has no mean and does not disagree.
     *
     * @param figures judged side by side
     */
    static boolean disagrees(double[] values, double predicted, int figures) {
        int n = values.length;
        double mean = Arrays.stream(values).average().orElse(Double.NaN);
        double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        return n > 1
                && mean > 0
                && Double.isFinite(mean)
                && Double.isFinite(predicted)
                && Disagreement.between(
                        mean, Math.sqrt(squares / (n - 1) / n), Disagreement.reach(n, figures), predicted);
    }

    /** Puts {@code [middle]} or {@code [middle, low, high]}, or nothing if nothing was measured. */
    void into(ObjectNode node, String key) {
        if (empty) {
            return;
        }
        ArrayNode curves = node.putArray(key);
        (wide ? List.of(middle, low, high) : List.of(middle)).forEach(curves::add);
    }
}
