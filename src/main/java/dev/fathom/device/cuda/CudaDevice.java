package dev.fathom.device.cuda;

import dev.fathom.device.Arena;
import dev.fathom.device.Device;
import dev.fathom.device.Indices;
import dev.fathom.device.Operations;
import dev.fathom.device.Program;
import dev.fathom.device.Tensor;
import dev.fathom.device.cuda.draw.CudaDraw;
import dev.fathom.device.cuda.libraries.CudaNatives;
import dev.fathom.device.cuda.runtime.CudaArena;
import dev.fathom.device.cuda.runtime.CudaArena.CudaIndices;
import dev.fathom.device.cuda.runtime.CudaContext;
import dev.fathom.device.cuda.runtime.CudaTensor;
import dev.fathom.device.cuda.runtime.Grids;
import dev.fathom.device.cuda.runtime.Kernels;
import dev.fathom.device.cuda.runtime.Matrices;
import dev.fathom.device.cuda.runtime.Precision;
import dev.fathom.device.cuda.runtime.Products;
import dev.fathom.device.cuda.runtime.Region;
import dev.fathom.init.Distribution;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.Consumer;

/** An NVIDIA GPU: cuRAND draws, cuBLAS multiplies, the project's own kernels do the rest. */
public final class CudaDevice implements Device {
    private static final long CHUNK = 32L << 20;

    /** The driver and cuBLAS take some memory later, when graphs are made. */
    private static final long RESERVE = 256L << 20;

    private final CudaContext context;
    private final Kernels kernels;
    private final Products products;
    private final CudaDraw draw;
    private final long chunkBytes;

    /**
     * Opens a GPU.
     *
     * @param ordinal as CUDA counts, from 0
     * @throws dev.fathom.device.DeviceFailure when it cannot be used; {@link CudaDevices} says what is missing
     */
    public CudaDevice(int ordinal, Precision precision) {
        this(ordinal, precision, CHUNK);
    }

    /** @param chunkBytes as in {@link CudaArena} */
    CudaDevice(int ordinal, Precision precision, long chunkBytes) {
        CudaNatives.require();
        this.chunkBytes = chunkBytes;
        context = new CudaContext(ordinal);
        try {
            kernels = new Kernels();
            products = new Products(context, precision);
            draw = new CudaDraw(context, kernels, products);
        } catch (RuntimeException e) {
            context.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return "cuda:" + context.ordinal();
    }

    @Override
    public String description() {
        context.enter();
        return context.name() + ", driver for CUDA " + CudaDevices.driverVersion() + ", cuBLAS " + products.version()
                + ", " + CudaDraw.description() + ", " + products.precision();
    }

    @Override
    public String driver() {
        return "CUDA " + CudaDevices.driverVersion();
    }

    @Override
    public String precision() {
        return products.precision().toString();
    }

    /** What is free now, but for a reserve. */
    @Override
    public long memory() {
        context.enter();
        return Math.max(0, context.freeBytes() - RESERVE) / 20 * 19;
    }

    @Override
    public long free() {
        return memory();
    }

    @Override
    public Arena arena() {
        return new CudaArena(context, chunkBytes);
    }

    @Override
    public void draw(List<Distribution> distributions, long[] keys, Tensor weights) {
        context.enter();
        draw.draw(distributions, keys, CudaTensor.of(weights));
    }

    @Override
    public void upload(float[] values, Tensor target, int trial) {
        if (values.length != target.size()) {
            throw new IllegalArgumentException(
                    values.length + " values for a matrix of " + target.rows() + " x " + target.columns());
        }
        context.enter();
        context.upload(values, CudaTensor.of(target).pointer(trial));
    }

    @Override
    public float[] download(Tensor source, int trial) {
        float[] values = new float[source.size()];
        context.enter();
        context.download(CudaTensor.of(source).pointer(trial), values);
        return values;
    }

    @Override
    public float[][] download(Tensor source) {
        int size = source.size();
        float[][] all = new float[source.trials()][size];
        context.enter();
        context.download(CudaTensor.of(source).pointer(), (long) Float.BYTES * size * all.length, (piece, at) -> {
            FloatBuffer values = piece.asFloatBuffer();
            long element = at / Float.BYTES;
            while (values.hasRemaining()) {
                int first = (int) (element % size);
                int count = Math.min(size - first, values.remaining());
                values.get(all[(int) (element / size)], first, count);
                element += count;
            }
        });
        return all;
    }

    @Override
    public void copy(Tensor source, Indices from, Tensor target) {
        context.enter();
        kernels.named("pick")
                .launch(
                        context.stream(),
                        Grids.elements(target),
                        Matrices.of(source, source.trials(), target.rows(), target.columns()),
                        CudaIndices.of(from).region().address(),
                        Matrices.of(target, from.length(), target.rows(), target.columns()),
                        target.size());
    }

    @Override
    public void await() {
        context.enter();
        context.synchronize();
    }

    @Override
    public Program record(Consumer<Operations> operations) {
        context.enter();
        CudaArena memory = new CudaArena(context, chunkBytes == 0 ? 0 : 1L << 16);
        try {
            Region step = memory.cleared(Long.BYTES);
            CudaRecorder recorder = new CudaRecorder(context, kernels, products, memory, step);
            operations.accept(recorder);
            recorder.warm();
            return new CudaProgram(context, memory, step, recorder::launchAll);
        } catch (RuntimeException | Error e) {
            memory.close();
            throw e;
        }
    }

    @Override
    public void close() {
        if (context.tryEnter()) {
            draw.close();
            products.close();
            kernels.close();
        }
        context.close();
    }
}
