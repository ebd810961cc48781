package dev.fathom.device;

/**
 * What is kept of a network's training.
 *
 * @param overflow whether something was not finite before the first step
 * @param gradientRatio second moment of the gradient by the pre-activations in the first layer over that in the last, at
 *     initialization
 * @param accuracy share of correct predictions on the test part, 0 for a single target value
 */
public record Fate(LossDigest losses, boolean overflow, double gradientRatio, double accuracy) {}
