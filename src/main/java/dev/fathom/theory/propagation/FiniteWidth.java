package dev.fathom.theory.propagation;

import dev.fathom.activation.Activation;
import dev.fathom.theory.integral.ActivationIntegrals;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How the squared norm of the activations scatters over nets of finite width, for a positively homogeneous φ (relu,
 * leaky_relu, linear), Gaussian weights and no biases (Hanin &amp; Rolnick 2018 have the sum of 1/width in the exponent).
 *
 * <p>Given a layer's input h of width n, its pre-activations are independent N(0, σ_w²|h|²/n). As φ has no scale of its
 * own, |h'|² = |h|² (σ_w²/n) Σ φ(z_i)² with standard normal z_i: independent factors, each with relative variance k/n,
 *
 * <pre>k = E[φ⁴]/E[φ²]² - 1        (5 for relu, 2 for linear)</pre>
 *
 * so Var[|h_L|²]/E² = Π (1 + k/n_l) - 1, exactly. The logarithm is near normal, of variance ln Π and mean -ln Π / 2
 * about the logarithm of the mean: the mean over nets stays while the typical net shrinks.
 */
public record FiniteWidth(double k) {
    /** Empty for activations with a scale of their own: see {@link Scatter}. */
    public static Optional<FiniteWidth> of(Activation activation) {
        ActivationIntegrals moments = new ActivationIntegrals(activation);
        return moments.homogeneous() ? Optional.of(new FiniteWidth(moments.fluctuation(1))) : Optional.empty();
    }

    /** Var[|h_L|²]/E² behind layers of these widths. */
    public double relativeVariance(int... widths) {
        return Math.expm1(logVariance(widths));
    }

    /** Variance of ln |h_L|², if it is normal. */
    public double logVariance(int... widths) {
        return IntStream.of(widths).mapToDouble(n -> Math.log1p(k / n)).sum();
    }

    /** Mean over nets of ln(|h_L|²/E), if it is normal. */
    public double logMean(int... widths) {
        return -0.5 * logVariance(widths);
    }

    /** The quantile of |h_L|²/E that lies {@code deviations} standard deviations of the logarithm from the median. */
    public double quantile(double deviations, int... widths) {
        double variance = logVariance(widths);
        return Math.exp(-0.5 * variance + deviations * Math.sqrt(variance));
    }
}
