package dev.fathom.theory.integral;

import dev.fathom.activation.Activation;
import java.util.Optional;

/**
 * φ(x) = right·x above 0 and left·x below: relu, leaky_relu and the identity everywhere, and most activations at large
 * or at small scale. Its correlation map has a closed form, the arc-cosine kernel (Cho & Saul 2009):
 * φ(x) = m x + k |x| has E[φ(u) φ(v)] = q (m² c + k² (2/π)(sin θ + (π/2 - θ) cos θ)), c = cos θ.
 */
public record PiecewiseLinear(double left, double right) {
    private static final double SMALL = 1e-20;
    private static final double LARGE = 1e30;
    private static final double SERIES = 1e-3;

    /** φ itself, where it is of this form. */
    public static Optional<PiecewiseLinear> of(Activation activation) {
        return new ActivationIntegrals(activation).homogeneous() ? near(activation, 1) : Optional.empty();
    }

    /** What φ looks like from afar; empty where it is bounded. */
    public static Optional<PiecewiseLinear> atLargeScale(Activation activation) {
        return near(activation, LARGE);
    }

    /** What φ looks like next to the origin; empty where it does not vanish there. */
    public static Optional<PiecewiseLinear> atSmallScale(Activation activation) {
        return activation.value(0) == 0 ? near(activation, SMALL) : Optional.empty();
    }

    private static Optional<PiecewiseLinear> near(Activation activation, double x) {
        PiecewiseLinear shape = new PiecewiseLinear(-activation.value(-x) / x, activation.value(x) / x);
        double size = Math.abs(shape.left) + Math.abs(shape.right);
        return size > 1e-9 && size < 1e9 ? Optional.of(shape) : Optional.empty();
    }

    /** 1 - E[φ(u) φ(v)]/E[φ²] at correlation 1 - d. */
    public double lost(double d) {
        double m = 0.5 * (right + left);
        double k = 0.5 * (right - left);
        double theta = 2 * Math.asin(Math.min(1, Math.sqrt(0.5 * d)));
        double arc = theta < SERIES
                ? theta * theta * theta / 3 * (1 - theta * theta / 10)
                : Math.sin(theta) - theta * Math.cos(theta);
        return d - k * k / (m * m + k * k) * 2 / Math.PI * arc;
    }
}
