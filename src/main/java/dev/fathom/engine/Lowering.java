package dev.fathom.engine;

import dev.fathom.activation.Activation;
import dev.fathom.device.Arena;
import dev.fathom.device.Operations.Normalization;
import dev.fathom.device.Tensor;
import dev.fathom.net.Activate;
import dev.fathom.net.Block;
import dev.fathom.net.Dense;
import dev.fathom.net.Extent;
import dev.fathom.net.Normalize;
import dev.fathom.net.Residual;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes stages of blocks. Neighbours are fused here and nowhere else: biases go under their product or into the activation
 * that follows, a normalization into the activation, the sum at the end of a branch into the last product.
 */
final class Lowering implements Block.Visitor<Void> {
    private final Arena arena;
    private final Network network;
    private final int trials;
    private final int batch;
    private final List<Activation> functions;
    private final List<Stage> stages = new ArrayList<>();
    private final Map<List<Integer>, Tensor> gradients = new HashMap<>();
    private final Map<Integer, Integer> valuesAtDepth = new HashMap<>();

    private Extent extent;
    private Value current = Value.INPUT;
    private DenseStage producer; // of the current value; null for the input
    private boolean open; // whether the producer's biases still wait to be added
    private Normalization normalization; // to be fused into the next activation, nullable
    private Tensor around; // gradient that arrives around the branch that starts here, nullable
    private Residual ending; // the branch that the block to come ends, nullable
    private Value sum; // of that branch
    private int depth; // of branches inside branches
    private int layers;

    Lowering(Arena arena, Network network) {
        this.arena = arena;
        this.network = network;
        Cohort cohort = network.cohort();
        trials = cohort.size();
        batch = cohort.batch();
        functions = cohort.trials().stream().map(TrialSetup::activation).toList();
        extent = cohort.network().input();
        cohort.network().blocks().forEach(this::add);
    }

    List<Stage> stages() {
        return stages;
    }

    /** What the network gives. */
    Value top() {
        return current;
    }

    /** The last weight matrix. */
    DenseStage last() {
        return producer;
    }

    private void add(Block block) {
        block.accept(this);
        extent = block.output(extent);
    }

    @Override
    public Void dense(Dense block) {
        layers++;
        Value out = ending == null ? value(block.units()) : sum;
        producer = new DenseStage(network, layers, current, out, ending == null ? 1 : ending.scale());
        stages.add(producer);
        current = out;
        open = true;
        return null;
    }

    @Override
    public Void normalize(Normalize block) {
        normalization = new Normalization(tensor(extent.channels()), arena.tensor(trials, rows(), 1));
        return null;
    }

    @Override
    public Void activate(Activate block) {
        Tensor bias = open ? producer.biasForActivation() : null;
        Value out = new Value(tensor(extent.channels()), current.gradient());
        stages.add(new ActivationStage(functions, producer, bias, current, normalization, out, around));
        current = out;
        open = false;
        normalization = null;
        around = null;
        return null;
    }

    @Override
    public Void residual(Residual block) {
        Value in = current;
        Value out = value(extent.channels());
        int start = stages.size();
        open = false;
        around = out.gradient();
        depth++;
        int last = block.branch().size() - 1;
        block.branch().subList(0, last).forEach(this::add);
        ending = block;
        sum = out;
        add(block.branch().get(last));
        ending = null;
        depth--;
        stages.add(start, new SkipStage(in, producer.biasForSkip(), block.scale(), out));
        open = false;
        return null;
    }

    /** A place for what a stage gives; neighbours at the same depth of branches have different places for gradients. */
    private Value value(int channels) {
        int parity = valuesAtDepth.merge(depth, 1, Integer::sum) % 2;
        Tensor gradient = gradients.computeIfAbsent(
                List.of(rows(), channels, depth, parity), key -> arena.tensor(trials, rows(), channels));
        return new Value(tensor(channels), gradient);
    }

    private Tensor tensor(int channels) {
        return arena.tensor(trials, rows(), channels);
    }

    private int rows() {
        return batch * extent.positions();
    }
}
