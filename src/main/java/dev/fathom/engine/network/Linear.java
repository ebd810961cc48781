package dev.fathom.engine.network;

import dev.fathom.device.Operations;
import dev.fathom.device.Tensor;
import dev.fathom.device.Window;

/** A map whose weights are one matrix: how signals and gradients pass through it. Its biases are another's concern. */
public interface Linear {
    /** z = alpha (map of x) + beta z. */
    void forward(Operations ops, float alpha, Tensor x, Tensor weights, float beta, Tensor z);

    /**
     * The gradient by what the map takes, then that by its weights; these may be the target.
     *
     * @param delta gradient by what the map gives
     * @param gradient takes alpha times the gradient by x, nullable
     * @param target takes factor times the gradient by the weights beside beta times itself, nullable
     */
    void backward(
            Operations ops,
            Tensor delta,
            Tensor x,
            Tensor weights,
            float alpha,
            Tensor gradient,
            float factor,
            float beta,
            Tensor target);

    /** A kernel that slides over the positions of each sample. */
    record Convolution(Window window) implements Linear {
        @Override
        public void forward(Operations ops, float alpha, Tensor x, Tensor weights, float beta, Tensor z) {
            ops.convolve(window, alpha, x, weights, beta, z);
        }

        @Override
        public void backward(
                Operations ops,
                Tensor delta,
                Tensor x,
                Tensor weights,
                float alpha,
                Tensor gradient,
                float factor,
                float beta,
                Tensor target) {
            ops.convolveBack(window, delta, x, weights, alpha, gradient, factor, beta, target);
        }
    }

    /**
     * x W at every row.
     *
     * @param adds whether the gradient by x is added to that of another map of it
     */
    record Product(boolean adds) implements Linear {
        @Override
        public void forward(Operations ops, float alpha, Tensor x, Tensor weights, float beta, Tensor z) {
            ops.product(alpha, x, false, weights, false, beta, z);
        }

        @Override
        public void backward(
                Operations ops,
                Tensor delta,
                Tensor x,
                Tensor weights,
                float alpha,
                Tensor gradient,
                float factor,
                float beta,
                Tensor target) {
            if (gradient != null) {
                ops.product(alpha, delta, false, weights, true, adds ? 1 : 0, gradient);
            }
            if (target != null) {
                ops.product(factor, x, true, delta, false, beta, target);
            }
        }
    }

    /** A vector of weights for each position, beside x: the gradient by x is that by what the map gives, in its place. */
    record Added(int samples) implements Linear {
        @Override
        public void forward(Operations ops, float alpha, Tensor x, Tensor weights, float beta, Tensor z) {
            ops.addRow(bySample(z), row(weights), alpha, bySample(z));
        }

        @Override
        public void backward(
                Operations ops,
                Tensor delta,
                Tensor x,
                Tensor weights,
                float alpha,
                Tensor gradient,
                float factor,
                float beta,
                Tensor target) {
            if (target != null) {
                ops.backpropagate(bySample(delta), null, null, null, factor, beta, row(target), null);
            }
        }

        private Tensor bySample(Tensor x) {
            return x.reshape(samples, x.size() / samples);
        }

        private static Tensor row(Tensor weights) {
            return weights.reshape(1, weights.size());
        }
    }
}
