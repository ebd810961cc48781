package dev.fathom.engine;

import dev.fathom.activation.Activation;
import dev.fathom.activation.Activations;
import dev.fathom.device.Arena;
import dev.fathom.device.Normalization;
import dev.fathom.device.Tensor;
import dev.fathom.net.Activate;
import dev.fathom.net.Block;
import dev.fathom.net.Dense;
import dev.fathom.net.Extent;
import dev.fathom.net.Normalize;
import dev.fathom.net.Residual;
import java.util.ArrayList;
import java.util.Collections;
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
    private final List<Activation> linear; // for stages that normalize or copy alone
    private final List<Stage> stages = new ArrayList<>();
    private final Map<List<Integer>, Tensor> gradients = new HashMap<>();
    private final Map<Integer, Integer> valuesAtDepth = new HashMap<>();

    private Extent extent;
    private Value current = Value.INPUT;
    private DenseStage last; // layer so far
    private DenseStage
            top; // the layer whose pre-activations the network ends with, before its last activation; nullable
    private DenseStage source; // the layer whose pre-activations the current value is, nullable
    private boolean open; // whether the last layer's biases still wait to be added
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
        linear = Collections.nCopies(trials, Activations.parse("linear"));
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

    /** The layer whose pre-activations the network ends with, null where these are a sum or normalized. */
    DenseStage topLayer() {
        return source == null ? top : source;
    }

    private void add(Block block) {
        block.accept(this);
        extent = block.output(extent);
    }

    @Override
    public Void dense(Dense block) {
        if (source != null || around != null || normalization != null) {
            stage(linear, null);
        }
        layers++;
        Value out = ending == null ? value(block.units()) : sum;
        last = new DenseStage(network, layers, current, out, ending == null ? 1 : ending.scale());
        stages.add(last);
        current = out;
        source = last;
        open = true;
        return null;
    }

    @Override
    public Void normalize(Normalize block) {
        normalization = new Normalization(block.norm(), tensor(extent.channels()), arena.tensor(trials, rows(), 1));
        return null;
    }

    @Override
    public Void activate(Activate block) {
        stage(functions, last);
        return null;
    }

    /** @param shown the layer whose activations the stage gives, nullable */
    private void stage(List<Activation> applied, DenseStage shown) {
        Tensor bias = open ? last.biasForActivation() : null;
        Value out = new Value(tensor(extent.channels()), current.gradient());
        stages.add(new ActivationStage(applied, source, shown, bias, current, normalization, out, around));
        current = out;
        top = source;
        source = null;
        open = false;
        normalization = null;
        around = null;
    }

    @Override
    public Void residual(Residual block) {
        if (normalization != null) {
            stage(linear, null);
        }
        Value in = current;
        Value out = value(extent.channels());
        int start = stages.size();
        open = false;
        around = out.gradient();
        depth++;
        int end = block.branch().size() - 1;
        block.branch().subList(0, end).forEach(this::add);
        ending = block;
        sum = out;
        add(block.branch().get(end));
        ending = null;
        depth--;
        if (current == out) {
            stages.add(start, new SkipStage(in, last.biasForSkip(), block.scale(), out));
        } else {
            stage(linear, null);
            stages.add(start, new SkipStage(in, null, 1, out));
            stages.add(new SumStage(current, block.scale(), out, arena.constant(1, new float[] {1})));
            current = out;
        }
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
