package dev.fathom.theory.propagation;

import java.util.OptionalDouble;

/**
 * What theory expects of one layer, on average over nets of infinite width.
 *
 * @param layer 1-based
 * @param preactivationSecondMoment q; infinite or 0 where it leaves float64, unlike its logarithm
 * @param log10PreactivationSecondMoment log₁₀ q
 * @param activationSecondMoment E[φ²]
 * @param log10GradientRatio log₁₀ of the second moment of the loss gradient by this layer's pre-activations, over
 *     that of the last layer's
 * @param decorrelation 1 - c for two inputs of equal length; empty if none was asked for. q (1 - c) is the variance of
 *     a unit over such inputs
 */
public record LayerPrediction(
        int layer,
        double preactivationSecondMoment,
        double log10PreactivationSecondMoment,
        double activationSecondMoment,
        double log10GradientRatio,
        OptionalDouble decorrelation) {
    /** The ratio itself: 0 or infinite where it leaves float64. */
    public double gradientRatio() {
        return Math.pow(10, log10GradientRatio);
    }

    /** c, the correlation (cosine) of the pre-activations of two inputs. */
    public OptionalDouble correlation() {
        return decorrelation.isPresent() ? OptionalDouble.of(1 - decorrelation.getAsDouble()) : OptionalDouble.empty();
    }
}
