package dev.fathom.theory.meanfield;

import dev.fathom.activation.Activation;
import dev.fathom.theory.integral.ActivationIntegrals;
import java.util.OptionalDouble;

/**
 * A wide, deep, fully connected net at initialization: weights of variance σ_w²/fan_in, biases of variance σ_b²,
 * activation φ. Its layers map the length q (second moment of the pre-activations) and the correlation c of two inputs
 * (Poole et al. 2016; Schoenholz et al. 2017).
 */
public record MeanField(Activation activation, double sigmaW2, double sigmaB2) {
    public MeanField {
        requireVariance("sigma_w^2", sigmaW2);
        requireVariance("sigma_b^2", sigmaB2);
    }

    private static void requireVariance(String name, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " must be finite and not negative, not " + value);
        }
    }

    /** The Gaussian integrals of this net's activation. */
    public ActivationIntegrals moments() {
        return new ActivationIntegrals(activation);
    }

    /** The length map q' = σ_w² E[φ(√q z)²] + σ_b² (Poole et al. 2016, eq. 3). */
    public double length(double q) {
        return sigmaW2 * moments().square(q) + sigmaB2;
    }

    /** χ_perp = σ_w² E[φ'(√q z)²], by which a small difference and a gradient grow (Schoenholz et al. 2017). */
    public double chiPerp(double q) {
        return sigmaW2 * moments().derivativeSquare(q);
    }

    /** χ_par, the slope of the length map (Schoenholz et al. 2017). */
    public double chiPar(double q) {
        return sigmaW2 * moments().squareSlope(q);
    }

    /**
     * The correlation of two inputs after a layer, from their correlation c and common length q before it (Poole et al.
     * 2016, eq. 5).
     */
    public double correlation(double q, double c) {
        return 1 - decorrelation(q, 1 - c);
    }

    /** As {@link #correlation}, from d = 1 - c to 1 - c', which stays exact where c rounds to 1. */
    public double decorrelation(double q, double d) {
        return sigmaW2 == 0 ? 0 : sigmaW2 * moments().deficit(q, d) / length(q);
    }

    /** Slope of the correlation map at c for a net at its fixed point q: σ_w² E[φ'(u) φ'(v)] (Schoenholz et al. 2017). */
    public double correlationSlope(double q, double c) {
        return c == 1 ? chiPerp(q) : sigmaW2 * moments().derivativeProduct(q, c);
    }

    /** Where a deep net of this kind ends: fixed points and depth scales. */
    public Asymptotics asymptotics() {
        return new FixedPoints(this).asymptotics();
    }

    /**
     * The same net with layer normalization behind every pre-activation: φ sees length 1 in each layer, and a gradient
     * shrinks with the length that was divided away. That is a net of weights and biases over that length, at q = 1.
     *
     * @throws IllegalArgumentException where all pre-activations are 0, which cannot be normalized
     */
    public MeanField normalized() {
        double q = length(1);
        if (q == 0) {
            throw new IllegalArgumentException("layer normalization of pre-activations that are all 0");
        }
        return new MeanField(activation, sigmaW2 / q, sigmaB2 / q);
    }

    /** Where the {@link #normalized} net ends: its length is 1 from the first layer on. */
    public Asymptotics normalizedAsymptotics() {
        return new FixedPoints(normalized()).atUnitLength();
    }

    /**
     * Slope of the correlation map where deep nets of this kind end, by which a small deviation from c* shrinks in a layer;
     * empty where lengths grow without bound or vanish, or where every correlation is fixed. Where all lengths are fixed the
     * slope is that at length 1.
     *
     * @param limits of this net
     */
    public OptionalDouble slopeAt(Asymptotics limits) {
        double q = limits.fate() == LengthLimit.PRESERVED ? 1 : limits.qStar().orElse(0);
        return q > 0 && limits.cStar().isPresent()
                ? OptionalDouble.of(correlationSlope(q, limits.cStar().getAsDouble()))
                : OptionalDouble.empty();
    }

    /** The layer-to-layer Jacobian's singular values at length q. */
    public JacobianSpectrum jacobian(double q) {
        return JacobianSpectrum.of(this, q);
    }
}
