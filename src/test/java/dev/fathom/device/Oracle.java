package dev.fathom.device;

import static org.assertj.core.api.Assertions.assertThat;

/** Plain float64 loops that say what the operations mean, and how near a device must come. */
final class Oracle {
    private Oracle() {}

    static double[] widen(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    /**
     * Asserts every element within {@code tolerance} of the larger of its own magnitude and the root mean square of all:
     * sums of many terms lose what their largest terms are rounded by.
     */
    static void assertClose(String what, float[] actual, double[] expected, double tolerance) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        double squares = 0;
        for (double value : expected) {
            squares += value * value;
        }
        double scale = Math.sqrt(squares / expected.length);
        for (int i = 0; i < expected.length; i++) {
            double allowed = tolerance * Math.max(Math.abs(expected[i]), scale);
            if (!(Math.abs(actual[i] - expected[i]) <= allowed)) {
                throw new AssertionError(what + ": element " + i + " is " + actual[i] + ", should be " + expected[i]
                        + " within " + allowed);
            }
        }
    }

    static void assertClose(String what, double actual, double expected, double tolerance) {
        if (!(Math.abs(actual - expected) <= tolerance * Math.max(Math.abs(expected), 1e-300))) {
            throw new AssertionError(what + " is " + actual + ", should be " + expected);
        }
    }

    /** op(A) op(B), row-major; A is rows x inner after transposition. */
    static double[] product(
            float[] a, boolean transposeA, float[] b, boolean transposeB, int rows, int inner, int cols) {
        double[] c = new double[rows * cols];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < cols; j++) {
                for (int k = 0; k < inner; k++) {
                    double left = transposeA ? a[k * rows + i] : a[i * inner + k];
                    double right = transposeB ? b[j * inner + k] : b[k * cols + j];
                    c[i * cols + j] += left * right;
                }
            }
        }
        return c;
    }

    /** Moments by their definitions; the shares of saturated, dead and non-finite are 0. */
    static Moments moments(double[] x, int rows, int columns) {
        double mean = 0;
        double second = 0;
        double largest = 0;
        for (double value : x) {
            mean += value / x.length;
            second += value * value / x.length;
            largest = Math.max(largest, Math.abs(value));
        }
        double variance = 0;
        for (double value : x) {
            variance += (value - mean) * (value - mean) / x.length;
        }
        double unitVariance = 0;
        for (int j = 0; j < columns; j++) {
            double unitMean = 0;
            for (int i = 0; i < rows; i++) {
                unitMean += x[i * columns + j] / rows;
            }
            for (int i = 0; i < rows; i++) {
                double deviation = x[i * columns + j] - unitMean;
                unitVariance += deviation * deviation / x.length;
            }
        }
        return new Moments(mean, variance, second, unitVariance, largest, 0, 0, 0);
    }

    /** Shares are compared exactly, the rest to float64 rounding of the sums (and of inputs {@code tolerance} apart). */
    static void assertMoments(String what, Moments actual, Moments expected, double tolerance) {
        double scale = Math.sqrt(expected.secondMoment());
        assertThat(Math.abs(actual.mean() - expected.mean())).as(what + " mean").isLessThanOrEqualTo(tolerance * scale);
        assertThat(Math.abs(actual.variance() - expected.variance()))
                .as(what + " variance")
                .isLessThanOrEqualTo(tolerance * expected.secondMoment());
        assertClose(what + " second moment", actual.secondMoment(), expected.secondMoment(), tolerance);
        assertClose(what + " unit variance", actual.unitVariance(), expected.unitVariance(), tolerance);
        assertClose(what + " largest", actual.largest(), expected.largest(), tolerance);
        assertThat(actual.saturated()).as(what + " saturated").isEqualTo(expected.saturated());
        assertThat(actual.dead()).as(what + " dead").isEqualTo(expected.dead());
        assertThat(actual.nonfinite()).as(what + " nonfinite").isEqualTo(expected.nonfinite());
    }
}
