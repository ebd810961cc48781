package dev.fathom.theory.propagation;

import dev.fathom.activation.Activation;
import dev.fathom.theory.integral.ActivationIntegrals;
import dev.fathom.theory.integral.GaussianIntegral;
import dev.fathom.theory.integral.PairIntegral;
import dev.fathom.theory.integral.PiecewiseLinear;
import java.util.Optional;
import java.util.OptionalDouble;

/** What an activation makes of normal pre-activations, and of the gradient that comes back. */
final class ActivationMap {
    /** ln q beyond which φ looks piecewise linear, to 1e-9. */
    private static final double FAR = 18 * Math.log(10);

    private final GaussianIntegral square;
    private final GaussianIntegral derivativeSquare;
    private final PairIntegral pair;
    private final Optional<PiecewiseLinear> everywhere;
    private final Optional<PiecewiseLinear> large;
    private final Optional<PiecewiseLinear> small;
    private Lost lost = new Lost(Double.NaN, Double.NaN, 0);

    /** The last evaluation of the correlation map: deep nets repeat it at their fixed point. */
    private record Lost(double q, double d, double share) {}

    ActivationMap(Activation activation) {
        ActivationIntegrals moments = new ActivationIntegrals(activation);
        this.square = moments.squareIntegral();
        this.derivativeSquare = moments.derivativeSquareIntegral();
        this.pair = moments.pair();
        this.everywhere = PiecewiseLinear.of(activation);
        this.large = PiecewiseLinear.atLargeScale(activation);
        this.small = PiecewiseLinear.atSmallScale(activation);
    }

    /** E[φ²], and 1 - E[φ(u) φ(v)]/E[φ²]. */
    Signal forward(Signal z) {
        return new Signal(
                logSquare(z),
                z.decorrelation().isPresent()
                        ? OptionalDouble.of(
                                lost(z.logSquare(), z.decorrelation().getAsDouble()))
                        : OptionalDouble.empty());
    }

    /** ln E[φ²]. */
    double logSquare(Signal z) {
        return square.logAt(z.logSquare());
    }

    /** ln E[φ'²]. */
    double logGradient(Signal z) {
        return derivativeSquare.logAt(z.logSquare());
    }

    private double lost(double logQ, double d) {
        Optional<PiecewiseLinear> shape = everywhere
                .or(() -> logQ > FAR ? large : Optional.empty())
                .or(() -> logQ < -FAR ? small : Optional.empty());
        if (shape.isPresent()) {
            return shape.get().lost(d);
        }
        double q = Math.exp(Math.min(Math.max(logQ, -FAR), FAR));
        if (!(same(q, lost.q) && same(d, lost.d))) {
            double second = square.at(q);
            lost = new Lost(q, d, second == 0 ? 0 : pair.deficit(q, Math.min(d, 2)) / second);
        }
        return lost.share;
    }

    private static boolean same(double a, double b) {
        return Math.abs(a - b) <= 1e-15 * Math.abs(a);
    }
}
