package dev.fathom.engine.probe;

import dev.fathom.confidence.Disagreement;
import java.util.Arrays;

/**
 * One figure over independent networks.
 *
 * @param value mean over the repeats; meaningless unless the range is {@link Range#FINITE}
 * @param standardError of the mean, over the repeats alone (units and samples of one network are not independent); NaN
 *     for a single repeat
 * @param median over the repeats: a few networks dominate the mean where second moments are log-normal
 * @param reach standard errors by which the mean may lie off a prediction, by {@link Disagreement#reach}
 */
public record Estimate(double value, double standardError, double median, Range range, double reach) {
    /** Whether float32 could hold what was measured. */
    public enum Range {
        FINITE,
        /** Some elements became infinite or NaN. */
        OVERFLOW,
        /** The elements are too small for float32's normal range, though they are not zero. */
        UNDERFLOW
    }

    /**
     * The estimate from one value for each repeat; not finite in all where it is not in one.
     *
     * @param figures that are judged side by side
     */
    public static Estimate of(double[] values, Range range, int figures) {
        int n = values.length;
        double mean = Arrays.stream(values).average().orElseThrow();
        double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        double error = n > 1 ? Math.sqrt(squares / (n - 1) / n) : Double.NaN;
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
        return new Estimate(mean, error, median, range, Disagreement.reach(n, figures));
    }

    /** Whether it lies off a prediction, by the rule of {@link Disagreement}. */
    public boolean disagrees(double predicted) {
        return range == Range.FINITE && Disagreement.between(value, standardError, reach, predicted);
    }
}
