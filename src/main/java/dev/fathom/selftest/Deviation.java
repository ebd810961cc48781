package dev.fathom.selftest;

import dev.fathom.device.Moments;

/** How far results lie from the reference. */
final class Deviation {
    private Deviation() {}

    /**
     * The greatest distance of two elements, over the larger of the element's magnitude and the root mean square of all:
     * sums of many terms lose what their largest terms are rounded by.
     */
    static double of(float[] found, float[] expected) {
        double squares = 0;
        for (float value : expected) {
            squares += Float.isFinite(value) ? (double) value * value : 0;
        }
        double scale = Math.sqrt(squares / expected.length);
        double greatest = 0;
        for (int i = 0; i < expected.length; i++) {
            greatest = Math.max(greatest, relative(found[i], expected[i], Math.max(Math.abs(expected[i]), scale)));
        }
        return greatest;
    }

    /** Means by the root of the second moment, which they may be far below; shares as they are. */
    static double of(Moments found, Moments expected) {
        double second = expected.secondMoment();
        double[] deviations = {
            relative(found.mean(), expected.mean(), Math.sqrt(second)),
            relative(found.variance(), expected.variance(), second),
            relative(found.secondMoment(), expected.secondMoment(), second),
            relative(found.unitVariance(), expected.unitVariance(), second),
            relative(found.largest(), expected.largest(), expected.largest()),
            relative(found.saturated(), expected.saturated(), 1),
            relative(found.dead(), expected.dead(), 1),
            relative(found.nonfinite(), expected.nonfinite(), 1)
        };
        double greatest = 0;
        for (double deviation : deviations) {
            greatest = Math.max(greatest, deviation);
        }
        return greatest;
    }

    private static double relative(double found, double expected, double scale) {
        if (Double.compare(found, expected) == 0) {
            return 0;
        }
        double deviation = Math.abs(found - expected) / Math.max(scale, Float.MIN_NORMAL);
        return Double.isNaN(deviation) ? Double.POSITIVE_INFINITY : deviation;
    }
}
