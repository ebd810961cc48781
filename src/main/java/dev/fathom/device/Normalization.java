package dev.fathom.device;

import dev.fathom.net.Normalize.Norm;

/**
 * A normalization, and what it keeps for its backward pass.
 *
 * @param normalized u (B, m)
 * @param inverseDeviation 1/sqrt(variance + epsilon), of RMSNorm 1/sqrt(second moment + epsilon): of each row (B, 1), with
 *     BatchNorm of each column (1, m)
 * @param running nullable: where BatchNorm has none, it takes the batch's statistics and forgets them
 * @param affine nullable
 */
public record Normalization(Norm norm, Tensor normalized, Tensor inverseDeviation, Running running, Affine affine) {
    public static final float EPSILON = 1e-5f;

    /** Weight of a batch in the running statistics, as in PyTorch. */
    public static final double MOMENTUM = 0.1;

    /** Without learnable gain and shift. */
    public Normalization(Norm norm, Tensor normalized, Tensor inverseDeviation) {
        this(norm, normalized, inverseDeviation, null, null);
    }

    /**
     * BatchNorm's memory of the batches it has seen.
     *
     * @param mean (1, m)
     * @param variance unbiased (1, m)
     * @param fixed whether these stand in for the statistics of the batch; else they follow them
     */
    public record Running(Tensor mean, Tensor variance, boolean fixed) {}

    /**
     * What follows the normalization: u ⊙ gain + shift, column by column.
     *
     * @param gain (1, m)
     * @param shift (1, m), nullable
     * @param sums where the backward pass leaves the gradients, nullable
     */
    public record Affine(Tensor gain, Tensor shift, Sums sums) {}

    /**
     * gain ← beta gain + alpha Σ_B d ⊙ u and shift ← beta shift + alpha Σ_B d, with d the gradient by u ⊙ gain + shift; the
     * backward pass has read the gain before, which may be the same tensor.
     *
     * @param shift nullable
     */
    public record Sums(float alpha, float beta, Tensor gain, Tensor shift) {}
}
