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

    /** Fills a block of x, a matrix of so many columns, with the same columns of a row. */
    static void repeatRow(float[] row, float[] x, int columns, Blas.Block block) {
        for (int i = block.row(); i < block.row() + block.rows(); i++) {
            System.arraycopy(row, block.column(), x, i * columns + block.column(), block.columns());
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
}
