package dev.fathom.device.cpu.blas;

/**
 * How the rows of a convolution are divided: into parts that may run at the same time, and these into blocks that are
 * unfolded one at a time. It follows from the shape alone, and with it the order of all sums.
 *
 * @param each rows of a block, the last of a part has the rest
 */
public record RowBlocks(int rows, int each, int parts) {
    /** What OpenBLAS multiplies without packing, at most: rows times columns times terms. */
    private static final long UNPACKED = 1_000_000;

    /** Rows of which small kernels leave no rest. */
    private static final int UNIT = 12;

    /** Rows that make up for packing. */
    private static final int PACKED = 96;

    /** Floating-point operations that a part has at least. */
    private static final long WORK = 1L << 25;

    /** Each part of a gradient has a sum of its own. */
    public static final int MOST_PARTS = 8;

    public static RowBlocks of(Blas blas, int rows, int terms, int columns) {
        long product = (long) terms * columns;
        int most = (int) Math.min(rows, UNPACKED / product / UNIT * UNIT);
        int each = blas.hasSmallKernels() && most > 0 ? most : Math.min(rows, PACKED);
        long work = 2 * product * rows / WORK;
        int parts = (int) Math.max(1, Math.min(Math.min(MOST_PARTS, work), rows / each));
        return new RowBlocks(rows, each, parts);
    }

    /** The first row of a part. */
    public int start(int part) {
        return (int) ((long) rows * part / parts);
    }

    /** An array of a thread's, of that size at least. */
    public static float[] scratch(float[][] arrays, int thread, int size) {
        if (arrays[thread] == null || arrays[thread].length < size) {
            arrays[thread] = new float[size];
        }
        return arrays[thread];
    }
}
