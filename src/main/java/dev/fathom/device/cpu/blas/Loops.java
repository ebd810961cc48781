package dev.fathom.device.cpu.blas;

/** Elementwise loops, one concern each and indexed plainly, so that HotSpot turns them into vector code. */
public final class Loops {
    private Loops() {}

    public static void multiply(float[] x, float[] factor, int n) {
        for (int i = 0; i < n; i++) {
            x[i] *= factor[i];
        }
    }

    public static void add(float[] x, float[] y, int n) {
        for (int i = 0; i < n; i++) {
            x[i] += y[i];
        }
    }

    /** The transpose of some rows of x, a matrix of so many columns. Four streams at once: a store a cycle is the bound. */
    public static void transpose(float[] x, int first, int rows, int columns, float[] out) {
        int row = 0;
        for (; row + 4 <= rows; row += 4) {
            int a = (first + row) * columns;
            int b = a + columns;
            int c = b + columns;
            int d = c + columns;
            int to = row;
            for (int j = 0; j < columns; j++) {
                out[to] = x[a + j];
                out[to + 1] = x[b + j];
                out[to + 2] = x[c + j];
                out[to + 3] = x[d + j];
                to += rows;
            }
        }
        for (; row < rows; row++) {
            int from = (first + row) * columns;
            for (int j = 0; j < columns; j++) {
                out[j * rows + row] = x[from + j];
            }
        }
    }

    /** Part of y ← alpha x + beta y; what is multiplied by 0 need not be a number. */
    public static void mix(float alpha, float[] x, int fromX, float beta, float[] y, int fromY, int n) {
        if (beta == 0) {
            for (int i = 0; i < n; i++) {
                y[fromY + i] = alpha * x[fromX + i];
            }
        } else {
            for (int i = 0; i < n; i++) {
                y[fromY + i] = alpha * x[fromX + i] + beta * y[fromY + i];
            }
        }
    }

    /** Fills a block of x, a matrix of so many columns, with the same columns of a row. */
    public static void repeatRow(float[] row, float[] x, int columns, Blas.Block block) {
        if (block.columns() == columns) {
            int start = block.row() * columns;
            int end = start + block.rows() * columns;
            System.arraycopy(row, 0, x, start, columns);
            for (int filled = columns; start + filled < end; filled *= 2) {
                System.arraycopy(x, start, x, start + filled, Math.min(filled, end - start - filled));
            }
            return;
        }
        for (int i = block.row(); i < block.row() + block.rows(); i++) {
            System.arraycopy(row, block.column(), x, i * columns + block.column(), block.columns());
        }
    }

    public static void addRow(float[] row, float[] x, int rows, int columns) {
        addScaledRow(1, row, x, rows, columns);
    }

    public static void addScaledRow(float alpha, float[] row, float[] x, int rows, int columns) {
        for (int i = 0; i < rows; i++) {
            int start = i * columns;
            for (int j = 0; j < columns; j++) {
                x[start + j] += alpha * row[j];
            }
        }
    }
}
