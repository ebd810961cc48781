package dev.fathom.device;

import dev.fathom.activation.Activation;
import dev.fathom.device.Heads.Projections;
import dev.fathom.device.Statistics.Slot;
import dev.fathom.optimizer.Optimizer;
import java.util.List;

/**
 * Everything a device computes. Each call covers all trials of a cohort; matrices of a tensor with one trial are shared
 * by all. Shapes are written (rows, columns) per trial: B is the batch, n the fan_in and m the fan_out of a layer.
 * Parameters marked nullable switch a part off. Nothing here waits or moves data to the host.
 */
public interface Operations {
    /** C = alpha op(A) op(B) + beta C, where op transposes if asked. One strided-batched product over the trials. */
    void product(float alpha, Tensor a, boolean transposeA, Tensor b, boolean transposeB, float beta, Tensor c);

    /**
     * Convolution z = alpha (x * W) + beta z: from each position the window's kernel sees a row of x, line by line.
     *
     * @param x (B P, n)
     * @param weights (offsets of the kernel times n, m)
     * @param z (B P, m)
     */
    void convolve(Window window, float alpha, Tensor x, Tensor weights, float beta, Tensor z);

    /**
     * Back through {@link #convolve}: gradient = alpha times the gradient by x, then target = factor times that by the
     * weights + beta target. The target may be the weights.
     *
     * @param delta gradient by z (B P, m)
     * @param gradient (B P, n), nullable
     * @param target shaped as the weights, nullable
     */
    void convolveBack(
            Window window,
            Tensor delta,
            Tensor x,
            Tensor weights,
            float alpha,
            Tensor gradient,
            float factor,
            float beta,
            Tensor target);

    /**
     * out = x + alpha 1 biasᵀ: the skip connection of a residual layer, or (x null) a bias laid under a product with
     * beta = 1.
     *
     * @param x (B, m), nullable
     * @param bias (1, m), nullable
     * @param out (B, m)
     */
    void addRow(Tensor x, Tensor bias, float alpha, Tensor out);

    /**
     * z ← z + 1 biasᵀ; u = z, or its normalization; a = φ(u); and in place of z, φ'(u).
     *
     * @param functions the activation of each trial
     * @param bias (1, m), nullable
     * @param z pre-activations (B, m); afterwards the derivative of the activation
     * @param normalization nullable; keeps what the backward pass needs
     * @param a activations (B, m)
     * @param preactivation where moments of z go, nullable
     * @param activation where moments of a go, with the shares of saturated and dead units, nullable
     */
    void activate(
            List<Activation> functions,
            Tensor bias,
            Tensor z,
            Normalization normalization,
            Tensor a,
            Slot preactivation,
            Slot activation);

    /**
     * Back through the activation: delta ← (∂u/∂z)ᵀ (delta ⊙ slope) + skip, then bias ← beta bias + alpha Σ_B delta.
     *
     * @param delta gradient by the activation (B, m); afterwards the gradient by the pre-activation
     * @param slope φ' as {@link #activate} left it, nullable (an output layer has none)
     * @param normalization nullable
     * @param skip gradient that arrives around the branch (B, m), nullable
     * @param bias (1, m), nullable: with beta 1 the bias itself, with beta 0 its gradient
     * @param gradient where moments of delta go, nullable
     */
    void backpropagate(
            Tensor delta,
            Tensor slope,
            Normalization normalization,
            Tensor skip,
            float alpha,
            float beta,
            Tensor bias,
            Slot gradient);

    /**
     * Mean over the positions of each sample.
     *
     * @param x (B P, m), the positions of a sample one below the other
     * @param mean (B, m)
     */
    void meanOverPositions(Tensor x, Tensor mean);

    /**
     * Back through {@link #meanOverPositions}: every position takes its share of the gradient.
     *
     * @param gradient by the mean (B, m)
     * @param x the gradient by each position (B P, m)
     */
    void spreadOverPositions(Tensor gradient, Tensor x);

    /**
     * Row r of out = row order[step B + r] of data, cyclically; data and out have one trial. An entry -1 of the order
     * is an empty place: the row stays as it is, and losses pass over it.
     */
    void gather(Tensor data, Indices order, Tensor out);

    /**
     * Softmax cross-entropy, mean over the batch. Row 0 of the curve takes the loss and row 1 the share of correct
     * predictions, in column step mod columns.
     *
     * @param z logits (B, classes), left as they are
     * @param labels class of each sample of the data set
     * @param order as for {@link #gather}
     * @param rate (1, n) factors on delta per trial, of which a step takes column step mod n, nullable: with SGD folded into the products, the learning rate
     * @param delta gradient of the mean loss by the logits (B, classes), nullable where only the loss is wanted
     * @param curve (2, columns)
     */
    void crossEntropy(Tensor z, Indices labels, Indices order, Tensor rate, Tensor delta, Tensor curve);

    /**
     * Mean squared error over batch and outputs; otherwise as {@link #crossEntropy}, without a share of correct
     * predictions.
     *
     * @param targets (B, outputs), one trial
     */
    void squaredError(Tensor z, Tensor targets, Indices order, Tensor rate, Tensor delta, Tensor curve);

    /**
     * One step of the optimizer on one parameter tensor; the step number corrects Adam's bias. Muon's gradient has been
     * made orthogonal before.
     *
     * @param parameter any shape, and gradient the same; the gradient is spoilt where there is a decay
     * @param first, second the optimizer's state of that shape, nullable where it has none
     * @param rate (1, n) learning rates per trial: a step takes column step mod n
     * @param decay (1, n) per trial, nullable: so many times the parameter is added to the gradient, or taken from the
     *     parameter before the step where {@link Optimizer#decay} is not coupled
     */
    void update(
            Optimizer optimizer,
            Tensor parameter,
            Tensor gradient,
            Tensor first,
            Tensor second,
            Tensor rate,
            Tensor decay);

    /**
     * Brings each trial's norm over all of the tensors together to another: x ← x norm / (‖x‖ + epsilon).
     *
     * @param norm (1, 1); trials whose norm is infinite stay as they are
     * @param onlyDown whether a factor above 1 is 1 instead
     */
    void rescale(List<Tensor> xs, Tensor norm, float epsilon, boolean onlyDown);

    /** Moments of any tensor. */
    void measure(Tensor x, Slot slot);

    /**
     * Self-attention behind its projections (Vaswani et al. 2017): for each sample and head, weights = softmax(scale query
     * keyᵀ) over the positions that a position sees, 0 for the others, and out = weights value.
     *
     * @param weights (B heads P, P)
     * @param out (B P, d)
     */
    void attend(Heads heads, Projections in, Tensor weights, Tensor out);

    /**
     * Back through {@link #attend}.
     *
     * @param weights as left by it; afterwards the gradient by the scores
     * @param delta gradient by what it gave (B P, d)
     * @param gradients by the projections, each (B P, d)
     */
    void attendBackward(Heads heads, Projections in, Tensor weights, Tensor delta, Projections gradients);

    /**
     * Shannon's entropy of each row, in nats.
     *
     * @param weights rows of shares (n, m)
     * @param out (n, 1)
     */
    void entropy(Tensor weights, Tensor out);

    /**
     * The mean cosine of two different positions of a sample, over all such pairs.
     *
     * @param positions of a sample, at least 2
     * @param z (B P, d)
     * @param out (B, 1)
     */
    void cosine(int positions, Tensor z, Tensor out);
}
