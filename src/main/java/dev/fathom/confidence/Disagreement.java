package dev.fathom.confidence;

import org.hipparchus.distribution.continuous.TDistribution;

/**
 * When a mean over independent networks is said to lie off its prediction: where it does so by more than a tenth of the
 * prediction, and by more than the 95 % interval of Student's t, made wide enough to hold for all figures of one table at
 * once (Bonferroni). The one rule of probe, sweep and report.
 */
public final class Disagreement {
    /** Smaller differences, relative to the prediction, are not worth a mark. */
    public static final double LEAST_EFFECT = 0.1;

    private static final double TAIL = 0.025;

    private Disagreement() {}

    /**
     * How many standard errors the mean of so many values may lie off.
     *
     * @param figures judged side by side
     */
    public static double reach(int values, int figures) {
        return values < 2
                ? Double.POSITIVE_INFINITY
                : new TDistribution(values - 1).inverseCumulativeProbability(1 - TAIL / figures);
    }

    /** @param reach of {@link #reach} */
    public static boolean between(double mean, double standardError, double reach, double predicted) {
        double difference = Math.abs(mean - predicted);
        return difference > LEAST_EFFECT * Math.abs(predicted) && difference > reach * standardError;
    }
}
