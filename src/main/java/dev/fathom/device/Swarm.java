package dev.fathom.device;

import dev.fathom.activation.Activation;
import java.util.List;

/**
 * What small fully connected networks that train side by side by plain SGD have in common: a device takes each of them
 * through its whole training at once, and keeps nothing of it but its {@link Fate}.
 *
 * @param units of every layer: the inputs, the hidden layers, the outputs
 * @param activation of the hidden layers
 * @param batch samples of a step
 * @param order samples by step, batch after batch; null where every step takes all of them
 * @param enough the loss from which on a network counts as having learned
 * @param float64 whether to compute in double precision
 */
public record Swarm(
        List<Integer> units,
        Activation activation,
        Examples train,
        Examples test,
        int batch,
        int[] order,
        int steps,
        double enough,
        boolean float64) {
    public Swarm {
        units = List.copyOf(units);
        if (units.size() < 3) {
            throw new IllegalArgumentException("a swarm's networks have a hidden layer, got units " + units);
        }
        if (order == null && batch != train.count() || order != null && order.length != (long) batch * steps) {
            throw new IllegalArgumentException("the order does not fit " + steps + " steps of " + batch + " samples");
        }
    }

    /**
     * Inputs and what should be answered: either labels under cross-entropy, or targets under the mean squared error.
     *
     * @param features row-major (count, inputs)
     * @param labels class of each sample, null for values
     * @param targets row-major (count, outputs), null for classes
     */
    public record Examples(int count, float[] features, int[] labels, float[] targets) {
        /** The class of a sample; of values the place of the largest. */
        public int label(int sample, int outputs) {
            if (labels != null) {
                return labels[sample];
            }
            int best = 0;
            for (int j = 1; j < outputs; j++) {
                best = targets[sample * outputs + j] > targets[sample * outputs + best] ? j : best;
            }
            return best;
        }
    }

    /** Layers of weights. */
    public int layers() {
        return units.size() - 1;
    }

    /** @param layer 1-based */
    public int fanIn(int layer) {
        return units.get(layer - 1);
    }

    /** @param layer 1-based */
    public int fanOut(int layer) {
        return units.get(layer);
    }

    public int outputs() {
        return units.get(units.size() - 1);
    }
}
