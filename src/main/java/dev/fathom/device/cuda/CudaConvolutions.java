package dev.fathom.device.cuda;

import dev.fathom.device.Tensor;
import dev.fathom.device.Window;
import dev.fathom.device.cuda.runtime.CudaArena;
import dev.fathom.device.cuda.runtime.CudaTensor;
import dev.fathom.device.cuda.runtime.Grids;
import dev.fathom.device.cuda.runtime.Matrices;
import dev.fathom.device.cuda.runtime.Region;
import dev.fathom.net.Kernel.Padding;

/**
 * Records convolutions as products over rows that are unfolded a chunk at a time, so that a chunk stays in the L2 cache. All
 * convolutions of a program share the memory for it.
 */
final class CudaConvolutions {
    /** Bytes of a chunk, over all trials. */
    private static final long CHUNK = 16L << 20;

    /** Rows that keep a product busy. */
    private static final int LEAST_ROWS = 64;

    /** What records the parts of a convolution. */
    interface Recorder extends Launcher {
        void product(float alpha, Tensor a, boolean transposeA, Tensor b, float beta, Tensor c);
    }

    private final Recorder recorder;
    private final CudaArena memory;
    private final Region[] rooms = new Region[Room.values().length];

    private enum Room {
        UNFOLDED,
        MIRRORED,
        SUMS
    }

    CudaConvolutions(Recorder recorder, CudaArena memory) {
        this.recorder = recorder;
        this.memory = memory;
    }

    void forward(Window window, float alpha, Tensor x, Tensor weights, float beta, Tensor z) {
        int each = rowsEach(x, weights.rows());
        for (int first = 0; first < z.rows(); first += each) {
            int count = Math.min(each, z.rows() - first);
            CudaTensor rows = unfold(window, x, first, count);
            recorder.product(alpha, rows, false, weights, beta, CudaTensor.of(z).rows(first, count));
        }
    }

    /** One unfolding of the gradient serves both ways, as in dev.fathom.device.cpu.operations.ConvolutionBack. */
    void backward(
            Window window,
            Tensor delta,
            Tensor x,
            Tensor weights,
            float alpha,
            Tensor gradient,
            float factor,
            float beta,
            Tensor target) {
        int trials = delta.trials();
        int area = window.kernel().area();
        int terms = area * delta.columns();
        CudaTensor mirrored = gradient == null ? null : room(Room.MIRRORED, trials, terms, x.columns());
        CudaTensor sums = target == null ? null : room(Room.SUMS, trials, x.columns(), terms);
        if (gradient != null) {
            launch("mirror", weights, matrices(weights), matrices(mirrored), area, x.columns(), delta.columns());
        }
        int each = rowsEach(delta, terms);
        for (int first = 0; first < delta.rows(); first += each) {
            int count = Math.min(each, delta.rows() - first);
            CudaTensor rows = unfold(window, delta, first, count);
            if (gradient != null) {
                recorder.product(
                        alpha, rows, false, mirrored, 0, CudaTensor.of(gradient).rows(first, count));
            }
            if (target != null) {
                recorder.product(1, CudaTensor.of(x).rows(first, count), true, rows, first == 0 ? 0 : 1, sums);
            }
        }
        if (target != null) {
            launch(
                    "collect",
                    target,
                    matrices(sums),
                    factor,
                    beta,
                    matrices(target),
                    area,
                    x.columns(),
                    delta.columns());
        }
    }

    private void launch(String kernel, Tensor elements, Object... arguments) {
        recorder.launch(kernel, Grids.elements(elements), arguments);
    }

    private CudaTensor unfold(Window window, Tensor x, int first, int count) {
        CudaTensor rows = room(Room.UNFOLDED, x.trials(), count, window.kernel().area() * x.columns());
        launch(
                "unfold",
                rows,
                matrices(x),
                matrices(rows),
                first,
                count,
                window.height(),
                window.width(),
                x.columns(),
                window.kernel().size(),
                window.kernel().padding() == Padding.CIRCULAR ? 1 : 0);
        return rows;
    }

    private static int rowsEach(Tensor x, int columns) {
        long fitting = CHUNK / ((long) Float.BYTES * x.trials() * columns);
        return (int) Math.min(x.rows(), Math.max(LEAST_ROWS, fitting));
    }

    private static Matrices matrices(Tensor tensor) {
        return Matrices.of(tensor, tensor.trials(), tensor.rows(), tensor.columns());
    }

    /** Matrices in memory that is used again and again; it grows where it is too small. */
    private CudaTensor room(Room room, int trials, int rows, int columns) {
        long bytes = (long) Float.BYTES * trials * rows * columns;
        Region region = rooms[room.ordinal()];
        if (region == null || region.bytes() < bytes) {
            region = memory.take(bytes);
            rooms[room.ordinal()] = region;
        }
        return new CudaTensor(region, trials, rows, columns);
    }
}
