package dev.fathom.device;

import java.util.Random;
import java.util.function.Consumer;

/** One device with some memory, filled with known numbers. */
final class Bench implements AutoCloseable {
    private final Device device;
    private final Arena arena;
    private final Random random = new Random(20261123);

    Bench(Device device) {
        this.device = device;
        arena = device.arena();
    }

    Arena arena() {
        return arena;
    }

    Tensor zeros(int trials, int rows, int columns) {
        return arena.tensor(trials, rows, columns);
    }

    /** Standard normal elements, times {@code scale}. */
    Tensor normals(int trials, int rows, int columns, double scale) {
        Tensor tensor = arena.tensor(trials, rows, columns);
        for (int trial = 0; trial < trials; trial++) {
            float[] values = new float[tensor.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (scale * random.nextGaussian());
            }
            device.upload(values, tensor, trial);
        }
        return tensor;
    }

    Tensor normals(int trials, int rows, int columns) {
        return normals(trials, rows, columns, 1);
    }

    /** The same elements in every trial. */
    Tensor of(int trials, int rows, int columns, float... values) {
        Tensor tensor = arena.tensor(trials, rows, columns);
        for (int trial = 0; trial < trials; trial++) {
            device.upload(values, tensor, trial);
        }
        return tensor;
    }

    Statistics statistics(int trials, int slots) {
        return arena.statistics(trials, slots);
    }

    /** A trial's matrix; a shared one for every trial. */
    float[] read(Tensor tensor, int trial) {
        return device.download(tensor, tensor.trials() == 1 ? 0 : trial);
    }

    /** All trials one after another. */
    float[][] read(Tensor tensor) {
        float[][] all = new float[tensor.trials()][];
        for (int trial = 0; trial < all.length; trial++) {
            all[trial] = device.download(tensor, trial);
        }
        return all;
    }

    void run(Consumer<Operations> operations) {
        run(0, 1, operations);
    }

    void run(long first, int count, Consumer<Operations> operations) {
        try (Program program = device.record(operations)) {
            program.run(first, count);
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
