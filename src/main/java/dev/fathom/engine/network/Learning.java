package dev.fathom.engine.network;

import dev.fathom.device.Normalization.Sums;
import dev.fathom.device.Operations;
import dev.fathom.device.Tensor;

/** What becomes of the gradients that a backward pass finds. */
public interface Learning {
    /** Where the product of a layer's weight gradient goes. */
    Tensor weightTarget(int layer);

    Tensor biasTarget(int layer);

    /** Factor on the gradient of the weights on its way to the target. */
    default float weightFactor(int layer) {
        return 1;
    }

    /** Likewise for the biases. */
    default float biasFactor(int layer) {
        return 1;
    }

    /** Whether gradients are added to what the target holds. */
    default boolean accumulates() {
        return false;
    }

    /** Where the gradients of a normalization's gain and shift go. */
    Sums sums(Normalizer normalizer);

    default void sumsReady(Operations ops, Normalizer normalizer) {}

    default void weightsReady(Operations ops, int layer) {}

    default void biasesReady(Operations ops, int layer) {}

    /** The backward pass is over. */
    default void finish(Operations ops) {}

    /**
     * Plain SGD inside the products: the loss gradient already carries the learning rate, so W ← W − Aᵀ δ is one
     * product with beta = 1, without gradient buffer and without update kernel.
     */
    record Folded(Network network, RateFactors rates) implements Learning {
        @Override
        public Tensor weightTarget(int layer) {
            return network.weights(layer);
        }

        @Override
        public Tensor biasTarget(int layer) {
            return network.biases(layer);
        }

        @Override
        public Sums sums(Normalizer normalizer) {
            return new Sums(-rates.gain(normalizer), 1, normalizer.gain(), normalizer.shift());
        }

        @Override
        public float weightFactor(int layer) {
            return -rates.weights(layer);
        }

        @Override
        public float biasFactor(int layer) {
            return -rates.biases(layer);
        }

        @Override
        public boolean accumulates() {
            return true;
        }
    }
}
