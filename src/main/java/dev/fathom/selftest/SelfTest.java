package dev.fathom.selftest;

import dev.fathom.device.Device;
import dev.fathom.device.OutOfDeviceMemory;
import dev.fathom.device.Program;
import dev.fathom.device.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Runs every operation of a device beside a reference on the same random numbers, in ragged dimensions and in those of
 * the timed run, then takes its speed on cohorts as large as it takes to keep the device busy.
 */
public final class SelfTest {
    /** The largest radius of Box and Muller's: of the smallest uniform number, 2^-33. */
    private static final double LARGEST_RADIUS = Math.sqrt(66 * Math.log(2));

    /**
     * How far a standard normal number may lie from the CPU's. cuRAND's kernels multiply a radius by the fast sine
     * ({@code sin.approx.f32}), which errs by 2^-20.5 at most within 2 pi of zero (PTX ISA, "sin"); logarithm, root and
     * product add half an ulp each, or one, together 2^-22 of the result.
     */
    public static final double NORMAL_ERROR = LARGEST_RADIUS * Math.pow(2, -20.5) + 0x1p-22;

    /** A cohort is large enough when its step takes so long, in seconds. */
    private static final double BUSY = 1e-3;

    private static final int MAX_TRIALS = 512;
    private static final int MAX_STEPS = 2000;
    private static final int ROUNDS = 3;

    /** The number of the first step: not 0, so that an ignored counter shows. */
    private static final long FIRST = 3;

    private final Device device;
    private final Device reference;
    private final double round;

    private SelfTest(Device device, Device reference, double round) {
        this.device = device;
        this.reference = reference;
        this.round = round;
    }

    /** One outcome for each operation, in some ten seconds. */
    public static List<Outcome> run(Device device, Device reference) {
        return run(device, reference, 0.03);
    }

    /** @param round seconds for which a speed is taken */
    static List<Outcome> run(Device device, Device reference, double round) {
        SelfTest test = new SelfTest(device, reference, round);
        return Exercises.all(device.precision()).stream().map(test::outcome).toList();
    }

    private Outcome outcome(Exercise exercise) {
        double ragged = error(exercise, Dimensions.RAGGED, device, reference);
        double allowed = exercise.tolerance(Dimensions.RAGGED);
        Timed timed = timed(exercise);
        double regular = error(exercise, timed.dimensions(), device, reference);
        double tolerance = exercise.tolerance(timed.dimensions());
        return new Outcome(
                exercise.name(),
                Math.max(ragged, regular),
                tolerance,
                ragged <= allowed && regular <= tolerance,
                timed.dimensions().toString(),
                exercise.unit().rate(exercise.work(timed.dimensions()), timed.seconds()),
                exercise.unit().toString());
    }

    /** The greatest deviation in the first and the last trial; the reference runs those two alone. */
    static double error(Exercise exercise, Dimensions dimensions, Device device, Device reference) {
        int last = dimensions.trials() - 1;
        long[] all = LongStream.rangeClosed(0, last).toArray();
        long[] two = {0, last};
        Dimensions ofTwo = new Dimensions(2, dimensions.batch(), dimensions.inputs(), dimensions.units());
        try (Stage stage = new Stage(device, dimensions, all, false);
                Stage beside = new Stage(reference, ofTwo, two, false);
                Program program = exercise.setup().apply(stage);
                Program expected = exercise.setup().apply(beside)) {
            program.run(FIRST, exercise.steps());
            expected.run(FIRST, exercise.steps());
            return Math.max(stage.deviation(0, beside, 0), stage.deviation(last, beside, 1));
        }
    }

    private record Timed(Dimensions dimensions, double seconds) {}

    /** On the smallest cohort that keeps the device busy, or the largest that it holds. */
    private Timed timed(Exercise exercise) {
        Timed timed = timed(exercise, 1);
        boolean grows = exercise.work(Dimensions.regular(2)) > exercise.work(Dimensions.regular(1));
        for (int trials = 8; grows && trials <= MAX_TRIALS && timed.seconds() < BUSY; trials *= 8) {
            try {
                timed = timed(exercise, trials);
            } catch (OutOfDeviceMemory e) {
                return timed;
            }
        }
        return timed;
    }

    /** The median of some rounds, each of as many steps as make it last; the first ones load and compile. */
    private Timed timed(Exercise exercise, int trials) {
        Dimensions dimensions = Dimensions.regular(trials);
        long[] all = LongStream.range(0, trials).toArray();
        try (Stage stage = new Stage(device, dimensions, all, true);
                Program program = exercise.setup().apply(stage)) {
            Tensor mark = stage.zeros(1, 1, 1);
            double one = seconds(program, mark, 1);
            for (double warm = one; warm < round; warm += one) {
                one = seconds(program, mark, 1);
            }
            int steps = (int) Math.max(1, Math.min(MAX_STEPS, round / one));
            double[] rounds = new double[ROUNDS];
            for (int i = 0; i < ROUNDS; i++) {
                rounds[i] = seconds(program, mark, steps) / steps;
            }
            Arrays.sort(rounds);
            return new Timed(dimensions, rounds[ROUNDS / 2]);
        }
    }

    private double seconds(Program program, Tensor mark, int steps) {
        long start = System.nanoTime();
        program.run(0, steps);
        device.download(mark, 0); // waits
        return (System.nanoTime() - start) / 1e9;
    }
}
