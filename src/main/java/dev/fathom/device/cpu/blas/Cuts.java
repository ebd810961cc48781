package dev.fathom.device.cpu.blas;

/**
 * How a product comes in blocks: of so many rows of C, of a number of groups of columns, and of so many terms of the
 * inner sums. They follow from the shape alone, and so do the bits.
 *
 * @param rows rows of C
 * @param columns columns of C
 * @param terms of each inner sum
 * @param rowsEach rows of a block, the last one has the rest
 * @param groups of columns
 * @param unit of which every group has a multiple, the last one also the rest
 * @param termsEach terms of a block, the last one has the rest
 */
public record Cuts(int rows, int columns, int terms, int rowsEach, int groups, int unit, int termsEach) {
    /** What OpenBLAS multiplies without packing, at most: rows times columns times terms. */
    private static final long UNPACKED = 1_000_000;

    /** Columns of the fastest of these kernels: four registers of AVX-512. */
    private static final int LANES = 64;

    /** Rows of which these kernels leave no rest, with the factor transposed and plain. */
    private static final int ROWS = 12;

    /** Blocks for kernels that read small matrices where they lie, so that no packing is lost on more of them. */
    public static Cuts small(int rows, int columns, int terms) {
        if ((long) rows * columns * terms <= UNPACKED) {
            return new Cuts(rows, columns, terms, rows, 1, columns, terms);
        }
        int groups = Math.max(1, columns / LANES);
        int unit = groups == 1 ? columns : LANES;
        long widest = columns - (groups - 1L) * unit;
        int termsEach = split(terms, UNPACKED / (ROWS * widest));
        int most = (int) Math.min(rows, UNPACKED / (widest * termsEach));
        int rowsEach = most < ROWS || most == rows ? most : roundUp(split(rows, most / ROWS * ROWS), ROWS);
        return new Cuts(rows, columns, terms, rowsEach, groups, unit, termsEach);
    }

    /** The fewest equal pieces of at most so much. */
    private static int split(int whole, long most) {
        int pieces = (int) ((whole + most - 1) / most);
        return (whole + pieces - 1) / pieces;
    }

    private static int roundUp(int size, int unit) {
        return (size + unit - 1) / unit * unit;
    }

    /** A number of blocks of rows. */
    public static Cuts byRows(int rows, int columns, int terms, int blocks) {
        return new Cuts(rows, columns, terms, (rows + blocks - 1) / blocks, 1, columns, terms);
    }

    /** A number of groups of columns. */
    public static Cuts byColumns(int rows, int columns, int terms, int blocks) {
        return new Cuts(rows, columns, terms, rows, blocks, 1, terms);
    }

    private int down() {
        return (rows + rowsEach - 1) / rowsEach;
    }

    /** Blocks of C: they go down a group of columns, then through the next. */
    public int count() {
        return down() * groups;
    }

    public int group(int block) {
        return block / down();
    }

    private int start(int group) {
        return group == groups ? columns : (int) ((long) columns / unit * group / groups) * unit;
    }

    /** A block of C, and the terms from one on. */
    public Blas.Block block(int block, int term) {
        int group = block / down();
        int row = block % down() * rowsEach;
        return new Blas.Block(
                row,
                Math.min(rowsEach, rows - row),
                start(group),
                start(group + 1) - start(group),
                term,
                Math.min(termsEach, terms - term));
    }
}
