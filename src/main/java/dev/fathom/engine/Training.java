package dev.fathom.engine;

import dev.fathom.device.Arena;
import dev.fathom.device.Device;
import dev.fathom.device.Moments;
import dev.fathom.device.Operations;
import dev.fathom.device.Program;
import dev.fathom.device.Tensor;
import dev.fathom.net.Optimizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntConsumer;

/**
 * Trains one cohort on a device: all trials see the same minibatches in the same order. The weights stay on the device
 * until this is closed.
 */
public final class Training implements AutoCloseable {
    /** Steps between two reports of progress, at most. */
    private static final int STRIDE = 25;

    private final Device device;
    private final Arena arena;
    private final Cohort cohort;
    private final TrainingPlan plan;
    private final Network network;
    private final Feed train;
    private final Feed test;
    private final int testCount;
    private final int testSteps;
    private final RateFactors factors;
    private final Tensor curve; // (2, steps)
    private final Tensor testCurve; // (2, steps of one pass)
    private final LayerSlots slots;
    private final Learning.Optimized optimized;

    /**
     * Allocates and initializes the cohort.
     *
     * @param order samples by step, batch after batch
     * @throws dev.fathom.device.OutOfDeviceMemory when the cohort does not fit
     */
    public Training(Device device, Cohort cohort, TrainingPlan plan, Samples train, Samples test, int[] order) {
        this.device = device;
        this.cohort = cohort;
        this.plan = plan;
        arena = device.arena();
        try {
            int trials = cohort.size();
            network = new Network(arena, cohort);
            this.train = new Feed(device, arena, train, order, cohort.batch());
            int[] onePass = Feed.onePass(test.count(), cohort.batch());
            this.test = new Feed(device, arena, test, onePass, cohort.batch());
            testCount = test.count();
            testSteps = onePass.length / cohort.batch();
            curve = arena.tensor(trials, 2, plan.steps());
            testCurve = arena.tensor(trials, 2, testSteps);
            factors = new RateFactors(cohort, plan.optimizer());
            slots = LayerSlots.allocate(arena, trials, cohort.shape().layers());
            optimized = new Learning.Optimized(
                    network,
                    Learning.Gradients.allocate(arena, network, slots),
                    plan.optimizer(),
                    Learning.States.allocate(arena, plan.optimizer(), network),
                    Learning.Rates.allocate(device, arena, cohort, factors));
            network.draw(device);
            Lsuv.rescale(device, arena, network, this.train::gather, this.train.inputs());
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    /** Bytes on the device. */
    public long bytes() {
        return arena.bytes();
    }

    public Network network() {
        return network;
    }

    /**
     * Runs all steps and the test.
     *
     * @param progress told the number of steps done, now and then
     */
    public List<TrainingResult> run(IntConsumer progress) {
        List<SortedMap<Integer, List<LayerStatistics>>> measured = new ArrayList<>();
        cohort.trials().forEach(trial -> measured.add(new TreeMap<>()));
        try (Program step = device.record(this::step);
                Program measuredStep = device.record(this::measuredStep);
                Program evaluation = device.record(this::evaluate)) {
            int done = 0;
            while (done < plan.steps()) {
                if (plan.measuredSteps().contains(done)) {
                    measuredStep.run(done, 1);
                    collect(done, measured);
                    done++;
                } else {
                    int count = Math.min(STRIDE, nextMeasured(done) - done);
                    step.run(done, count);
                    done += count;
                }
                progress.accept(done);
            }
            evaluation.run(0, testSteps);
            return results(measured);
        }
    }

    private int nextMeasured(int step) {
        return plan.measuredSteps().stream()
                .filter(next -> next > step)
                .findFirst()
                .orElse(plan.steps());
    }

    private void step(Operations ops) {
        boolean folded = plan.optimizer() instanceof Optimizer.Sgd && network.gates() == null;
        Learning learning = folded ? new Learning.Folded(network, factors) : optimized.withoutMeasuring();
        train.gather(ops);
        network.forward(ops, train.inputs(), null);
        int top = cohort.shape().layers();
        train.loss(
                ops, network.preactivation(top), folded ? optimized.rates().base() : null, network.delta(top), curve);
        network.backward(ops, train.inputs(), learning, null);
    }

    private void measuredStep(Operations ops) {
        train.gather(ops);
        network.forward(ops, train.inputs(), slots);
        int top = cohort.shape().layers();
        train.loss(ops, network.preactivation(top), null, network.delta(top), curve);
        network.backward(ops, train.inputs(), optimized, slots);
    }

    private void evaluate(Operations ops) {
        test.gather(ops);
        network.forward(ops, test.inputs(), null);
        test.loss(ops, network.preactivation(cohort.shape().layers()), null, null, testCurve);
    }

    private void collect(int step, List<SortedMap<Integer, List<LayerStatistics>>> measured) {
        Moments[][] read = slots.statistics().read();
        for (int trial = 0; trial < cohort.size(); trial++) {
            measured.get(trial)
                    .put(step, LayerStatistics.of(read[trial], cohort.shape().depth()));
        }
    }

    private List<TrainingResult> results(List<SortedMap<Integer, List<LayerStatistics>>> measured) {
        List<TrainingResult> results = new ArrayList<>();
        for (int trial = 0; trial < cohort.size(); trial++) {
            float[] both = device.download(curve, trial);
            float[] tested = device.download(testCurve, trial);
            results.add(new TrainingResult(
                    Arrays.copyOf(both, plan.steps()),
                    Arrays.copyOfRange(both, plan.steps(), 2 * plan.steps()),
                    overTest(tested, 0),
                    overTest(tested, testSteps),
                    measured.get(trial)));
        }
        return results;
    }

    /** Mean over the test part: columns are means over whole minibatches, empty places counted. */
    private double overTest(float[] curve, int offset) {
        double sum = 0;
        for (int i = 0; i < testSteps; i++) {
            sum += curve[offset + i];
        }
        return sum * cohort.batch() / testCount;
    }

    @Override
    public void close() {
        arena.close();
    }
}
