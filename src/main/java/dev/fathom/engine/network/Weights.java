package dev.fathom.engine.network;

import dev.fathom.device.Device;
import dev.fathom.net.Weight;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import dev.fathom.theory.propagation.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Weights and biases of one network, on the host.
 *
 * @param layers input side first
 */
public record Weights(List<Dense> layers) {
    /** A mean within so many standard errors of 0 is one. */
    private static final double CENTRED = 5;

    public Weights {
        layers = List.copyOf(layers);
    }

    /**
     * One layer, z = a W + b.
     *
     * @param side positions along the side of its kernel, whose lines follow each other in the rows of W; 0 without kernel
     * @param weights W (fanIn, fanOut), row-major
     * @param biases b (fanOut)
     */
    public record Dense(int side, int fanIn, int fanOut, float[] weights, float[] biases) {
        public Dense(int fanIn, int fanOut, float[] weights, float[] biases) {
            this(0, fanIn, fanOut, weights, biases);
        }

        public Dense {
            if (weights.length != (long) fanIn * fanOut || biases.length != fanOut) {
                throw new IllegalArgumentException(weights.length + " weights and " + biases.length
                        + " biases do not make a layer of " + fanIn + " inputs and " + fanOut + " outputs");
            }
        }

        /** Moments of one weight and one bias, as theory wants them: a mean that chance explains counts as 0. */
        public Layer moments() {
            double mean = mean(weights);
            double square = meanSquare(weights);
            double variance = square - mean * mean;
            boolean centred = Math.abs(mean) <= CENTRED * Math.sqrt(variance / weights.length);
            return new Layer(
                    fanIn, fanOut, centred ? 0 : mean, centred ? square : Math.max(0, variance), meanSquare(biases));
        }

        private static double mean(float[] values) {
            double sum = 0;
            for (float value : values) {
                sum += value;
            }
            return sum / values.length;
        }

        private static double meanSquare(float[] values) {
            double sum = 0;
            for (float value : values) {
                sum += (double) value * value;
            }
            return sum / values.length;
        }
    }

    /**
     * What a trial's network holds on a device.
     *
     * @throws IllegalArgumentException for gated branches, whose factors are no layer's weights
     */
    public static Weights of(Device device, Network network, int trial) {
        requireFile(network.cohort().architecture());
        if (network.gates() != null) {
            throw new IllegalArgumentException(
                    network.cohort().trials().get(trial).initializer()
                            + " has a learnable factor on each branch, which files of dense layers cannot hold");
        }
        if (network.normalizers().stream()
                .anyMatch(normalizer -> normalizer.state().findAny().isPresent())) {
            throw new IllegalArgumentException(network.cohort().architecture()
                    + " has normalizations that learn or remember, which files of dense layers cannot hold");
        }
        List<Dense> layers = new ArrayList<>();
        for (int layer = 1; layer <= network.layers(); layer++) {
            layers.add(new Dense(
                    side(network, layer),
                    network.shape(layer).rows(),
                    network.shape(layer).columns(),
                    device.download(network.weights(layer), trial),
                    device.download(network.biases(layer), trial)));
        }
        return new Weights(layers);
    }

    /** @throws IllegalArgumentException where files of dense layers and kernels cannot hold the weights of an architecture */
    public static void requireFile(Architecture architecture) {
        if (architecture.attends()) {
            throw new IllegalArgumentException("files of dense layers and kernels cannot hold the attention of "
                    + architecture + ": its weights are not saved");
        }
    }

    private static int side(Network network, int layer) {
        OptionalInt patch = network.cohort().architecture().body().patch();
        Weight weight = network.shape(layer);
        if (patch.isEmpty() || weight.isOutput()) {
            return 0;
        }
        return layer == 1 ? patch.getAsInt() : (int) Math.sqrt(weight.area());
    }

    /** Puts these weights and biases in the place of a trial's own. */
    public void into(Device device, Network network, int trial) {
        for (int layer = 1; layer <= layers.size(); layer++) {
            device.upload(layers.get(layer - 1).weights(), network.weights(layer), trial);
            device.upload(layers.get(layer - 1).biases(), network.biases(layer), trial);
        }
    }

    /** @param readout whether the last layer is an output layer, without activation */
    public Shape shape(Architecture architecture, boolean readout) {
        return architecture.shape(
                layers.get(0).fanIn(), layers.stream().map(Dense::fanOut).toList(), readout);
    }
}
