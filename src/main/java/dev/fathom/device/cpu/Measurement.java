package dev.fathom.device.cpu;

import dev.fathom.device.Moments;

/**
 * Moments of one float32 matrix, in float64 throughout: sums of squares reach far beyond float32's range. Deviations are
 * taken from the first row, so that units that barely vary over the batch keep their variance.
 */
final class Measurement {
    private Measurement() {}

    /** Writes a row of statistics, {@link Moments#WIDTH} values from {@code offset}; shares of saturated and dead are 0. */
    static void moments(float[] x, int rows, int columns, double[] out, int offset) {
        double sumOfMeans = 0;
        double sumOfVariances = 0;
        double sumOfSquaredMeans = 0;
        double largest = 0;
        long nonfinite = 0;
        for (int j = 0; j < columns; j++) {
            double pivot = Float.isFinite(x[j]) ? x[j] : 0;
            double sum = 0;
            double squares = 0;
            for (int i = j; i < rows * columns; i += columns) {
                double deviation = x[i] - pivot;
                sum += deviation;
                squares += deviation * deviation;
                largest = Math.max(largest, Math.abs(x[i]));
                nonfinite += Float.isFinite(x[i]) ? 0 : 1;
            }
            double shift = sum / rows;
            double mean = pivot + shift;
            sumOfMeans += mean;
            sumOfSquaredMeans += mean * mean;
            sumOfVariances += Math.max(0, squares / rows - shift * shift);
        }
        double mean = sumOfMeans / columns;
        double unitVariance = sumOfVariances / columns;
        double secondMoment = unitVariance + sumOfSquaredMeans / columns;
        out[offset] = mean;
        out[offset + 1] = Math.max(0, secondMoment - mean * mean);
        out[offset + 2] = secondMoment;
        out[offset + 3] = unitVariance;
        out[offset + 4] = largest;
        out[offset + 5] = 0;
        out[offset + 6] = 0;
        out[offset + 7] = (double) nonfinite / ((double) rows * columns);
    }

    /** Share of elements at or beyond the saturation bounds. */
    static double saturated(float[] a, float low, float high, int n) {
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
