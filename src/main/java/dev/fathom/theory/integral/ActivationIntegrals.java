package dev.fathom.theory.integral;

import dev.fathom.activation.Activation;
import java.util.function.DoubleUnaryOperator;

/**
 * The Gaussian integrals of an activation φ from which every prediction is made: expectations over pre-activations
 * x = √q z, with z standard normal.
 */
public record ActivationIntegrals(Activation activation) {
    /** E[φ²], the second moment of the activations. */
    public double square(double q) {
        return squareIntegral().at(q);
    }

    /** E[φ'²], by which the gradient's second moment is multiplied. */
    public double derivativeSquare(double q) {
        return derivativeSquareIntegral().at(q);
    }

    /** E[φ⁴]. */
    public double fourth(double q) {
        return over(x -> power4(activation.value(x))).at(q);
    }

    /** k = E[φ⁴]/E[φ²]² - 1: a layer of so many units adds k/width to the relative variance of |h|². */
    public double fluctuation(double q) {
        double square = square(q);
        return fourth(q) / (square * square) - 1;
    }

    /** E[φ'⁴], the second moment of φ'²: the spread of a layer's singular values (Pennington et al. 2017). */
    public double derivativeFourth(double q) {
        return over(x -> power4(activation.derivative(x))).at(q);
    }

    /** E[φ], which vanishes for odd φ. */
    public double mean(double q) {
        return over(activation::value).at(q);
    }

    /**
     * dE[φ²]/dq = E[φ φ' x]/q. The second derivative is avoided: E[φ'² + φφ''] misses the delta functions of φ'' at a
     * kink.
     */
    public double squareSlope(double q) {
        double inside = Math.min(Math.max(q, 1e-26), 1e26);
        return over(x -> activation.value(x) * activation.derivative(x) * x).at(inside) / inside;
    }

    /** E[φ(u) φ(v)] over a pair of variance q and correlation c. */
    public double product(double q, double c) {
        return pair().product(q, c);
    }

    /** E[φ'(u) φ'(v)] over a pair of variance q and correlation c. */
    public double derivativeProduct(double q, double c) {
        return new PairIntegral(activation::derivative, activation.kinks()).product(q, c);
    }

    /** E[φ²] - E[φ(u) φ(v)] at correlation 1 - d, to full relative accuracy as d → 0. */
    public double deficit(double q, double d) {
        return pair().deficit(q, d);
    }

    /**
     * Whether φ(ax) = a φ(x) for every a > 0, as for relu, leaky_relu and the identity: then no scale is preferred, and
     * each of these moments is a power of q.
     */
    public boolean homogeneous() {
        for (double x : new double[] {0.1, 0.7, 3, 40}) {
            if (bent(x) || bent(-x)) {
                return false;
            }
        }
        return true;
    }

    private boolean bent(double x) {
        double expected = activation.value(Math.signum(x)) * Math.abs(x);
        return Math.abs(activation.value(x) - expected) > 1e-12 * Math.abs(x);
    }

    public GaussianIntegral squareIntegral() {
        return over(x -> power2(activation.value(x)));
    }

    public GaussianIntegral derivativeSquareIntegral() {
        return over(x -> power2(activation.derivative(x)));
    }

    public PairIntegral pair() {
        return new PairIntegral(activation::value, activation.kinks());
    }

    private GaussianIntegral over(DoubleUnaryOperator f) {
        return new GaussianIntegral(f, activation.kinks());
    }

    private static double power2(double y) {
        return y * y;
    }

    private static double power4(double y) {
        return y * y * y * y;
    }
}
