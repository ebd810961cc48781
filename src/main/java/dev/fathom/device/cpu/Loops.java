package dev.fathom.device.cpu;

/** Elementwise loops, one concern each and indexed plainly, so that HotSpot turns them into vector code. */
final class Loops {
    private Loops() {}

    static void multiply(float[] x, float[] factor, int n) {
        for (int i = 0; i < n; i++) {
            x[i] *= factor[i];
        }
    }

    static void add(float[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            x[i] += y[i];
        }
    }

    static void repeatRow(float[] row, float[] x, int first, int count, int columns) {
        for (int i = first; i < first + count; i++) {
            System.arraycopy(row, 0, x, i * columns, columns);
        }
    }

    static void addRow(float[] row, float[] x, int rows, int columns) {
        addScaledRow(1, row, x, rows, columns);
    }

    static void addScaledRow(float alpha, float[] row, float[] x, int rows, int columns) {
        for (int i = 0; i < rows; i++) {
            int start = i * columns;
            for (int j = 0; j < columns; j++) {
                x[start + j] += alpha * row[j];
            }
        }
    }

    /** sums ← beta sums + alpha (sum of the rows of x), row after row. */
    static void addColumnSums(float alpha, float[] x, float beta, float[] sums, int rows, int columns) {
        // beta 0 must not keep a NaN of the target, as in BLAS
        for (int j = 0; j < columns; j++) {
            sums[j] = beta == 0 ? 0 : beta * sums[j];
        }
        for (int i = 0; i < rows; i++) {
            int start = i * columns;
            for (int j = 0; j < columns; j++) {
                sums[j] += alpha * x[start + j];
            }
        }
    }
}
