package dev.fathom.device.cpu.swarm;

import dev.fathom.device.SmallNetwork;
import dev.fathom.device.Swarm;
import java.util.ArrayList;
import java.util.List;

/**
 * The weights of some networks side by side, and their passes. Units are rows and samples columns, so that the networks'
 * first layers, which all see the same inputs, are one matrix and one product. Networks may leave; the last one then takes
 * the place of the leaving one.
 *
 * @param <T> array of a precision
 */
final class Networks<T> {
    private final Reals<T> reals;
    private final Swarm swarm;
    private final int batch;
    private final List<T> weights = new ArrayList<>(); // by layer: (networks, fan_out, fan_in)
    private final List<T> biases = new ArrayList<>(); // (networks, fan_out), null where there are none
    private final List<T> activations = new ArrayList<>(); // (networks, fan_out, B), the outputs last
    private final List<T> slopes = new ArrayList<>(); // likewise, of the hidden layers
    private final T ones; // (B)
    private final T sums; // (networks, widest layer)
    private T delta; // (networks, widest layer, B)
    private T below;
    private int count;

    Networks(Reals<T> reals, Swarm swarm, List<SmallNetwork> networks) {
        this.reals = reals;
        this.swarm = swarm;
        batch = swarm.batch();
        count = networks.size();
        boolean biased = networks.stream().anyMatch(SmallNetwork::hasBiases);
        int widest = 0;
        for (int layer = 1; layer <= swarm.layers(); layer++) {
            int in = swarm.fanIn(layer);
            int out = swarm.fanOut(layer);
            widest = Math.max(widest, out);
            weights.add(reals.array(count * out * in));
            biases.add(biased ? reals.array(count * out) : null);
            activations.add(reals.array(count * out * batch));
            slopes.add(layer < swarm.layers() ? reals.array(count * out * batch) : null);
            for (int i = 0; i < count; i++) {
                put(networks.get(i), i, layer);
            }
        }
        delta = reals.array(count * widest * batch);
        below = reals.array(count * widest * batch);
        sums = reals.array(count * widest);
        ones = reals.array(batch);
        for (int i = 0; i < batch; i++) {
            reals.set(ones, i, 1);
        }
    }

    /** Bytes of one network's activations and gradients. */
    static long bytes(Swarm swarm, int number) {
        int widest = 0;
        int units = 0;
        for (int layer = 1; layer <= swarm.layers(); layer++) {
            widest = Math.max(widest, swarm.fanOut(layer));
            units += swarm.fanOut(layer);
        }
        return (long) number * swarm.batch() * 2 * (units + widest);
    }

    private void put(SmallNetwork network, int place, int layer) {
        int in = swarm.fanIn(layer);
        int out = swarm.fanOut(layer);
        float[] given = network.weights().get(layer - 1);
        float[] turned = new float[in * out];
        for (int i = 0; i < in; i++) {
            for (int j = 0; j < out; j++) {
                turned[j * in + i] = given[i * out + j];
            }
        }
        reals.put(turned, weights.get(layer - 1), place * in * out);
        if (biases.get(layer - 1) != null) {
            reals.put(network.biases().get(layer - 1), biases.get(layer - 1), place * out);
        }
    }

    int count() {
        return count;
    }

    /** Takes a network out: the last one takes its place. */
    void leave(int place) {
        count--;
        for (int layer = 1; layer <= swarm.layers() && place < count; layer++) {
            int out = swarm.fanOut(layer);
            int size = out * swarm.fanIn(layer);
            T matrix = weights.get(layer - 1);
            reals.copy(matrix, count * size, matrix, place * size, size);
            if (biases.get(layer - 1) != null) {
                reals.copy(biases.get(layer - 1), count * out, biases.get(layer - 1), place * out, out);
            }
        }
    }

    /** Outputs (networks, outputs, B), after {@link #forward}. */
    T outputs() {
        return activations.get(swarm.layers() - 1);
    }

    /** Where the gradient by the outputs goes. */
    T delta() {
        return delta;
    }

    /** @param columns inputs (inputs, B) */
    void forward(T columns) {
        for (int layer = 1; layer <= swarm.layers(); layer++) {
            preactivate(layer, columns);
            if (layer < swarm.layers()) {
                T z = slopes.get(layer - 1);
                reals.activate(swarm.activation(), z, activations.get(layer - 1), count * swarm.fanOut(layer) * batch);
            }
        }
    }

    private void preactivate(int layer, T columns) {
        int in = swarm.fanIn(layer);
        int out = swarm.fanOut(layer);
        T w = weights.get(layer - 1);
        T z = layer < swarm.layers() ? slopes.get(layer - 1) : activations.get(layer - 1);
        T bias = biases.get(layer - 1);
        if (bias != null) {
            reals.fillRows(bias, z, count * out, batch);
        }
        int under = bias == null ? 0 : 1;
        if (layer == 1) {
            reals.product(false, false, count * out, batch, in, 1, w, 0, in, columns, 0, batch, under, z, 0, batch);
            return;
        }
        T a = activations.get(layer - 2);
        for (int i = 0; i < count; i++) {
            int to = i * out * batch;
            int from = i * in * batch;
            reals.product(false, false, out, batch, in, 1, w, i * out * in, in, a, from, batch, under, z, to, batch);
        }
    }

    /**
     * From the gradients by the outputs, which lie in {@link #delta}, back to the first layer; the layers above it learn on
     * the way.
     *
     * @param learners the networks by place
     * @param factor of the learning rates, by place
     * @param scaled whether the first layer's gradients take its learning rate along, as {@link #learnFirst} wants them
     */
    void backward(SmallNetwork[] learners, double[] factor, boolean scaled) {
        for (int layer = swarm.layers(); layer > 1; layer--) {
            int in = swarm.fanIn(layer);
            int out = swarm.fanOut(layer);
            T w = weights.get(layer - 1);
            T a = activations.get(layer - 2);
            learnBiases(layer, learners, factor);
            for (int i = 0; i < count; i++) {
                double rate = factor[i] * learners[i].rates()[layer - 1];
                double scale = layer == 2 && scaled ? factor[i] * learners[i].rates()[0] : 1;
                int of = i * out * batch;
                int to = i * in * batch;
                int at = i * out * in;
                reals.product(true, false, in, batch, out, scale, w, at, in, delta, of, batch, 0, below, to, batch);
                reals.product(false, true, out, in, batch, -rate, delta, of, batch, a, to, batch, 1, w, at, in);
            }
            reals.multiply(below, slopes.get(layer - 2), count * in * batch);
            T spent = delta;
            delta = below;
            below = spent;
        }
    }

    /** The learning rate on the first layer's gradients. */
    void scaleFirst(SmallNetwork[] learners, double[] factor) {
        int size = swarm.fanOut(1) * batch;
        for (int i = 0; i < count; i++) {
            reals.scale(delta, i * size, size, factor[i] * learners[i].rates()[0]);
        }
    }

    /**
     * One product for all networks.
     *
     * @param rows inputs (B, inputs)
     */
    void learnFirst(T rows, SmallNetwork[] learners, double[] factor) {
        learnBiases(1, learners, factor);
        int in = swarm.fanIn(1);
        T w = weights.get(0);
        reals.product(false, false, count * swarm.fanOut(1), in, batch, -1, delta, 0, batch, rows, 0, in, 1, w, 0, in);
    }

    /** The first layer's gradients carry the rate of its weights. */
    private void learnBiases(int layer, SmallNetwork[] learners, double[] factor) {
        T bias = biases.get(layer - 1);
        if (bias == null) {
            return;
        }
        int out = swarm.fanOut(layer);
        reals.product(false, false, count * out, 1, batch, 1, delta, 0, batch, ones, 0, 1, 0, sums, 0, 1);
        for (int i = 0; i < count; i++) {
            double rate = learners[i].biasRates()[layer - 1];
            double carried = learners[i].rates()[0];
            double step = layer > 1 ? factor[i] * rate : carried == 0 ? 0 : rate / carried;
            reals.addScaled(-step, sums, i * out, bias, i * out, out);
        }
    }

    /** Sum of squares of the gradients by the first layer's pre-activations, after {@link #backward}. */
    double firstGradient(int place) {
        int size = swarm.fanOut(1) * batch;
        return reals.squares(delta, place * size, size);
    }

    /** Whether a number of the first forward pass or of the weights is not finite. */
    boolean overflows(int place) {
        double sum = 0;
        for (int layer = 1; layer <= swarm.layers(); layer++) {
            int size = swarm.fanOut(layer) * batch;
            int matrix = swarm.fanOut(layer) * swarm.fanIn(layer);
            sum += reals.squares(activations.get(layer - 1), place * size, size);
            sum += reals.squares(weights.get(layer - 1), place * matrix, matrix);
        }
        return !Double.isFinite(sum);
    }

    /** Whether every output is NaN whatever the sample, and so all losses to come. */
    boolean lost(int place) {
        int layer = swarm.layers();
        int in = swarm.fanIn(layer);
        int out = swarm.fanOut(layer);
        for (int row = place * out; row < (place + 1) * out; row++) {
            boolean lost = false;
            for (int j = row * in; j < (row + 1) * in; j++) {
                lost |= Double.isNaN(reals.get(weights.get(layer - 1), j));
            }
            if (!lost) {
                return false;
            }
        }
        return true;
    }
}
