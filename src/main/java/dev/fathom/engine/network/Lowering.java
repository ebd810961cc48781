package dev.fathom.engine.network;

import dev.fathom.activation.Activation;
import dev.fathom.activation.catalog.Activations;
import dev.fathom.device.Arena;
import dev.fathom.device.Heads;
import dev.fathom.device.Tensor;
import dev.fathom.device.Window;
import dev.fathom.engine.Cohort;
import dev.fathom.engine.TrialSetup;
import dev.fathom.net.Activate;
import dev.fathom.net.Attention;
import dev.fathom.net.Block;
import dev.fathom.net.Convolve;
import dev.fathom.net.Dense;
import dev.fathom.net.Extent;
import dev.fathom.net.Normalize;
import dev.fathom.net.Pool;
import dev.fathom.net.Positions;
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
    /** The first of the places for gradients by projections, beside those of two parities. */
    private static final int PROJECTIONS = 2;

    private final Arena arena;
    private final Network network;
    private final int trials;
    private final int batch;
    private final List<Activation> functions;
    private final List<Activation> linear; // for stages that normalize or copy alone
    private final List<Stage> stages = new ArrayList<>();
    private final List<Normalizer> normalizers = new ArrayList<>();
    private final Map<List<Integer>, Tensor> gradients = new HashMap<>();
    private final Map<Integer, Integer> valuesAtDepth = new HashMap<>();

    private Extent extent;
    private Value current = Value.INPUT;
    private LinearStage last; // layer so far
    private LinearStage
            top; // the layer whose pre-activations the network ends with, before its last activation; nullable
    private LinearStage source; // the layer whose pre-activations the current value is, nullable
    private boolean open; // whether the last layer's biases still wait to be added
    private Normalizer normalization; // to be fused into the next activation, nullable
    private Tensor around; // gradient that arrives around the branch that starts here, nullable
    private Residual ending; // the branch that the block to come ends, nullable
    private Value sum; // of that branch
    private final Tensor cosines; // null without attention
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
        cosines = cohort.network().attention().isPresent() ? arena.tensor(trials, batch, 1) : null;
        cohort.network().blocks().forEach(this::add);
        if (!network.hasOutputLayer()) {
            settle();
        }
    }

    List<Stage> stages() {
        return stages;
    }

    List<Normalizer> normalizers() {
        return normalizers;
    }

    /** What the network gives. */
    Value top() {
        return current;
    }

    /** The layer whose pre-activations the network ends with, null where these are a sum or normalized. */
    LinearStage topLayer() {
        return source == null ? top : source;
    }

    private void add(Block block) {
        block.accept(this);
        extent = block.output(extent);
    }

    @Override
    public Void dense(Dense block) {
        return layer(new Linear.Product(false), block.output(extent));
    }

    @Override
    public Void convolve(Convolve block) {
        return layer(new Linear.Convolution(Window.over(extent, block.kernel())), block.output(extent));
    }

    @Override
    public Void positions(Positions block) {
        settle();
        layers++;
        last = new LinearStage(network, layers, new Linear.Added(batch), current, current, 1);
        stages.add(last);
        source = last;
        return null;
    }

    @Override
    public Void attend(Attention block) {
        settle();
        List<LinearStage> projections = new ArrayList<>();
        List<Value> projected = new ArrayList<>();
        for (int i = 0; i < Attention.PARTS.size(); i++) {
            layers++;
            Value z = new Value(tensor(extent), gradient(extent, PROJECTIONS + i));
            // on the way back the last of them comes first
            Linear map = new Linear.Product(i < Attention.PARTS.size() - 1);
            projections.add(new LinearStage(network, layers, map, current, z, 1));
            projected.add(z);
        }
        stages.addAll(projections);
        Heads heads = new Heads(block.heads(), extent.positions(), block.causal());
        Tensor weights = arena.tensor(trials, heads.weightRows(rows(extent)), extent.positions());
        Tensor entropies = arena.tensor(trials, weights.rows(), 1);
        current = value(extent);
        stages.add(new AttentionStage(heads, projections, projected, weights, entropies, look(), current));
        return null;
    }

    private Void layer(Linear map, Extent given) {
        settle();
        layers++;
        Value out = ending == null ? value(given) : sum;
        last = new LinearStage(network, layers, map, current, out, ending == null ? 1 : ending.scale());
        stages.add(last);
        current = out;
        source = last;
        open = true;
        return null;
    }

    /** Gives the next block a value that nothing waits to be fused into. */
    private void settle() {
        if (source != null || around != null || normalization != null) {
            stage(linear, null);
        }
    }

    @Override
    public Void pool(Pool block) {
        settle();
        Value out = value(block.output(extent));
        stages.add(new PoolStage(current, out));
        current = out;
        return null;
    }

    @Override
    public Void normalize(Normalize block) {
        normalization = Normalizer.allocate(
                arena, block, normalizers.size(), depth > 0, trials, rows(extent), extent.channels());
        normalizers.add(normalization);
        return null;
    }

    @Override
    public Void activate(Activate block) {
        stage(functions, last);
        return null;
    }

    /** @param shown the layer whose activations the stage gives, nullable */
    private void stage(List<Activation> applied, LinearStage shown) {
        Tensor bias = open ? last.biasForActivation() : null;
        Value out = new Value(tensor(extent), current.gradient());
        stages.add(new ActivationStage(applied, source, shown, bias, current, normalization, out, around, look()));
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
        Value out = value(extent);
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
    private Value value(Extent of) {
        int parity = valuesAtDepth.merge(depth, 1, Integer::sum) % 2;
        return new Value(tensor(of), gradient(of, parity));
    }

    /** @param use that others of this depth do not have */
    private Tensor gradient(Extent of, int use) {
        return gradients.computeIfAbsent(List.of(rows(of), of.channels(), depth, use), key -> tensor(of));
    }

    /** Null where there are no tokens to compare. */
    private TokenLook look() {
        return cosines == null || extent.positions() == 1 ? null : new TokenLook(extent.positions(), cosines);
    }

    private Tensor tensor(Extent of) {
        return arena.tensor(trials, rows(of), of.channels());
    }

    private int rows(Extent of) {
        return batch * of.positions();
    }
}
