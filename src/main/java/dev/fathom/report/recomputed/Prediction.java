package dev.fathom.report.recomputed;

/**
 * What theory expects of one layer, as logarithms because deep nets leave float64. NaN where there is no prediction.
 *
 * @param layer 1-based
 * @param log10Activation log₁₀ of the second moment of the activations
 * @param log10GradientRatio log₁₀ of the second moment of the gradient by this layer's pre-activations over that of the
 *     last predicted layer's
 */
public record Prediction(int layer, double log10Activation, double log10GradientRatio) {}
