package dev.fathom.device.cuda.runtime;

import dev.fathom.device.Heads;
import dev.fathom.device.Tensor;
import dev.fathom.device.cuda.runtime.Kernel.Shape;

/** The launch shapes of the kernels: blocks in y are the trials, all but for {@link #samples}. */
public final class Grids {
    /** As in kernels/cohort.cuh. */
    private static final int TILE_COLUMNS = 32;

    private static final int TILE_ROWS = 8;

    /** As in kernels/loss.cu. */
    private static final int LOSS_THREADS = 128;

    private static final int FLAT_THREADS = 256;

    private static final int STRETCH = 16 * FLAT_THREADS;

    private Grids() {}

    /** Rounded up, without a sum that could leave the range of int. */
    public static int parts(int count, int size) {
        return count / size + (count % size == 0 ? 0 : 1);
    }

    /** Tiles of 32 columns that cover one matrix. */
    public static int tileCount(Tensor x) {
        return parts(x.columns(), TILE_COLUMNS);
    }

    /** A block for every tile of every trial. */
    public static Shape tiles(Tensor x) {
        return new Shape(tileCount(x), x.trials(), TILE_COLUMNS, TILE_ROWS);
    }

    /** A block for every tile of every chunk of rows of every trial. */
    public static Shape chunks(Tensor x, int chunks) {
        return new Shape(tileCount(x) * chunks, x.trials(), TILE_COLUMNS, TILE_ROWS);
    }

    /** A warp for every row of every trial. */
    public static Shape rows(Tensor x) {
        return new Shape(parts(x.rows(), TILE_ROWS), x.trials(), TILE_COLUMNS, TILE_ROWS);
    }

    /** A thread for every element of every trial. */
    public static Shape elements(Tensor x) {
        return elements(x, x.trials());
    }

    /** A thread for every element of some of the trials. */
    public static Shape elements(Tensor x, int trials) {
        return new Shape(parts(x.size(), FLAT_THREADS), trials, FLAT_THREADS, 1);
    }

    /** Parts of one matrix that a block squares, as in kernels/rescale.cu. */
    public static int stretchCount(Tensor x) {
        return parts(x.size(), STRETCH);
    }

    /** A block for every part of every trial. */
    public static Shape stretches(Tensor x) {
        return new Shape(stretchCount(x), x.trials(), FLAT_THREADS, 1);
    }

    /** A thread for every four elements of every trial, as many as a block of random words makes. */
    public static Shape blocksOfFour(Tensor x) {
        return new Shape(parts(x.size(), 4 * FLAT_THREADS), x.trials(), FLAT_THREADS, 1);
    }

    /** A thread for every element of one trial. */
    public static Shape elementsOfOne(Tensor x) {
        return elements(x, 1);
    }

    /** A block for every trial, whose threads share the rows of a minibatch. */
    public static Shape losses(Tensor z) {
        return new Shape(1, z.trials(), LOSS_THREADS, 1);
    }

    /** A block for every row of a minibatch. */
    public static Shape samples(Tensor minibatch) {
        return new Shape(minibatch.rows(), 1, FLAT_THREADS, 1);
    }

    /** A block for every eight positions of every head of every sample and trial. */
    public static Shape heads(Heads heads, Tensor x) {
        int blocks = Math.multiplyExact(heads.samples(x) * heads.count(), parts(heads.positions(), TILE_ROWS));
        return new Shape(blocks, x.trials(), TILE_COLUMNS, TILE_ROWS);
    }

    /** A block for every row of every trial. */
    public static Shape groups(Tensor x) {
        return new Shape(x.rows(), x.trials(), TILE_COLUMNS, TILE_ROWS);
    }

    /** A warp for every trial. */
    public static Shape warps(Tensor x) {
        return new Shape(1, x.trials(), 32, 1);
    }

    public static Shape oneThread() {
        return new Shape(1, 1, 1, 1);
    }
}
