package dev.fathom.device.cuda;

import dev.fathom.init.Distribution;

/** Orthogonal matrices from normals, by kernels/orthogonal.cu: one block a matrix, in float64. */
final class CudaOrthogonal {
    private static final Kernel.Shape ONE_BLOCK = new Kernel.Shape(1, 1, 32, 8);

    private final CudaContext context;
    private final Kernels kernels;
    private final CudaArena scratch;
    private Region vectors; // of the greatest matrix so far
    private Region projections;

    CudaOrthogonal(CudaContext context, Kernels kernels, CudaArena scratch) {
        this.context = context;
        this.kernels = kernels;
        this.scratch = scratch;
    }

    /** @param gaussian as many normals as the matrix has elements */
    void draw(Distribution.Orthogonal distribution, Region gaussian, CudaTensor weights, int trial) {
        int rows = weights.rows();
        int columns = weights.columns();
        int count = Math.min(rows, columns);
        if (vectors == null) {
            vectors = scratch.take((long) Double.BYTES * rows * columns);
            projections = scratch.take((long) Double.BYTES * count);
        }
        kernels.named("orthogonalize")
                .launch(
                        context.stream(),
                        ONE_BLOCK,
                        gaussian.address(),
                        count,
                        Math.max(rows, columns),
                        rows < columns ? 1 : 0,
                        distribution.gain(),
                        vectors.address(),
                        projections.address(),
                        weights.region().address() + (long) Float.BYTES * weights.size() * trial);
    }
}
