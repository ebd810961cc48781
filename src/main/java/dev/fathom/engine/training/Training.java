package dev.fathom.engine.training;

import dev.fathom.activation.catalog.Activations;
import dev.fathom.device.Arena;
import dev.fathom.device.Device;
import dev.fathom.engine.Cohort;
import dev.fathom.engine.DeviceDataset;
import dev.fathom.engine.LayerStatistics;
import dev.fathom.engine.Samples;
import dev.fathom.engine.TrialSetup;
import dev.fathom.engine.network.Network;
import dev.fathom.init.Initializers;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import dev.fathom.optimizer.Parametrization;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Trains one cohort on a device: all trials see the same minibatches in the same order. Where the plan has checkpoints,
 * trials whose outputs are their output biases alone for good (see {@link EarlyExit}) leave the cohort there and go on
 * as a network of these biases, which gives the same results for next to no work; the others close ranks.
 */
public final class Training implements AutoCloseable {
    /** Steps between two reports of progress, at most. */
    private static final int STRIDE = 25;

    private final Device device;
    private final Arena arena;
    private final TrainingPlan plan;
    private final Samples train;
    private final Samples test;
    private final int[] order;
    private final DeviceDataset dataset;
    private final TrainingResult[] results;
    private final List<SortedMap<Integer, List<LayerStatistics>>> measured = new ArrayList<>();
    private CohortState state; // null when all have left
    private List<Integer> places; // of the state in the cohort

    /** Told how it goes. */
    public interface Listener {
        /** So many steps are done. */
        void steps(int done);

        /**
         * A trial left the cohort before a step.
         *
         * @param trial its place in the cohort
         */
        void left(int trial, int step, String reason);
    }

    /**
     * Allocates and initializes the cohort.
     *
     * @param order samples by step, batch after batch
     * @throws dev.fathom.device.OutOfDeviceMemory when the cohort does not fit
     */
    public Training(Device device, Cohort cohort, TrainingPlan plan, Samples train, Samples test, int[] order) {
        this.device = device;
        this.plan = plan;
        this.train = train;
        this.test = test;
        this.order = order;
        results = new TrainingResult[cohort.size()];
        cohort.trials().forEach(trial -> measured.add(new TreeMap<>()));
        places = IntStream.range(0, cohort.size()).boxed().toList();
        arena = device.arena();
        try {
            dataset = DeviceDataset.of(arena, train, test, order, cohort.batch());
            state = new CohortState(device, cohort, plan, dataset);
            state.draw();
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Bytes on the device. */
    public long bytes() {
        return arena.bytes() + state.bytes();
    }

    /** The networks, where none of them may leave: the weights stay on the device until this is closed. */
    public Network network() {
        return state.network();
    }

    /** Runs all steps and the test, telling the number of steps done now and then. */
    public List<TrainingResult> run(IntConsumer progress) {
        return run(new Listener() {
            @Override
            public void steps(int done) {
                progress.accept(done);
            }

            @Override
            public void left(int trial, int step, String reason) {}
        });
    }

    /** Runs all steps and the test: a result for each trial. */
    public List<TrainingResult> run(Listener listener) {
        int done = 0;
        while (done < plan.steps() && state != null) {
            done = advance(done, plan.steps());
            device.await(); // what is only queued is no progress
            listener.steps(done);
            if (plan.checkpointAt(done)) {
                checkpoint(done, listener);
            }
        }
        if (state != null) {
            graduate(state, places);
        }
        return Arrays.asList(results);
    }

    /** Some steps of {@link #run} alone, where nobody may leave: what they make of the networks may be looked at in between. */
    public void follow(int from, int to) {
        int done = from;
        while (done < to) {
            done = advance(done, to);
        }
        device.await();
    }

    /** Some steps, of which the first may be measured. */
    private int advance(int done, int end) {
        int count = Math.min(STRIDE, Math.min(plan.nextStop(done), end) - done);
        if (plan.measuredSteps().contains(done)) {
            List<List<LayerStatistics>> layers = state.measuredStep(done, count - 1);
            for (int i = 0; i < places.size(); i++) {
                measured.get(places.get(i)).put(done, layers.get(i));
            }
        } else {
            state.step(done, count);
        }
        return done + count;
    }

    private void graduate(CohortState finished, List<Integer> where) {
        List<double[]> tested = finished.test();
        float[][] curves = finished.curves();
        for (int i = 0; i < where.size(); i++) {
            float[] both = curves[i];
            results[where.get(i)] = new TrainingResult(
                    Arrays.copyOf(both, plan.steps()),
                    Arrays.copyOfRange(both, plan.steps(), 2 * plan.steps()),
                    tested.get(i)[0],
                    tested.get(i)[1],
                    measured.get(where.get(i)));
        }
    }

    private void checkpoint(int step, Listener listener) {
        Map<Integer, String> leaving;
        try (EarlyExit checkpoint = new EarlyExit(device, state)) {
            leaving = checkpoint.leaving(step, plan.steps() - step);
        }
        List<Integer> staying = IntStream.range(0, places.size())
                .filter(trial -> !leaving.containsKey(trial))
                .boxed()
                .toList();
        if (leaving.isEmpty() || staying.size() * state.carriedBytes() > device.free()) {
            return; // where what the others carry has no second place, all go on together
        }
        leaving.forEach((trial, reason) -> listener.left(places.get(trial), step, reason));
        finishAlone(List.copyOf(leaving.keySet()), step);
        closeRanks(staying);
    }

    /** The rest of the steps for trials whose outputs are their output biases: one silent unit lies below these. */
    private void finishAlone(List<Integer> leaving, int step) {
        Cohort old = state.cohort();
        List<TrialSetup> setups = leaving.stream()
                .map(trial -> old.trials().get(trial))
                .map(setup -> new TrialSetup(
                        Initializers.parse("zeros"),
                        1,
                        0,
                        Activations.parse("relu"),
                        setup.descent(),
                        Parametrization.STANDARD, // no table changes the rate of output biases
                        setup.seed()))
                .toList();
        Shape shape = Shape.uniform(1, 1, 1, old.shape().outputs());
        Cohort alone = new Cohort(shape, Architecture.PLAIN, old.batch(), setups);
        try (Arena blank = device.arena()) {
            DeviceDataset silence = DeviceDataset.of(blank, train.blank(), test.blank(), order, old.batch());
            try (CohortState biases = new CohortState(device, alone, plan, silence)) {
                biases.carryOutputBiases(state, leaving);
                biases.step(step, plan.steps() - step);
                graduate(biases, leaving.stream().map(places::get).toList());
            }
        }
    }

    /** The others go on in a smaller cohort, which takes the place of the old one. */
    private void closeRanks(List<Integer> staying) {
        places = staying.stream().map(places::get).toList();
        if (staying.isEmpty()) {
            state.close();
            state = null;
        } else {
            state = state.closeRanks(staying);
        }
    }

    @Override
    public void close() {
        if (state != null) {
            state.close();
        }
        arena.close();
    }
}
