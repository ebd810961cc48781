package dev.fathom.engine.network;

import dev.fathom.device.Arena;
import dev.fathom.device.Device;
import dev.fathom.device.Operations;
import dev.fathom.device.Tensor;
import dev.fathom.engine.Cohort;
import dev.fathom.engine.Quantity;
import dev.fathom.engine.TrialSetup;
import dev.fathom.init.Distribution;
import dev.fathom.init.Philox;
import dev.fathom.init.Purpose;
import dev.fathom.net.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The tensors of one cohort of networks, and the one forward and one backward pass over them. Layers are numbered from 1, by
 * weight matrix in the order of the forward pass. B is the batch, n the fan_in, m the fan_out.
 */
public final class Network {
    private final Cohort cohort;
    private final List<Weight> shapes;
    private final List<Tensor> weights = new ArrayList<>(); // (n, m)
    private final List<Tensor> biases = new ArrayList<>(); // (1, m)
    private final List<Stage> stages;
    private final List<Normalizer> normalizers;
    private final LinearStage topLayer; // nullable
    private final Value top;
    private final BranchScales gates; // null where residual branches have no learnable factors

    public Network(Arena arena, Cohort cohort) {
        this.cohort = cohort;
        shapes = cohort.network().weights();
        for (Weight shape : shapes) {
            weights.add(arena.tensor(cohort.size(), shape.rows(), shape.columns()));
            biases.add(arena.tensor(cohort.size(), 1, shape.columns()));
        }
        Lowering lowering = new Lowering(arena, this);
        stages = lowering.stages();
        normalizers = lowering.normalizers();
        topLayer = lowering.topLayer();
        top = lowering.top();
        gates = cohort.scheme().gate().isPresent() ? new BranchScales(arena, this) : null;
    }

    public Cohort cohort() {
        return cohort;
    }

    /** Number of layers. */
    public int layers() {
        return shapes.size();
    }

    public int hiddenLayers() {
        return layers() - (hasOutputLayer() ? 1 : 0);
    }

    public Weight shape(int layer) {
        return shapes.get(layer - 1);
    }

    public Tensor weights(int layer) {
        return weights.get(layer - 1);
    }

    public Tensor biases(int layer) {
        return biases.get(layer - 1);
    }

    /** Null where branches have no learnable factors. */
    public BranchScales gates() {
        return gates;
    }

    /** The learnable factor of a layer's branch, null where it has none. */
    public BranchScales.Gate gate(int layer) {
        return gates == null ? null : gates.at(layer);
    }

    /** What a layer learns; its {@link #weights} but where a gate stands between. */
    public Tensor parameters(int layer) {
        return gate(layer) == null ? weights(layer) : gate(layer).weights();
    }

    /** What each layer of one trial learns but its biases, row-major (n, m). */
    public List<float[]> parameters(Device device, int trial) {
        return IntStream.rangeClosed(1, layers())
                .mapToObj(layer -> device.download(parameters(layer), trial))
                .toList();
    }

    /** Likewise for the biases. */
    public Tensor biasParameters(int layer) {
        return gate(layer) == null ? biases(layer) : gate(layer).biases();
    }

    public List<Normalizer> normalizers() {
        return normalizers;
    }

    /** Everything that training changes: layer by layer, then what normalizations hold; effective weights follow their gates. */
    public Stream<Tensor> state() {
        Stream<Tensor> layers = IntStream.rangeClosed(1, layers()).boxed().flatMap(layer -> {
            Stream<Tensor> effective = Stream.of(weights(layer), biases(layer));
            BranchScales.Gate gate = gate(layer);
            return gate == null
                    ? effective
                    : Stream.concat(effective, Stream.of(gate.weights(), gate.biases(), gate.factor()));
        });
        return Stream.concat(layers, normalizers.stream().flatMap(Normalizer::state));
    }

    /** What the network gives, after {@link #forward}: logits, or activations where it has no output layer. */
    public Tensor output() {
        return top.tensor();
    }

    /** The place of the gradient by {@link #output}, from which {@link #pullBack} starts. */
    public Tensor outputGradient() {
        return top.gradient();
    }

    /** The place of the gradient by the last pre-activations, from which {@link #backward} starts. */
    public Tensor topGradient() {
        return top.gradient();
    }

    /** Activations of a layer, after {@link #forward}. */
    public Tensor activation(int layer) {
        return after(layer).out().tensor();
    }

    /** Derivatives of a layer's activation, after {@link #forward}. */
    public Tensor slope(int layer) {
        return after(layer).in().tensor();
    }

    /** Whether an activation follows a layer at once. */
    public boolean activates(int layer) {
        return stageAfter(layer).isPresent();
    }

    private ActivationStage after(int layer) {
        return stageAfter(layer).orElseThrow();
    }

    private Optional<ActivationStage> stageAfter(int layer) {
        return stages.stream()
                .filter(ActivationStage.class::isInstance)
                .map(ActivationStage.class::cast)
                .filter(stage -> stage.shown() != null && stage.shown().layer() == layer)
                .findFirst();
    }

    /**
     * Draws weights and biases. The output layer has stream 0, so that networks of two depths share it, and their common
     * hidden layers, under one seed.
     */
    public void draw(Device device) {
        List<WeightLaws> ofTrials = cohort.trials().stream().map(WeightLaws::of).toList();
        for (int layer = 1; layer <= layers(); layer++) {
            List<Distribution> distributions = new ArrayList<>();
            List<Distribution> biasDistributions = new ArrayList<>();
            long[] keys = new long[cohort.size()];
            long[] biasKeys = new long[cohort.size()];
            for (int trial = 0; trial < cohort.size(); trial++) {
                TrialSetup setup = cohort.trials().get(trial);
                int stream = shape(layer).isOutput() ? 0 : layer;
                distributions.add(ofTrials.get(trial).weights(cohort.network(), layer));
                biasDistributions.add(
                        shape(layer).hasBiases()
                                ? ofTrials.get(trial).biases(parameters(layer).rows())
                                : new Distribution.Constant(0));
                keys[trial] = Philox.key(setup.seed(), stream, Purpose.WEIGHTS);
                biasKeys[trial] = Philox.key(setup.seed(), stream, Purpose.BIASES);
            }
            device.draw(distributions, keys, parameters(layer));
            device.draw(biasDistributions, biasKeys, biasParameters(layer));
        }
        normalizers.forEach(normalizer -> normalizer.start(device));
        if (gates != null) {
            gates.start(device, this);
        }
    }

    /** @param x inputs (B, n_1), shared or one per trial */
    public void forward(Operations ops, Tensor x) {
        forward(Pass.forward(ops, x, null));
    }

    public void forward(Pass pass) {
        stages.forEach(stage -> stage.forward(pass));
        if (hasOutputLayer()) {
            LayerSlots.measure(pass.ops(), pass.to(), layers(), Quantity.PREACTIVATION, output());
        }
    }

    /** From the gradient by the top layer's pre-activations, which lies in {@link #topGradient}. */
    public void backward(Pass pass) {
        ActivationStage.arrive(pass, topLayer, topGradient(), null, null, null);
        backward(pass, stages.size() - (hasOutputLayer() ? 1 : 2));
        if (pass.learning() != null) {
            pass.learning().finish(pass.ops());
        }
    }

    /**
     * Pulls cotangents of the output, which lie in {@link #outputGradient}, back to the input: row r of the result is row r
     * of the cotangents times the Jacobian at sample r.
     *
     * @param inputGradient (B, n_1)
     */
    public void pullBack(Operations ops, Tensor inputGradient) {
        backward(new Pass(ops, null, inputGradient, null, null, null), stages.size() - 1);
    }

    private void backward(Pass pass, int from) {
        for (int i = from; i >= 0; i--) {
            stages.get(i).backward(pass);
        }
    }

    boolean hasOutputLayer() {
        return shape(layers()).isOutput();
    }
}
