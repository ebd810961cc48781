package dev.fathom.theory.propagation;

import dev.fathom.activation.Activation;
import dev.fathom.net.Attention;
import dev.fathom.net.NetworkSpec;
import dev.fathom.net.Weight;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import java.util.List;
import java.util.Optional;

/**
 * A concrete finite net, as theory sees it.
 *
 * @param layers what is drawn for each of its weight matrices
 */
public record FiniteNetwork(Activation activation, List<Layer> layers, NetworkSpec spec) {
    public FiniteNetwork {
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("a net has at least one layer");
        }
        List<Weight> weights = spec.weights();
        for (int i = 0; i < layers.size(); i++) {
            int wanted = weights.get(i).fanIn();
            int found = layers.get(i).fanIn();
            if (found != wanted) {
                throw new IllegalArgumentException(
                        "layer " + i + " has " + wanted + " outputs, the next " + found + " inputs");
            }
        }
    }

    /** @param readout whether the last layer is an output layer, which no skip connection bridges */
    public static FiniteNetwork of(
            Activation activation, List<Layer> layers, Architecture architecture, boolean readout) {
        Shape shape = architecture.shape(
                layers.get(0).fanIn(), layers.stream().map(Layer::fanOut).toList(), readout);
        return new FiniteNetwork(activation, layers, architecture.network(shape));
    }

    /** A net without skip connections or normalisation. */
    public static FiniteNetwork plain(Activation activation, List<Layer> layers) {
        return of(activation, layers, Architecture.PLAIN, false);
    }

    /** Why mean-field theory says nothing of this net; empty where it applies. */
    public Optional<String> inapplicable() {
        if (spec.attention().filter(Attention::causal).isPresent()) {
            return Optional.of(
                    "under a causal mask each position sees another number of tokens: the theory of attention"
                            + " is for tokens that are all alike");
        }
        List<Boolean> endsBranch = weights().stream().map(Weight::endsBranch).toList();
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            if (layer.weightMean() != 0) {
                return Optional.of("the weights of layer " + (i + 1) + " have mean " + layer.weightMean()
                        + ": mean-field theory is for weights of mean 0");
            }
            if (layer.weightVariance() == 0 && !endsBranch.get(i)) {
                return Optional.of("the weights of layer " + (i + 1)
                        + " are all 0: units stay equal, and there is no random signal to predict");
            }
            if (!Double.isFinite(layer.weightVariance()) || !Double.isFinite(layer.biasVariance())) {
                return Optional.of("layer " + (i + 1) + " has no finite variance");
            }
        }
        return Optional.empty();
    }

    /** Whether it is a chain of dense layers and activations alone. */
    boolean isPlain() {
        Shape shape = Architecture.PLAIN.shape(
                layers.get(0).fanIn(), layers.stream().map(Layer::fanOut).toList(), endsInOutputs());
        return spec.equals(Architecture.PLAIN.network(shape));
    }

    private boolean endsInOutputs() {
        List<Weight> weights = weights();
        return weights.get(weights.size() - 1).isOutput();
    }

    private List<Weight> weights() {
        return spec.weights();
    }
}
