package dev.fathom.theory;

import dev.fathom.activation.Activation;
import dev.fathom.net.Architecture;
import java.util.List;
import java.util.Optional;

/**
 * A concrete finite net, as theory sees it.
 *
 * @param readout whether the last layer is an output layer, which no skip connection bridges
 */
public record FiniteNetwork(Activation activation, List<Layer> layers, Architecture architecture, boolean readout) {
    public FiniteNetwork {
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("a net has at least one layer");
        }
        for (int i = 1; i < layers.size(); i++) {
            int from = layers.get(i - 1).fanOut();
            int to = layers.get(i).fanIn();
            if (from != to) {
                throw new IllegalArgumentException(
                        "layer " + i + " has " + from + " outputs, the next " + to + " inputs");
            }
        }
    }

    /** A net without skip connections or normalisation. */
    public static FiniteNetwork plain(Activation activation, List<Layer> layers) {
        return new FiniteNetwork(activation, layers, Architecture.PLAIN, false);
    }

    /** Why mean-field theory says nothing of this net; empty where it applies. */
    public Optional<String> inapplicable() {
        for (int i = 0; i < layers.size(); i++) {
            Layer layer = layers.get(i);
            if (layer.weightMean() != 0) {
                return Optional.of("the weights of layer " + (i + 1) + " have mean " + layer.weightMean()
                        + ": mean-field theory is for weights of mean 0");
            }
            if (layer.weightVariance() == 0 && branch(i).isEmpty()) {
                return Optional.of("the weights of layer " + (i + 1)
                        + " are all 0: units stay equal, and there is no random signal to predict");
            }
            if (!Double.isFinite(layer.weightVariance()) || !Double.isFinite(layer.biasVariance())) {
                return Optional.of("layer " + (i + 1) + " has no finite variance");
            }
        }
        return Optional.empty();
    }

    /** The share of layer i's output (0-based) that is added to its input by a skip connection; empty if plain. */
    Optional<Double> branch(int i) {
        boolean inside = i > 0 && !(readout && i == layers.size() - 1);
        boolean skips = inside
                && architecture.skips(
                        i + 1, layers.get(i).fanIn(), layers.get(i).fanOut());
        return skips ? Optional.of((double) architecture.branchScale()) : Optional.empty();
    }
}
