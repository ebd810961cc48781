package dev.fathom.device.cpu.operations;

import dev.fathom.device.Moments;
import java.util.Arrays;

/**
 * Sums and maps over the columns of matrices, in spans of whole rows that are copied side by side: HotSpot vectorizes loops
 * whose arrays share one index. Few terms are added in float32, the sums of these in float64. One for each thread.
 */
public final class Columns {
    /** Elements of a span, where rows are shorter: a copy costs as much as 70 ns. */
    private static final int SPAN = 1024;

    private float[] x = new float[0];
    private float[] y = x;
    private float[] sums = x;
    private float[] products = x;
    private float[] a = x; // values of each column, repeated over the span
    private float[] b = x;
    private float[] c = x;
    private double[] columnSums = new double[0];
    private double[] columnProducts = columnSums;

    /** For each column the sum of its terms. */
    double[] sums() {
        return columnSums;
    }

    /** For each column the sum of products, or squares, of its terms. */
    double[] products() {
        return columnProducts;
    }

    private static int span(int columns) {
        return Math.max(1, SPAN / columns) * columns;
    }

    private void makeRoom(int columns) {
        int span = Math.max(SPAN, columns);
        if (x.length < span) {
            x = new float[span];
            y = new float[span];
            sums = new float[span];
            products = new float[span];
            a = new float[span];
            b = new float[span];
            c = new float[span];
        }
        if (columnSums.length < columns) {
            columnSums = new double[columns];
            columnProducts = new double[columns];
        }
    }

    private static void repeat(float[] values, int columns) {
        for (int i = columns; i < span(columns); i += columns) {
            System.arraycopy(values, 0, values, i, columns);
        }
    }

    /** Sums of deviations from the first row, and of their squares. */
    void deviations(float[] matrix, int rows, int columns) {
        makeRoom(columns);
        System.arraycopy(matrix, 0, a, 0, columns);
        repeat(a, columns);
        sum(matrix, null, rows, columns);
        if (!finite(columnProducts, columns)) {
            squareInDouble(matrix, rows, columns);
        }
    }

    private static boolean finite(double[] values, int count) {
        double sum = 0;
        for (int j = 0; j < count; j++) {
            sum += values[j];
        }
        return Double.isFinite(sum);
    }

    /** Squares that leave float32's range, and what is not finite at all. */
    private void squareInDouble(float[] matrix, int rows, int columns) {
        Arrays.fill(columnSums, 0, columns, 0);
        Arrays.fill(columnProducts, 0, columns, 0);
        for (int at = 0; at < rows * columns; at += columns) {
            for (int j = 0; j < columns; j++) {
                double deviation = (double) matrix[at + j] - matrix[j];
                columnSums[j] += deviation;
                columnProducts[j] += deviation * deviation;
            }
        }
    }

    /** Sums of g, and of its products with u. */
    void products(float[] g, float[] u, int rows, int columns) {
        makeRoom(columns);
        sum(g, u, rows, columns);
    }

    /** @param other nullable: deviations from {@link #a} are squared */
    private void sum(float[] matrix, float[] other, int rows, int columns) {
        int span = span(columns);
        int size = rows * columns;
        Arrays.fill(columnSums, 0, columns, 0);
        Arrays.fill(columnProducts, 0, columns, 0);
        for (int start = 0; start < size; start += Moments.TERMS * span) {
            Arrays.fill(sums, 0, span, 0);
            Arrays.fill(products, 0, span, 0);
            int end = Math.min(size, start + Moments.TERMS * span);
            for (int at = start; at < end; at += span) {
                int count = Math.min(span, end - at);
                System.arraycopy(matrix, at, x, 0, count);
                if (other == null) {
                    addDeviations(x, a, sums, products, count);
                } else {
                    System.arraycopy(other, at, y, 0, count);
                    addProducts(x, y, sums, products, count);
                }
            }
            for (int i = 0; i < span; i += columns) {
                for (int j = 0; j < columns; j++) {
                    columnSums[j] += sums[i + j];
                    columnProducts[j] += products[i + j];
                }
            }
        }
    }

    private static void addDeviations(float[] x, float[] pivots, float[] sums, float[] squares, int count) {
        for (int i = 0; i < count; i++) {
            float deviation = x[i] - pivots[i];
            sums[i] += deviation;
            squares[i] += deviation * deviation;
        }
    }

    private static void addProducts(float[] g, float[] u, float[] sums, float[] products, int count) {
        for (int i = 0; i < count; i++) {
            sums[i] += g[i];
            products[i] += g[i] * u[i];
        }
    }

    /** matrix ← ((matrix − first) − second) ⊙ third, row by row. */
    void standardize(float[] matrix, float[] first, float[] second, float[] third, int rows, int columns) {
        hold(first, second, third, columns);
        int span = span(columns);
        for (int at = 0; at < rows * columns; at += span) {
            int count = Math.min(span, rows * columns - at);
            System.arraycopy(matrix, at, x, 0, count);
            standardize(x, a, b, c, count);
            System.arraycopy(x, 0, matrix, at, count);
        }
    }

    private static void standardize(float[] x, float[] a, float[] b, float[] c, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = (x[i] - a[i] - b[i]) * c[i];
        }
    }

    /** g ← (g − first − u ⊙ second) ⊙ third, row by row. */
    void project(float[] g, float[] u, float[] first, float[] second, float[] third, int rows, int columns) {
        hold(first, second, third, columns);
        int span = span(columns);
        for (int at = 0; at < rows * columns; at += span) {
            int count = Math.min(span, rows * columns - at);
            System.arraycopy(g, at, x, 0, count);
            System.arraycopy(u, at, y, 0, count);
            project(x, y, a, b, c, count);
            System.arraycopy(x, 0, g, at, count);
        }
    }

    private static void project(float[] g, float[] u, float[] a, float[] b, float[] c, int count) {
        for (int i = 0; i < count; i++) {
            g[i] = (g[i] - a[i] - u[i] * b[i]) * c[i];
        }
    }

    /** matrix ← matrix ⊙ gain + shift, row by row; shift nullable. */
    void affine(float[] matrix, float[] gain, float[] shift, int rows, int columns) {
        makeRoom(columns);
        Arrays.fill(b, 0, columns, 0);
        hold(gain, shift == null ? b : shift, gain, columns);
        int span = span(columns);
        for (int at = 0; at < rows * columns; at += span) {
            int count = Math.min(span, rows * columns - at);
            System.arraycopy(matrix, at, x, 0, count);
            affine(x, a, b, count);
            System.arraycopy(x, 0, matrix, at, count);
        }
    }

    private static void affine(float[] x, float[] gain, float[] shift, int count) {
        for (int i = 0; i < count; i++) {
            x[i] = x[i] * gain[i] + shift[i];
        }
    }

    private void hold(float[] first, float[] second, float[] third, int columns) {
        makeRoom(columns);
        System.arraycopy(first, 0, a, 0, columns);
        System.arraycopy(second, 0, b, 0, columns);
        System.arraycopy(third, 0, c, 0, columns);
        repeat(a, columns);
        repeat(b, columns);
        repeat(c, columns);
    }
}
