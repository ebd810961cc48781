package dev.fathom.selftest;

import dev.fathom.device.Arena;
import dev.fathom.device.Device;
import dev.fathom.device.Indices;
import dev.fathom.device.Moments;
import dev.fathom.device.Operations;
import dev.fathom.device.Program;
import dev.fathom.device.Statistics;
import dev.fathom.device.Statistics.Slot;
import dev.fathom.device.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The operands of one exercise on one device. Their numbers follow from the trial and from the order in which they are
 * asked for, so that two devices, or cohorts of different sizes, hold the same.
 */
final class Stage implements AutoCloseable {
    private static final double SPAN = 2 * Math.sqrt(3); // of a uniform distribution of variance 1

    private final Device device;
    private final Dimensions dimensions;
    private final long[] trials;
    private final boolean timed;
    private final Arena arena;
    private final List<Tensor> outputs = new ArrayList<>();
    private final List<Statistics> measured = new ArrayList<>();
    private final List<Statistics> onTheWay = new ArrayList<>();
    private long operands;

    /**
     * @param trials which trials stand here: one number for each of {@code dimensions.trials()}
     * @param timed without the measurements that accompany other operations
     */
    Stage(Device device, Dimensions dimensions, long[] trials, boolean timed) {
        this.device = device;
        this.dimensions = dimensions;
        this.trials = trials;
        this.timed = timed;
        arena = device.arena();
    }

    Device device() {
        return device;
    }

    Dimensions dimensions() {
        return dimensions;
    }

    long[] trials() {
        return trials;
    }

    Tensor zeros(int trials, int rows, int columns) {
        return arena.tensor(trials, rows, columns);
    }

    /** Uniform numbers of mean 0 and variance 1. */
    Tensor random(int rows, int columns) {
        return filled(trials, rows, columns);
    }

    /** The same for all trials. */
    Tensor shared(int rows, int columns) {
        return filled(new long[] {-1}, rows, columns);
    }

    private Tensor filled(long[] seeds, int rows, int columns) {
        Tensor tensor = arena.tensor(seeds.length, rows, columns);
        operands++;
        for (int trial = 0; trial < seeds.length; trial++) {
            SplittableRandom random = new SplittableRandom(operands << 32 | seeds[trial] & 0xFFFFFFFFL);
            float[] values = new float[tensor.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (SPAN * (random.nextDouble() - 0.5));
            }
            device.upload(values, tensor, trial);
        }
        return tensor;
    }

    /** {@code count} numbers below {@code bound}; every eleventh is {@code instead}. */
    Indices indices(int count, int bound, int instead) {
        int[] values = new SplittableRandom(++operands).ints(count, 0, bound).toArray();
        for (int i = 10; i < count; i += 11) {
            values[i] = instead;
        }
        return arena.indices(values);
    }

    /** The trials' places, last to first. */
    Indices backwards() {
        int last = trials.length - 1;
        return arena.indices(IntStream.rangeClosed(0, last).map(i -> last - i).toArray());
    }

    /** Marks what is compared afterwards. */
    Tensor output(Tensor tensor) {
        outputs.add(tensor);
        return tensor;
    }

    /** A place for moments, which are compared afterwards. */
    Slot moments() {
        return slot(measured);
    }

    /** The same for measurements beside an operation, which are held to {@link Moments#ERROR}; null where speed is asked for. */
    Slot momentsOnTheWay() {
        return timed ? null : slot(onTheWay);
    }

    private Slot slot(List<Statistics> kept) {
        Statistics statistics = arena.statistics(trials.length, 2);
        kept.add(statistics);
        return statistics.slot(1);
    }

    Program record(Consumer<Operations> operations) {
        return device.record(operations);
    }

    long bytes() {
        return arena.bytes();
    }

    /** The greatest deviation of a trial here from one of the reference. */
    double deviation(int trial, Stage reference, int other) {
        double greatest = 0;
        for (int i = 0; i < outputs.size(); i++) {
            greatest = Math.max(
                    greatest,
                    Deviation.of(read(outputs.get(i), trial), reference.read(reference.outputs.get(i), other)));
        }
        greatest = Math.max(greatest, deviation(measured, trial, reference.measured, other));
        double beside = deviation(onTheWay, trial, reference.onTheWay, other);
        return beside <= Moments.ERROR ? greatest : Math.max(greatest, beside);
    }

    private static double deviation(List<Statistics> found, int trial, List<Statistics> expected, int other) {
        double greatest = 0;
        for (int i = 0; i < found.size(); i++) {
            greatest = Math.max(
                    greatest,
                    Deviation.of(found.get(i).read()[trial][1], expected.get(i).read()[other][1]));
        }
        return greatest;
    }

    private float[] read(Tensor tensor, int trial) {
        return device.download(tensor, tensor.trials() == 1 ? 0 : trial);
    }

    @Override
    public void close() {
        arena.close();
    }
}
