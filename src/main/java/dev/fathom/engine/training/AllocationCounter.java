package dev.fathom.engine.training;

import dev.fathom.device.Arena;
import dev.fathom.device.Device;
import dev.fathom.device.Indices;
import dev.fathom.device.Moments;
import dev.fathom.device.Operations;
import dev.fathom.device.Program;
import dev.fathom.device.Statistics;
import dev.fathom.device.Tensor;
import dev.fathom.init.Distribution;
import java.util.List;
import java.util.function.Consumer;

/** A device that keeps accounts and does no work: the bytes of what would be allocated, by the code that allocates it. */
final class AllocationCounter implements Device {
    @Override
    public String name() {
        return "ledger";
    }

    @Override
    public String description() {
        return "accounts alone";
    }

    @Override
    public long memory() {
        return Long.MAX_VALUE;
    }

    @Override
    public long free() {
        return memory();
    }

    @Override
    public Arena arena() {
        return new Accounts();
    }

    @Override
    public void draw(List<Distribution> distributions, long[] keys, Tensor weights) {}

    @Override
    public void upload(float[] values, Tensor target, int trial) {}

    @Override
    public float[] download(Tensor source, int trial) {
        throw new UnsupportedOperationException("a counter holds no values");
    }

    @Override
    public float[][] download(Tensor source) {
        throw new UnsupportedOperationException("a counter holds no values");
    }

    @Override
    public void copy(Tensor source, Indices from, Tensor target) {}

    @Override
    public void await() {}

    @Override
    public Program record(Consumer<Operations> operations) {
        throw new UnsupportedOperationException("a counter runs nothing");
    }

    @Override
    public void close() {}

    private static final class Accounts implements Arena {
        private long bytes;

        @Override
        public Tensor tensor(int trials, int rows, int columns) {
            bytes += (long) Float.BYTES * trials * rows * columns;
            return new Sized(trials, rows, columns);
        }

        @Override
        public Tensor constant(int columns, float[] values) {
            return tensor(1, values.length / columns, columns);
        }

        @Override
        public Indices indices(int[] values) {
            bytes += (long) Integer.BYTES * values.length;
            return () -> values.length;
        }

        @Override
        public Statistics statistics(int trials, int slots) {
            bytes += (long) Double.BYTES * Moments.WIDTH * trials * slots;
            return new Unread(trials, slots);
        }

        @Override
        public long bytes() {
            return bytes;
        }

        @Override
        public void close() {}
    }

    private record Sized(int trials, int rows, int columns) implements Tensor {
        @Override
        public Tensor reshape(int otherRows, int otherColumns) {
            return new Sized(trials, otherRows, otherColumns);
        }
    }

    private record Unread(int trials, int slots) implements Statistics {
        @Override
        public Moments[][] read() {
            throw new UnsupportedOperationException("a counter measures nothing");
        }
    }
}
