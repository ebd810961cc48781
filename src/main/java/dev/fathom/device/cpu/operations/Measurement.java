package dev.fathom.device.cpu.operations;

import dev.fathom.device.Moments;
import dev.fathom.device.cpu.blas.Blas;
import java.util.Arrays;

/**
 * Moments of one float32 matrix. Deviations are taken from the first row, so that units that barely vary over the batch
 * keep their variance, and times a power of two that keeps their squares far from the ends of float32's range. Few of them
 * are added in float32, which HotSpot 17 vectorizes; the sums of these in float64, which it does not. How far that may err
 * is {@link Moments#ERROR}.
 */
public final class Measurement {
    /** Elements that one pass of the vectorized loop takes, where rows are shorter. */
    private static final int SPAN = 256;

    /** The exponent to which the greatest value is brought. */
    private static final int EXPONENT = 40;

    private Measurement() {}

    /** Room for a matrix: rows side by side in float32, and each column's sums in float64. */
    public record Scratch(
            float[] pivots, float[] rows, float[] sums, float[] squares, double[] columnSums, double[] columnSquares) {
        public static Scratch allocate(int columns) {
            int span = Math.max(SPAN, columns);
            return new Scratch(
                    new float[span],
                    new float[span],
                    new float[span],
                    new float[span],
                    new double[columns],
                    new double[columns]);
        }
    }

    /** Writes a row of statistics, {@link Moments#WIDTH} values from {@code offset}; shares of saturated and dead are 0. */
    public static void moments(Blas blas, float[] x, int rows, int columns, Scratch scratch, double[] out, int offset) {
        float largest = blas.largest(x, rows * columns);
        int exponent = Math.min(Float.MAX_EXPONENT, EXPONENT - Math.getExponent(largest));
        accumulate(x, rows, columns, Math.scalb(1f, exponent), scratch);
        double unscaled = Math.scalb(1.0, -exponent);
        double sumOfMeans = 0;
        double sumOfVariances = 0;
        double sumOfSquaredMeans = 0;
        for (int j = 0; j < columns; j++) {
            double shift = scratch.columnSums()[j] / rows;
            double mean = (scratch.pivots()[j] + shift) * unscaled;
            sumOfMeans += mean;
            sumOfSquaredMeans += mean * mean;
            sumOfVariances += Math.max(0, scratch.columnSquares()[j] / rows - shift * shift);
        }
        double mean = sumOfMeans / columns;
        double unitVariance = sumOfVariances * unscaled * unscaled / columns;
        double secondMoment = unitVariance + sumOfSquaredMeans / columns;
        boolean finite = Double.isFinite(secondMoment); // only what is not finite spoils the sums
        out[offset] = mean;
        out[offset + 1] = Math.max(0, secondMoment - mean * mean);
        out[offset + 2] = secondMoment;
        out[offset + 3] = unitVariance;
        out[offset + 4] = finite ? largest : Double.POSITIVE_INFINITY;
        out[offset + 5] = 0;
        out[offset + 6] = 0;
        out[offset + 7] = finite ? 0 : nonfinite(x, rows * columns);
    }

    /** Elements of whole rows, of short ones several side by side. */
    private static int span(int columns) {
        return Math.max(1, SPAN / columns) * columns;
    }

    private static void accumulate(float[] x, int rows, int columns, float scale, Scratch scratch) {
        int span = span(columns);
        int together = span / columns;
        float[] pivots = scratch.pivots();
        for (int j = 0; j < columns; j++) {
            pivots[j] = x[j] * scale;
        }
        for (int i = columns; i < span; i += columns) {
            System.arraycopy(pivots, 0, pivots, i, columns);
        }
        Arrays.fill(scratch.columnSums(), 0, columns, 0);
        Arrays.fill(scratch.columnSquares(), 0, columns, 0);
        for (int start = 0; start < rows; start += Moments.TERMS * together) {
            Arrays.fill(scratch.sums(), 0, span, 0);
            Arrays.fill(scratch.squares(), 0, span, 0);
            int end = Math.min(rows, start + Moments.TERMS * together);
            for (int row = start; row < end; row += together) {
                int count = Math.min(together, end - row) * columns;
                System.arraycopy(x, row * columns, scratch.rows(), 0, count); // HotSpot wants one index for all arrays
                add(scratch.rows(), scale, pivots, scratch.sums(), scratch.squares(), count);
            }
            for (int i = 0; i < span; i += columns) {
                for (int j = 0; j < columns; j++) {
                    scratch.columnSums()[j] += scratch.sums()[i + j];
                    scratch.columnSquares()[j] += scratch.squares()[i + j];
                }
            }
        }
    }

    private static void add(float[] x, float scale, float[] pivots, float[] sums, float[] squares, int count) {
        for (int i = 0; i < count; i++) {
            float deviation = x[i] * scale - pivots[i];
            sums[i] += deviation;
            squares[i] += deviation * deviation;
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
    public static double saturated(float[] a, double largest, float low, float high, int n) {
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
    public static double dead(float[] slope, int rows, int columns, Scratch scratch) {
        if (zeros(slope, columns) == 0) {
            return 0;
        }
        int span = span(columns);
        float[] magnitudes = scratch.sums();
        Arrays.fill(magnitudes, 0, span, 0);
        for (int at = 0; at < rows * columns; at += span) {
            int count = Math.min(span, rows * columns - at);
            System.arraycopy(slope, at, scratch.rows(), 0, count);
            addMagnitudes(scratch.rows(), magnitudes, count);
        }
        for (int i = columns; i < span; i += columns) {
            for (int j = 0; j < columns; j++) {
                magnitudes[j] += magnitudes[i + j];
            }
        }
        return (double) zeros(magnitudes, columns) / columns;
    }

    private static void addMagnitudes(float[] x, float[] magnitudes, int count) {
        for (int i = 0; i < count; i++) {
            magnitudes[i] += Math.abs(x[i]);
        }
    }

    private static int zeros(float[] x, int count) {
        int zeros = 0;
        for (int i = 0; i < count; i++) {
            zeros += x[i] == 0 ? 1 : 0;
        }
        return zeros;
    }
}
