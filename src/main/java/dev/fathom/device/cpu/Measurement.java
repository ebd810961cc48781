package dev.fathom.device.cpu;

import dev.fathom.device.Moments;

/**
 * Moments of one float32 matrix, in float64 throughout: sums of squares reach far beyond float32's range. Deviations are
 * taken from the first row, so that units that barely vary over the batch keep their variance.
 */
final class Measurement {
    private Measurement() {}

    /** What {@link #moments} keeps for each column. */
    record Columns(double[] pivots, double[] sums, double[] squares) {
        static Columns allocate(int columns) {
            return new Columns(new double[columns], new double[columns], new double[columns]);
        }
    }

    /** Writes a row of statistics, {@link Moments#WIDTH} values from {@code offset}; shares of saturated and dead are 0. */
    static void moments(Blas blas, float[] x, int rows, int columns, Columns scratch, double[] out, int offset) {
        accumulate(x, rows, columns, scratch);
        double sumOfMeans = 0;
        double sumOfVariances = 0;
        double sumOfSquaredMeans = 0;
        for (int j = 0; j < columns; j++) {
            double shift = scratch.sums()[j] / rows;
            double mean = scratch.pivots()[j] + shift;
            sumOfMeans += mean;
            sumOfSquaredMeans += mean * mean;
            sumOfVariances += Math.max(0, scratch.squares()[j] / rows - shift * shift);
        }
        double mean = sumOfMeans / columns;
        double unitVariance = sumOfVariances / columns;
        double secondMoment = unitVariance + sumOfSquaredMeans / columns;
        // float64 holds the squares of all finite float32 values: only what is not finite spoils the sums
        boolean finite = Double.isFinite(secondMoment);
        out[offset] = mean;
        out[offset + 1] = Math.max(0, secondMoment - mean * mean);
        out[offset + 2] = secondMoment;
        out[offset + 3] = unitVariance;
        out[offset + 4] = finite ? blas.largest(x, rows * columns) : Double.POSITIVE_INFINITY;
        out[offset + 5] = 0;
        out[offset + 6] = 0;
        out[offset + 7] = finite ? 0 : nonfinite(x, rows * columns);
    }

    /** Row after row, as memory lies. Newer HotSpots than that of Java 17 vectorize this loop. */
    private static void accumulate(float[] x, int rows, int columns, Columns scratch) {
        double[] pivots = scratch.pivots();
        double[] sums = scratch.sums();
        double[] squares = scratch.squares();
        for (int j = 0; j < columns; j++) {
            pivots[j] = x[j];
            sums[j] = 0;
            squares[j] = 0;
        }
        for (int i = 1; i < rows; i++) {
            int start = i * columns;
            for (int j = 0; j < columns; j++) {
                double deviation = x[start + j] - pivots[j];
                sums[j] += deviation;
                squares[j] += deviation * deviation;
            }
        }
    }

    private static double nonfinite(float[] x, int n) {
        long count = 0;
        for (int i = 0; i < n; i++) {
            count += Float.isFinite(x[i]) ? 0 : 1;
        }
        return (double) count / n;
    }

    /**
     * Share of elements at or beyond the saturation bounds.
     *
     * @param largest magnitude among them
     */
    static double saturated(float[] a, double largest, float low, float high, int n) {
        boolean unbounded = low == Float.NEGATIVE_INFINITY && high == Float.POSITIVE_INFINITY;
        if (unbounded || -largest > low && largest < high) {
            return 0;
        }
        long count = 0;
        for (int i = 0; i < n; i++) {
            count += a[i] <= low || a[i] >= high ? 1 : 0;
        }
        return (double) count / n;
    }

    /** Share of columns of the slope that are zero in every row. */
    static double dead(float[] slope, int rows, int columns) {
        int dead = 0;
        for (int j = 0; j < columns; j++) {
            boolean alive = false;
            for (int i = j; i < rows * columns && !alive; i += columns) {
                alive = slope[i] != 0;
            }
            dead += alive ? 0 : 1;
        }
        return (double) dead / columns;
    }
}
