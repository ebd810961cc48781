package dev.fathom.device.cuda.draw;

import dev.fathom.device.cuda.runtime.CudaArena;
import dev.fathom.device.cuda.runtime.CudaContext;
import dev.fathom.device.cuda.runtime.CudaTensor;
import dev.fathom.device.cuda.runtime.Grids;
import dev.fathom.device.cuda.runtime.Kernel;
import dev.fathom.device.cuda.runtime.Kernels;
import dev.fathom.device.cuda.runtime.Matrices;
import dev.fathom.device.cuda.runtime.Products;
import dev.fathom.device.cuda.runtime.Region;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Orthogonal matrices from normals, of many trials at once: panels of vectors are freed of all before them by products of
 * cuBLAS, and made orthonormal by kernels/orthogonal.cu, where the mathematics stands.
 */
final class CudaOrthogonal {
    /** Vectors of a panel. */
    private static final int PANEL = 32;

    /** For float64 copies of as many matrices as fit; one where none does. */
    private static final long WORKSPACE = 128L << 20;

    /** A block for every trial. */
    private static final int WARPS = 16;

    private final CudaContext context;
    private final Kernels kernels;
    private final Products products;

    CudaOrthogonal(CudaContext context, Kernels kernels, Products products) {
        this.context = context;
        this.kernels = kernels;
        this.products = products;
    }

    /**
     * Takes standard normals and leaves orthonormal rows or columns, whichever are fewer, times a gain.
     *
     * @param trials the matrices that this is for
     * @param gains one for each of them
     */
    void orthogonalize(List<Integer> trials, double[] gains, CudaTensor weights) {
        long bytes = (long) Double.BYTES * weights.size();
        int most = (int) Math.max(1, Math.min(trials.size(), WORKSPACE / bytes));
        try (CudaArena scratch = new CudaArena(context, 0)) {
            Region vectors = scratch.take(bytes * most);
            Region projections =
                    scratch.take((long) Double.BYTES * PANEL * Math.min(weights.rows(), weights.columns()) * most);
            for (int first = 0; first < trials.size(); first += most) {
                int end = Math.min(trials.size(), first + most);
                Batch batch = upload(trials.subList(first, end), gains, first, weights, scratch);
                run(batch, vectors, projections, weights);
            }
        }
    }

    /** @param places number of each matrix's trial, then its gain */
    private record Batch(int size, Region places, Region gains) {}

    private Batch upload(List<Integer> trials, double[] gains, int first, CudaTensor weights, CudaArena scratch) {
        ByteBuffer written = ByteBuffer.allocate(Double.BYTES * trials.size()).order(ByteOrder.nativeOrder());
        for (int i = 0; i < trials.size(); i++) {
            written.putDouble(gains[first + i]);
        }
        Region places = scratch.take((long) Integer.BYTES * trials.size());
        Region factors = scratch.take(written.position());
        context.upload(trials.stream().mapToInt(Integer::intValue).toArray(), places.pointer());
        context.upload(written, factors.pointer());
        return new Batch(trials.size(), places, factors);
    }

    private void run(Batch batch, Region vectors, Region projections, CudaTensor weights) {
        int count = Math.min(weights.rows(), weights.columns());
        int length = Math.max(weights.rows(), weights.columns());
        Kernel.Shape elements = Grids.elements(weights, batch.size());
        Matrices matrices = Matrices.of(weights, weights.trials(), weights.rows(), weights.columns());
        kernels.named("to_vectors")
                .launch(
                        context.stream(),
                        elements,
                        matrices,
                        batch.places().address(),
                        count,
                        length,
                        vectors.address());
        for (int from = 0; from < count; from += PANEL) {
            int width = Math.min(PANEL, count - from);
            if (from > 0) {
                project(batch, vectors, projections, from, width, count, length);
                project(batch, vectors, projections, from, width, count, length);
            }
            kernels.named("orthonormalize")
                    .launch(
                            context.stream(),
                            new Kernel.Shape(1, batch.size(), 32, WARPS),
                            vectors.address(),
                            projections.address(),
                            from,
                            width,
                            count,
                            length);
        }
        kernels.named("from_vectors")
                .launch(
                        context.stream(),
                        elements,
                        vectors.address(),
                        count,
                        length,
                        weights.rows() < weights.columns() ? 1 : 0,
                        batch.places().address(),
                        batch.gains().address(),
                        matrices);
    }

    /** Takes from a panel (width, length) its projections on the vectors before it. */
    private void project(Batch batch, Region vectors, Region projections, int from, int width, int count, int length) {
        long stride = (long) count * length;
        Products.Operand before = new Products.Operand(vectors.pointer(), length, stride);
        Products.Operand panel =
                new Products.Operand(vectors.pointer((long) Double.BYTES * from * length), length, stride);
        Products.Operand along = new Products.Operand(projections.pointer(), from, (long) PANEL * count);
        products.multiplyWide(width, from, length, 1, panel, before, true, 0, along, batch.size());
        products.multiplyWide(width, length, from, -1, along, before, false, 1, panel, batch.size());
    }
}
