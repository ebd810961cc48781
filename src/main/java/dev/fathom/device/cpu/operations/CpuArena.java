package dev.fathom.device.cpu.operations;

import dev.fathom.device.Arena;
import dev.fathom.device.Indices;
import dev.fathom.device.Moments;
import dev.fathom.device.OutOfDeviceMemory;
import dev.fathom.device.Statistics;
import dev.fathom.device.Tensor;

/** Heap memory; the garbage collector releases it. */
public final class CpuArena implements Arena {
    private final int workers;
    private long bytes;

    public CpuArena(int workers) {
        this.workers = workers;
    }

    @Override
    public Tensor tensor(int trials, int rows, int columns) {
        long size = (long) rows * columns;
        if (size > Integer.MAX_VALUE - 8) {
            throw new OutOfDeviceMemory(
                    "a matrix of " + rows + " x " + columns + " is larger than the CPU device can hold");
        }
        try {
            CpuTensor tensor = new CpuTensor(trials, rows, columns, workers);
            bytes += 4L * trials * size;
            return tensor;
        } catch (OutOfMemoryError e) {
            throw new OutOfDeviceMemory("the heap is too small for " + trials + " matrices of " + rows + " x " + columns
                    + "; raise it with java -Xmx");
        }
    }

    @Override
    public Tensor constant(int columns, float[] values) {
        bytes += 4L * values.length;
        return CpuTensor.constant(columns, workers, values);
    }

    @Override
    public Indices indices(int[] values) {
        bytes += 4L * values.length;
        return new CpuIndices(values.clone());
    }

    @Override
    public Statistics statistics(int trials, int slots) {
        bytes += 8L * trials * slots * Moments.WIDTH;
        return new CpuStatistics(new double[trials][slots * Moments.WIDTH], slots);
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public void close() {}

    public record CpuIndices(int[] values) implements Indices {
        @Override
        public int length() {
            return values.length;
        }

        /** The entry at a position that counts on beyond the end, from the start again. */
        public int at(long position) {
            return values[(int) (position % values.length)];
        }
    }

    public record CpuStatistics(double[][] values, int slots) implements Statistics {
        @Override
        public int trials() {
            return values.length;
        }

        @Override
        public Moments[][] read() {
            Moments[][] read = new Moments[values.length][slots];
            for (int trial = 0; trial < values.length; trial++) {
                for (int slot = 0; slot < slots; slot++) {
                    read[trial][slot] = Moments.of(values[trial], slot * Moments.WIDTH);
                }
            }
            return read;
        }
    }
}
