package dev.fathom.device;

import dev.fathom.net.Normalize.Norm;

/**
 * A normalization, without learnable gain or shift, and what it keeps for its backward pass.
 *
 * @param normalized (B, m)
 * @param inverseDeviation 1/sqrt(variance + epsilon) of each row, of RMSNorm 1/sqrt(second moment + epsilon) (B, 1)
 */
public record Normalization(Norm norm, Tensor normalized, Tensor inverseDeviation) {
    public static final float EPSILON = 1e-5f;
}
