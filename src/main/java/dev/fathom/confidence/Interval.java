package dev.fathom.confidence;

import java.util.Arrays;
import org.hipparchus.distribution.continuous.BetaDistribution;
import org.hipparchus.distribution.continuous.FDistribution;
import org.hipparchus.distribution.continuous.TDistribution;

/** An estimate with its two-sided 95 % confidence interval. */
public record Interval(double value, double low, double high) {
    private static final double TAIL = 0.025;

    /** A figure that does not scatter. */
    public static Interval exact(double value) {
        return new Interval(value, value, value);
    }

    /** The mean of independent values, by Student's t. */
    public static Interval mean(double... values) {
        return simultaneous(1, values);
    }

    /** The mean, one of several whose intervals are all to hold at once: Bonferroni's share of the 5 %. */
    public static Interval simultaneous(int intervals, double... values) {
        int n = values.length;
        if (n < 2) {
            throw new IllegalArgumentException("an interval needs at least two values, got " + n);
        }
        double mean = Arrays.stream(values).average().orElseThrow();
        double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
        double reach = new TDistribution(n - 1).inverseCumulativeProbability(1 - TAIL / intervals)
                * Math.sqrt(squares / (n - 1) / n);
        // values that overflowed leave no interval, and so no verdict
        return new Interval(mean, mean - reach, mean + reach);
    }

    /** The geometric mean of independent positive values: Student's t on their logarithms. */
    public static Interval geometricMean(double... values) {
        Interval logs = mean(Arrays.stream(values).map(Math::log).toArray());
        return new Interval(Math.exp(logs.value), Math.exp(logs.low), Math.exp(logs.high));
    }

    /** A proportion of independent trials (Clopper &amp; Pearson 1934). */
    public static Interval share(int successes, int trials) {
        return simultaneousShare(1, successes, trials);
    }

    /** The proportion, one of several whose intervals are all to hold at once. */
    public static Interval simultaneousShare(int intervals, int successes, int trials) {
        double tail = TAIL / intervals;
        double low = successes == 0
                ? 0
                : new BetaDistribution(successes, trials - successes + 1.0).inverseCumulativeProbability(tail);
        double high = successes == trials
                ? 1
                : new BetaDistribution(successes + 1.0, trials - successes).inverseCumulativeProbability(1 - tail);
        return new Interval((double) successes / trials, low, high);
    }

    /** The ratio of the variances of two samples of normal values, by Fisher's F. */
    public static Interval varianceRatio(double[] above, double[] below) {
        double ratio = variance(above) / variance(below);
        FDistribution f = new FDistribution(above.length - 1, below.length - 1);
        return new Interval(
                ratio, ratio / f.inverseCumulativeProbability(1 - TAIL), ratio / f.inverseCumulativeProbability(TAIL));
    }

    private static double variance(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1);
    }

    /** The same in other units. */
    public Interval over(double unit) {
        return new Interval(value / unit, low / unit, high / unit);
    }
}
