package dev.fathom.device.cuda;

import dev.fathom.device.Normalization;
import dev.fathom.device.Normalization.Affine;
import dev.fathom.device.Normalization.Running;
import dev.fathom.device.Normalization.Sums;
import dev.fathom.device.Tensor;
import dev.fathom.device.cuda.runtime.CudaArena;
import dev.fathom.device.cuda.runtime.Grids;
import dev.fathom.device.cuda.runtime.Kernel;
import dev.fathom.device.cuda.runtime.Matrices;
import dev.fathom.net.Normalize.Norm;

/**
 * The launches of kernels/normalize.cu and kernels/columns.cu.
 *
 * @param like of the shape of the signal
 */
record CudaNormalizing(Launcher launcher, CudaArena memory, Normalization by, Tensor like) {
    /** Rows of a chunk, at least, and chunks of a matrix, at most. */
    private static final int CHUNK_ROWS = 64;

    private static final int CHUNKS = 64;

    /** z ← u gain + shift with u the normalization of z + 1 biasᵀ, and u kept. */
    void forward(Matrices bias, Tensor z) {
        if (by.norm() != Norm.BATCH) {
            launcher.launch(
                    by.norm() == Norm.LAYER ? "normalize" : "normalize_rms",
                    Grids.rows(z),
                    bias,
                    matrix(z),
                    matrix(by.normalized()),
                    deviations(),
                    gain(),
                    shift(),
                    like.rows(),
                    like.columns());
            return;
        }
        Running running = by.running();
        boolean fixed = running != null && running.fixed();
        long sums = fixed ? 0 : sums();
        if (!fixed) {
            launcher.launch(
                    "batch_deviations", chunks(), bias, matrix(z), like.rows(), like.columns(), chunkRows(), sums);
        }
        launcher.launch(
                "batch_normalize",
                chunks(),
                bias,
                matrix(z),
                matrix(by.normalized()),
                row(by.inverseDeviation()),
                running == null ? Matrices.ABSENT : row(running.mean()),
                running == null ? Matrices.ABSENT : row(running.variance()),
                gain(),
                shift(),
                like.rows(),
                like.columns(),
                chunkRows(),
                sums);
    }

    /** From the gradient by the activation, whose derivative the slope is, to that by z, in place of delta. */
    void backward(Tensor delta, Matrices slope) {
        Sums left = by.affine() == null ? null : by.affine().sums();
        boolean batch = by.norm() == Norm.BATCH;
        Matrices factor = slope;
        long sums = 0;
        if (batch || left != null) {
            sums = sums();
            launcher.launch(
                    "column_products",
                    chunks(),
                    matrix(delta),
                    slope,
                    matrix(by.normalized()),
                    like.rows(),
                    like.columns(),
                    chunkRows(),
                    sums);
            factor = Matrices.ABSENT;
        }
        if (batch) {
            launcher.launch(
                    "batch_backward",
                    chunks(),
                    matrix(delta),
                    matrix(by.normalized()),
                    row(by.inverseDeviation()),
                    gain(),
                    like.rows(),
                    like.columns(),
                    chunkRows(),
                    sums);
        } else {
            launcher.launch(
                    by.norm() == Norm.LAYER ? "normalize_backward" : "normalize_rms_backward",
                    Grids.rows(delta),
                    matrix(delta),
                    factor,
                    matrix(by.normalized()),
                    deviations(),
                    gain(),
                    like.rows(),
                    like.columns());
        }
        if (left != null) {
            launcher.launch(
                    "affine_gradients",
                    Grids.elements(left.gain(), like.trials()),
                    row(left.gain()),
                    row(left.shift()),
                    left.alpha(),
                    left.beta(),
                    like.columns(),
                    chunkCount(),
                    sums);
        }
    }

    private Matrices matrix(Tensor tensor) {
        return Matrices.of(tensor, like.trials(), like.rows(), like.columns());
    }

    private Matrices row(Tensor tensor) {
        return Matrices.of(tensor, like.trials(), 1, like.columns());
    }

    private Matrices deviations() {
        return Matrices.of(by.inverseDeviation(), like.trials(), like.rows(), 1);
    }

    private Matrices gain() {
        Affine affine = by.affine();
        return affine == null ? Matrices.ABSENT : row(affine.gain());
    }

    private Matrices shift() {
        Affine affine = by.affine();
        return affine == null ? Matrices.ABSENT : row(affine.shift());
    }

    private int chunkRows() {
        return Math.max(CHUNK_ROWS, Grids.parts(like.rows(), CHUNKS));
    }

    private int chunkCount() {
        return Grids.parts(like.rows(), chunkRows());
    }

    private Kernel.Shape chunks() {
        return Grids.chunks(like, chunkCount());
    }

    /** Where the chunks leave their sums, and the first one its pivots. */
    private long sums() {
        long rows = 2L * chunkCount() + 1;
        return memory.take(Double.BYTES * rows * like.columns() * like.trials()).address();
    }
}
