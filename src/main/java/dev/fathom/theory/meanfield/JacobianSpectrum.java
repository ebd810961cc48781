package dev.fathom.theory.meanfield;

/**
 * Squared singular values of the input-output Jacobian of {@code depth} layers, all at one length q (Pennington,
 * Schoenholz &amp; Ganguli 2017, "Resurrecting the sigmoid"). With μ_k = E[φ'^2k] their mean is χ^L, and
 *
 * <pre>variance / mean² = L (μ₂/μ₁² - 1 - s₁)</pre>
 *
 * with s₁ = 0 for orthogonal and -1 for Gaussian weights.
 *
 * @param chiPerp the mean of one layer
 * @param kurtosis μ₂/μ₁², 1 where φ is linear
 */
public record JacobianSpectrum(double chiPerp, double kurtosis) {
    static JacobianSpectrum of(MeanField net, double q) {
        double first = net.moments().derivativeSquare(q);
        return new JacobianSpectrum(net.chiPerp(q), net.moments().derivativeFourth(q) / (first * first));
    }

    /** log₁₀ of the mean squared singular value. */
    public double log10Mean(int depth) {
        return depth * Math.log10(chiPerp);
    }

    /** Variance of the squared singular values over their squared mean, for orthogonal weights. */
    public double orthogonalVariance(int depth) {
        return depth * (kurtosis - 1);
    }

    /** Variance of the squared singular values over their squared mean, for Gaussian weights. */
    public double gaussianVariance(int depth) {
        return depth * kurtosis;
    }
}
