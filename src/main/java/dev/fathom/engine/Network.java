package dev.fathom.engine;

import dev.fathom.activation.Activation;
import dev.fathom.device.Arena;
import dev.fathom.device.Device;
import dev.fathom.device.Operations;
import dev.fathom.device.Operations.Normalization;
import dev.fathom.device.Statistics;
import dev.fathom.device.Tensor;
import dev.fathom.init.Distribution;
import dev.fathom.init.Philox;
import dev.fathom.init.Purpose;
import dev.fathom.net.Architecture;
import dev.fathom.net.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The tensors of one cohort of fully connected networks, and the one forward and one backward pass over them. Layers are
 * numbered from 1; layer depth + 1, where there is one, is the output layer. B is the batch, n the fan_in, m the
 * fan_out.
 */
public final class Network {
    private final Cohort cohort;
    private final Shape shape;
    private final Architecture architecture;
    private final List<Activation> activations;
    private final List<Tensor> weights = new ArrayList<>(); // (n, m)
    private final List<Tensor> biases = new ArrayList<>(); // (1, m)
    private final List<Tensor> preactivations = new ArrayList<>(); // (B, m); after the forward pass, φ'
    private final List<Tensor> outputs = new ArrayList<>(); // (B, m), hidden layers only
    private final List<Normalization> normalizations = new ArrayList<>();
    private final Map<Integer, Tensor[]> deltas = new HashMap<>(); // two (B, m) for each width
    private final BranchScales gates; // null where residual branches have no learnable factors

    public Network(Arena arena, Cohort cohort) {
        this.cohort = cohort;
        shape = cohort.shape();
        architecture = cohort.architecture();
        activations = cohort.trials().stream().map(TrialSetup::activation).toList();
        int trials = cohort.size();
        int batch = cohort.batch();
        for (int layer = 1; layer <= shape.layers(); layer++) {
            int width = shape.fanOut(layer);
            weights.add(arena.tensor(trials, shape.fanIn(layer), width));
            biases.add(arena.tensor(trials, 1, width));
            preactivations.add(arena.tensor(trials, batch, width));
            if (layer <= shape.depth()) {
                outputs.add(arena.tensor(trials, batch, width));
                normalizations.add(
                        architecture.normalized()
                                ? new Normalization(arena.tensor(trials, batch, width), arena.tensor(trials, batch, 1))
                                : null);
            }
            deltas.computeIfAbsent(
                    width, w -> new Tensor[] {arena.tensor(trials, batch, w), arena.tensor(trials, batch, w)});
        }
        gates = cohort.scheme().gate().isPresent() ? new BranchScales(arena, this) : null;
    }

    public Cohort cohort() {
        return cohort;
    }

    public Tensor weights(int layer) {
        return weights.get(layer - 1);
    }

    public Tensor biases(int layer) {
        return biases.get(layer - 1);
    }

    /** Null where branches have no learnable factors. */
    BranchScales gates() {
        return gates;
    }

    /** The learnable factor of a layer's branch, null where it has none. */
    BranchScales.Gate gate(int layer) {
        return gates == null ? null : gates.at(layer);
    }

    /** What a layer learns; its {@link #weights} but where a gate stands between. */
    Tensor parameters(int layer) {
        return gate(layer) == null ? weights(layer) : gate(layer).weights();
    }

    /** Likewise for the biases. */
    Tensor biasParameters(int layer) {
        return gate(layer) == null ? biases(layer) : gate(layer).biases();
    }

    /** Everything that training changes, layer by layer; effective weights follow their gates. */
    Stream<Tensor> state() {
        return IntStream.rangeClosed(1, shape.layers()).boxed().flatMap(layer -> {
            Stream<Tensor> effective = Stream.of(weights(layer), biases(layer));
            BranchScales.Gate gate = gate(layer);
            return gate == null
                    ? effective
                    : Stream.concat(effective, Stream.of(gate.weights(), gate.biases(), gate.factor()));
        });
    }

    /** Pre-activations before {@link #forward} passed the layer, derivatives of the activation after; logits on top. */
    public Tensor preactivation(int layer) {
        return preactivations.get(layer - 1);
    }

    /** Activations of a hidden layer, after {@link #forward}. */
    Tensor output(int layer) {
        return outputs.get(layer - 1);
    }

    /** A place for the gradient by the pre-activation of a layer; layers next to each other have different ones. */
    public Tensor delta(int layer) {
        return deltas.get(shape.fanOut(layer))[layer % 2];
    }

    /**
     * Draws weights and biases. The output layer has stream 0, so that networks of two depths share it, and their common
     * hidden layers, under one seed.
     */
    public void draw(Device device) {
        List<WeightLaws> ofTrials = cohort.trials().stream().map(WeightLaws::of).toList();
        for (int layer = 1; layer <= shape.layers(); layer++) {
            List<Distribution> distributions = new ArrayList<>();
            List<Distribution> biasDistributions = new ArrayList<>();
            long[] keys = new long[cohort.size()];
            long[] biasKeys = new long[cohort.size()];
            for (int trial = 0; trial < cohort.size(); trial++) {
                TrialSetup setup = cohort.trials().get(trial);
                int stream = layer > shape.depth() ? 0 : layer;
                distributions.add(ofTrials.get(trial).weights(shape, layer, skips(layer)));
                biasDistributions.add(ofTrials.get(trial).biases());
                keys[trial] = Philox.key(setup.seed(), stream, Purpose.WEIGHTS);
                biasKeys[trial] = Philox.key(setup.seed(), stream, Purpose.BIASES);
            }
            device.draw(distributions, keys, parameters(layer));
            device.draw(biasDistributions, biasKeys, biasParameters(layer));
        }
        if (gates != null) {
            gates.start(device, this);
        }
    }

    /**
     * Forward pass.
     *
     * @param x inputs (B, n_1), shared or one per trial
     * @param to where moments of hidden layers go, nullable
     */
    public void forward(Operations ops, Tensor x, LayerSlots to) {
        for (int layer = 1; layer <= shape.depth(); layer++) {
            Tensor z = preactivation(layer);
            Tensor input = layer == 1 ? x : outputs.get(layer - 2);
            Tensor bias = biases(layer);
            measureWeights(ops, layer, to);
            if (architecture.residual()) {
                if (!skips(layer)) {
                    ops.preload(null, bias, 1, z);
                }
                ops.product(branch(layer), input, false, weights(layer), false, 1, z);
                if (skips(layer + 1)) {
                    // the next layer starts from this one's z, which the activation is about to overwrite
                    ops.preload(z, biases(layer + 1), branch(layer + 1), preactivation(layer + 1));
                }
                bias = null;
            } else {
                ops.product(1, input, false, weights(layer), false, 0, z);
            }
            ops.activate(
                    activations,
                    bias,
                    z,
                    normalizations.get(layer - 1),
                    outputs.get(layer - 1),
                    to == null ? null : to.preactivation(layer),
                    to == null ? null : to.activation(layer));
        }
        if (shape.outputs() > 0) {
            int top = shape.layers();
            ops.preload(null, biases(top), 1, preactivation(top));
            ops.product(1, outputs.get(shape.depth() - 1), false, weights(top), false, 1, preactivation(top));
            measureWeights(ops, top, to);
            if (to != null) {
                ops.measure(preactivation(top), to.preactivation(top));
            }
        }
    }

    private void measureWeights(Operations ops, int layer, LayerSlots to) {
        if (to != null) {
            ops.measure(weights(layer), to.weights(layer));
        }
    }

    /**
     * Backward pass from the gradient by the top layer's pre-activation, which lies in {@code delta(layers)}.
     *
     * @param x inputs, as for {@link #forward}
     * @param learning what becomes of the gradients of weights and biases
     * @param to where moments of the gradients by the pre-activations go, nullable
     */
    public void backward(Operations ops, Tensor x, Learning learning, LayerSlots to) {
        int top = shape.layers();
        backpropagate(ops, top, null, null, null, learning, to);
        for (int layer = top; layer >= 1; layer--) {
            if (layer > 1) {
                ops.product(branch(layer), delta(layer), false, weights(layer), true, 0, delta(layer - 1));
            }
            // the weights may change from here on: the gradient below has been taken
            Tensor input = layer == 1 ? x : outputs.get(layer - 2);
            Tensor target = learning.weightTarget(layer);
            float beta = learning.accumulates() ? 1 : 0;
            ops.product(learning.weightFactor(layer) * branch(layer), input, true, delta(layer), false, beta, target);
            learning.weightsReady(ops, layer);
            if (layer > 1) {
                Tensor skip = skips(layer) ? delta(layer) : null;
                backpropagate(
                        ops, layer - 1, preactivation(layer - 1), normalizations.get(layer - 2), skip, learning, to);
            }
        }
    }

    private void backpropagate(
            Operations ops,
            int layer,
            Tensor slope,
            Normalization normalization,
            Tensor skip,
            Learning learning,
            LayerSlots to) {
        Statistics.Slot slot = to == null ? null : to.gradient(layer);
        ops.backpropagate(
                delta(layer),
                slope,
                normalization,
                skip,
                learning.biasFactor(layer) * branch(layer),
                learning.accumulates() ? 1 : 0,
                learning.biasTarget(layer),
                slot);
        learning.biasesReady(ops, layer);
    }

    /**
     * Pulls cotangents of the last hidden activation, which lie in {@code delta(depth)}, back to the input: row r of the
     * result is row r of the cotangents times the Jacobian at sample r.
     *
     * @param inputGradient (B, n_1)
     */
    void pullBack(Operations ops, Tensor inputGradient) {
        for (int layer = shape.depth(); layer >= 1; layer--) {
            Tensor skip = skips(layer + 1) ? delta(layer + 1) : null;
            ops.backpropagate(
                    delta(layer), preactivation(layer), normalizations.get(layer - 1), skip, 1, 0, null, null);
            Tensor below = layer > 1 ? delta(layer - 1) : inputGradient;
            ops.product(branch(layer), delta(layer), false, weights(layer), true, 0, below);
        }
    }

    boolean skips(int layer) {
        return layer <= shape.depth() && architecture.skips(layer, shape.fanIn(layer), shape.fanOut(layer));
    }

    float branch(int layer) {
        return skips(layer) ? architecture.branchScale() : 1;
    }
}
