package dev.fathom.device.cuda.runtime;

import dev.fathom.device.Arena;
import dev.fathom.device.Indices;
import dev.fathom.device.Moments;
import dev.fathom.device.OutOfDeviceMemory;
import dev.fathom.device.Statistics;
import dev.fathom.device.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Device memory in chunks, handed out front to back and released together. A deep cohort holds thousands of small
 * tensors: one call of the driver for each would cost more than drawing their weights.
 */
public final class CudaArena implements Arena {
    /** Kernels run on grids of (parts, trials), and a grid has at most so many rows. */
    static final int MAX_TRIALS = 65_535;

    private static final long ALIGNMENT = 256;

    private final CudaContext context;
    private final long chunkBytes;
    private final List<DeviceMemory> chunks = new ArrayList<>();
    private DeviceMemory chunk;
    private long used;
    private long capacity;
    private long bytes;

    /** @param chunkBytes 0 gives each tensor an allocation of its own, which lets tools see accesses out of bounds */
    public CudaArena(CudaContext context, long chunkBytes) {
        this.context = context;
        this.chunkBytes = chunkBytes;
    }

    @Override
    public Tensor tensor(int trials, int rows, int columns) {
        if (trials > MAX_TRIALS) {
            throw new OutOfDeviceMemory("a cohort on the GPU holds at most " + MAX_TRIALS + " trials, not " + trials);
        }
        long size = (long) rows * columns;
        if (size > Integer.MAX_VALUE - 8) {
            throw new OutOfDeviceMemory(
                    "a matrix of " + rows + " x " + columns + " is larger than the GPU device can hold");
        }
        return new CudaTensor(cleared(Float.BYTES * size * trials), trials, rows, columns);
    }

    @Override
    public Tensor constant(int columns, float[] values) {
        Region region = take((long) Float.BYTES * values.length);
        context.upload(values, region.pointer());
        return new CudaTensor(region, 1, values.length / columns, columns);
    }

    @Override
    public Indices indices(int[] values) {
        Region region = take((long) Integer.BYTES * values.length);
        context.upload(values, region.pointer());
        return new CudaIndices(region, values.length);
    }

    @Override
    public Statistics statistics(int trials, int slots) {
        return new CudaStatistics(
                context, cleared((long) Double.BYTES * Moments.WIDTH * trials * slots), trials, slots);
    }

    /** Memory filled with zeros. */
    public Region cleared(long size) {
        Region region = take(size);
        context.zero(region);
        return region;
    }

    /** Memory that holds anything. */
    public Region take(long size) {
        context.enter();
        long rounded = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        if (chunk == null || used + rounded > capacity) {
            open(size);
        }
        Region region = new Region(chunk, used, size);
        used += rounded;
        bytes += size;
        return region;
    }

    private void open(long size) {
        long wanted = Math.max(size, chunkBytes);
        try {
            chunk = context.allocate(wanted);
        } catch (OutOfDeviceMemory e) {
            if (wanted == size) {
                throw e;
            }
            wanted = size;
            chunk = context.allocate(wanted);
        }
        chunks.add(chunk);
        used = 0;
        capacity = wanted;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public void close() {
        if (context.tryEnter()) {
            chunks.forEach(context::free);
        }
        chunks.clear();
        chunk = null;
    }

    public record CudaIndices(Region region, int length) implements Indices {
        public static CudaIndices of(Indices indices) {
            return (CudaIndices) indices;
        }
    }

    public record CudaStatistics(CudaContext context, Region region, int trials, int slots) implements Statistics {
        /** Copied at once: all values of a large cohort may be more than an array holds. */
        private static final int MOST_VALUES = 1 << 20;

        public static CudaStatistics of(Statistics statistics) {
            return (CudaStatistics) statistics;
        }

        @Override
        public Moments[][] read() {
            context.enter();
            Moments[][] read = new Moments[trials][slots];
            int width = slots * Moments.WIDTH;
            int most = Math.max(1, MOST_VALUES / width);
            for (int first = 0; first < trials; first += most) {
                int count = Math.min(most, trials - first);
                double[] values = new double[count * width];
                context.download(region.pointer((long) Double.BYTES * width * first), values);
                for (int trial = 0; trial < count; trial++) {
                    for (int slot = 0; slot < slots; slot++) {
                        read[first + trial][slot] = Moments.of(values, trial * width + slot * Moments.WIDTH);
                    }
                }
            }
            return read;
        }
    }
}
