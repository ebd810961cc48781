package dev.fathom.engine.training;

import dev.fathom.device.Arena;
import dev.fathom.device.Device;
import dev.fathom.device.Indices;
import dev.fathom.device.Operations;
import dev.fathom.device.Program;
import dev.fathom.device.Tensor;
import dev.fathom.engine.BatchLoader;
import dev.fathom.engine.Cohort;
import dev.fathom.engine.DeviceDataset;
import dev.fathom.engine.LayerStatistics;
import dev.fathom.engine.TrialSetup;
import dev.fathom.engine.network.LayerSlots;
import dev.fathom.engine.network.Learning;
import dev.fathom.engine.network.Lsuv;
import dev.fathom.engine.network.Network;
import dev.fathom.engine.network.Pass;
import dev.fathom.engine.network.RateFactors;
import dev.fathom.engine.optimizer.Gradients;
import dev.fathom.engine.optimizer.Optimized;
import dev.fathom.engine.optimizer.OptimizerStates;
import dev.fathom.engine.optimizer.Orthogonal;
import dev.fathom.engine.optimizer.Rates;
import dev.fathom.optimizer.Optimizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The networks of a cohort while they train: their tensors, the optimizer's memory, the curves and the recorded steps. */
public final class CohortState implements AutoCloseable {
    private final Device device;
    private final Arena arena;
    private final Cohort cohort;
    private final TrainingPlan plan;
    private final DeviceDataset dataset;
    private final Network network;
    private final RateFactors factors;
    private final Tensor curve; // (2, steps)
    private final Tensor testCurve; // (2, steps of one pass)
    private final LayerSlots slots;
    private final Optimized optimized;
    private final List<Program> programs = new ArrayList<>();
    private Program step;
    private Program measuredStep;

    /**
     * Allocates networks of zeros.
     *
     * @throws dev.fathom.device.OutOfDeviceMemory when they do not fit
     */
    public CohortState(Device device, Cohort cohort, TrainingPlan plan, DeviceDataset dataset) {
        this.device = device;
        this.cohort = cohort;
        this.plan = plan;
        this.dataset = dataset;
        arena = device.arena();
        try {
            network = new Network(arena, cohort);
            curve = arena.tensor(cohort.size(), 2, plan.steps());
            testCurve = arena.tensor(cohort.size(), 2, dataset.testSteps());
            factors = new RateFactors(cohort, plan.optimizer());
            slots = LayerSlots.allocate(arena, cohort);
            Tensor clip = clip(device, arena, cohort);
            optimized = new Optimized(
                    network,
                    Gradients.allocate(arena, network, slots, clip != null),
                    OptimizerStates.allocate(arena, factors, network),
                    new Rates(device, arena, network, factors, plan.steps()),
                    clip,
                    Orthogonal.allocate(arena, network, factors, plan.steps()));
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    /** The greatest norm of each trial's gradient (1, 1), infinite for none; null where no trial has one. */
    private static Tensor clip(Device device, Arena arena, Cohort cohort) {
        if (cohort.trials().stream().allMatch(trial -> trial.descent().clip() == 0)) {
            return null;
        }
        Tensor clip = arena.tensor(cohort.size(), 1, 1);
        for (int trial = 0; trial < cohort.size(); trial++) {
            float norm = cohort.trials().get(trial).descent().clip();
            device.upload(new float[] {norm == 0 ? Float.POSITIVE_INFINITY : norm}, clip, trial);
        }
        return clip;
    }

    /** Draws the weights. */
    public void draw() {
        network.draw(device);
        Lsuv.rescale(
                device, arena, network, dataset.train()::gather, dataset.train().inputs());
    }

    Cohort cohort() {
        return cohort;
    }

    public Network network() {
        return network;
    }

    DeviceDataset dataset() {
        return dataset;
    }

    long bytes() {
        return arena.bytes();
    }

    /** Bytes that one trial takes along. */
    long carriedBytes() {
        return 4 * carried().mapToLong(Tensor::size).sum();
    }

    /** Queues {@code count} steps. */
    public void step(int first, int count) {
        bareStep().run(first, count);
    }

    /** One step with a look at every layer, then {@code bare} steps without: statistics of each trial. */
    List<List<LayerStatistics>> measuredStep(int at, int bare) {
        measuredStep = measuredStep == null ? record(this::measuredStep) : measuredStep;
        measuredStep.runThen(at, bareStep(), bare);
        return slots.read();
    }

    /** Mean loss and share of correct predictions over the test part, for each trial. */
    List<double[]> test() {
        try (Program evaluation = device.record(this::evaluate)) {
            evaluation.run(0, dataset.testSteps());
            List<double[]> tested = new ArrayList<>();
            for (float[] both : device.download(testCurve)) {
                tested.add(new double[] {overTest(both, 0), overTest(both, dataset.testSteps())});
            }
            return tested;
        }
    }

    /** Mean over the test part: columns are means over whole minibatches, empty places counted. */
    private double overTest(float[] both, int offset) {
        double sum = 0;
        for (int i = 0; i < dataset.testSteps(); i++) {
            sum += both[offset + i];
        }
        return sum * cohort.batch() / dataset.tested();
    }

    private Program bareStep() {
        step = step == null ? record(this::step) : step;
        return step;
    }

    private Program record(Consumer<Operations> operations) {
        Program program = device.record(operations);
        programs.add(program);
        return program;
    }

    private void step(Operations ops) {
        boolean folded = plan.optimizer() instanceof Optimizer.Sgd && cohort.plain() && network.gates() == null;
        Learning learning = folded ? new Learning.Folded(network, factors) : optimized.withoutMeasuring();
        BatchLoader train = dataset.train();
        train.gather(ops);
        network.forward(Pass.training(ops, train.inputs(), null));
        train.loss(ops, network.output(), folded ? optimized.rates().base() : null, network.topGradient(), curve);
        network.backward(Pass.backward(ops, train.inputs(), learning, null));
    }

    private void measuredStep(Operations ops) {
        BatchLoader train = dataset.train();
        train.gather(ops);
        network.forward(Pass.training(ops, train.inputs(), slots));
        train.loss(ops, network.output(), null, network.topGradient(), curve);
        network.backward(Pass.backward(ops, train.inputs(), optimized, slots));
    }

    private void evaluate(Operations ops) {
        BatchLoader test = dataset.test();
        test.gather(ops);
        network.forward(Pass.testing(ops, test.inputs()));
        test.loss(ops, network.output(), null, null, testCurve);
    }

    /** Losses, then shares of correct predictions, by step, of each trial. */
    public float[][] curves() {
        return device.download(curve);
    }

    /** Takes over what some trials of another cohort of the same kind carry, one for each network here. */
    void carry(CohortState other, List<Integer> trials) {
        copy(other.carried().toList(), trials, carried().toList());
    }

    /** What of it belongs to the output biases, and the curve. */
    void carryOutputBiases(CohortState other, List<Integer> trials) {
        copy(other.ofOutputBiases().toList(), trials, ofOutputBiases().toList());
    }

    private void copy(List<Tensor> from, List<Integer> trials, List<Tensor> to) {
        Indices places = indices(arena, trials);
        for (int i = 0; i < to.size(); i++) {
            device.copy(from.get(i), places, to.get(i));
        }
    }

    private static Indices indices(Arena arena, List<Integer> trials) {
        return arena.indices(trials.stream().mapToInt(Integer::intValue).toArray());
    }

    private Stream<Tensor> carried() {
        Stream<Tensor> memory = optimized.states().all().flatMap(OptimizerStates.State::tensors);
        return Stream.of(network.state(), memory, Stream.of(curve)).flatMap(tensors -> tensors);
    }

    private Stream<Tensor> ofOutputBiases() {
        int top = network.layers();
        Stream<Tensor> memory = optimized.states().biases().get(top - 1).tensors();
        return Stream.of(Stream.of(network.biases(top)), memory, Stream.of(curve))
                .flatMap(tensors -> tensors);
    }

    /** Some of the networks in a cohort of their own. */
    CohortState copyOf(List<Integer> trials) {
        CohortState copy = new CohortState(device, cohortOf(trials), plan, dataset);
        copy.carry(this, trials);
        return copy;
    }

    /**
     * Some of the networks in a smaller cohort, which takes the place of this one: what they carry waits on the device
     * meanwhile, {@link #carriedBytes} each.
     */
    public CohortState closeRanks(List<Integer> staying) {
        try (Arena waiting = device.arena()) {
            Indices places = indices(waiting, staying);
            List<Tensor> carried = new ArrayList<>();
            carried().forEach(tensor -> {
                Tensor copy = waiting.tensor(staying.size(), tensor.rows(), tensor.columns());
                device.copy(tensor, places, copy);
                carried.add(copy);
            });
            close();
            CohortState smaller = new CohortState(device, cohortOf(staying), plan, dataset);
            List<Integer> all = IntStream.range(0, staying.size()).boxed().toList();
            smaller.copy(carried, all, smaller.carried().toList());
            return smaller;
        }
    }

    private Cohort cohortOf(List<Integer> trials) {
        List<TrialSetup> setups = trials.stream().map(cohort.trials()::get).toList();
        return new Cohort(cohort.shape(), cohort.architecture(), cohort.batch(), setups);
    }

    /** What the trials carry below the output biases. */
    ZeroTensors zeros() {
        Set<Tensor> top = ofOutputBiases().collect(Collectors.toSet());
        List<Tensor> below = carried().filter(tensor -> !top.contains(tensor)).toList();
        return ZeroTensors.of(device, below, cohort.size());
    }

    /** Whether the optimizer's memory would move more than the output biases without any gradient. */
    boolean inMotion(ZeroTensors zeros, int trial) {
        OptimizerStates.State top = optimized.states().biases().get(network.layers() - 1);
        return optimized
                .states()
                .all()
                .filter(state -> state != top && state.first() != null)
                .anyMatch(state -> !zeros.is(state.first(), trial));
    }

    /** Once or again. */
    @Override
    public void close() {
        programs.forEach(Program::close);
        programs.clear();
        arena.close();
    }
}
