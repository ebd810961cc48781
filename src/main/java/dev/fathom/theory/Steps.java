package dev.fathom.theory;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleUnaryOperator;

/** One step of the recursions of {@link Propagation}, forward or back. Layers are counted from 0. */
final class Steps {
    /** ln q beyond which φ looks piecewise linear, to 1e-9. */
    private static final double FAR = 18 * Math.log(10);

    private final FiniteNetwork network;
    private final GaussianIntegral square;
    private final GaussianIntegral derivativeSquare;
    private final PairIntegral pair;
    private final Optional<PiecewiseLinear> everywhere;
    private final Optional<PiecewiseLinear> large;
    private final Optional<PiecewiseLinear> small;
    private Lost lost = new Lost(Double.NaN, Double.NaN, 0);

    /** The last evaluation of the correlation map: deep nets repeat it at their fixed point. */
    private record Lost(double q, double d, double share) {}

    Steps(FiniteNetwork network) {
        ActivationIntegrals moments = new ActivationIntegrals(network.activation());
        this.network = network;
        this.square = moments.squareIntegral();
        this.derivativeSquare = moments.derivativeSquareIntegral();
        this.pair = moments.pair();
        this.everywhere = PiecewiseLinear.of(network.activation());
        this.large = PiecewiseLinear.atLargeScale(network.activation());
        this.small = PiecewiseLinear.atSmallScale(network.activation());
    }

    Propagation.Signal first(double input, OptionalDouble correlation) {
        Layer layer = network.layers().get(0);
        double signal = layer.forward() * input;
        double logQ = Math.log(signal + layer.biasVariance());
        double share = signal / (signal + layer.biasVariance());
        return new Propagation.Signal(logQ, map(correlation, c -> Double.isNaN(share) ? 0 : share * (1 - c)));
    }

    Propagation.Signal next(int i, Propagation.Signal before) {
        Layer layer = network.layers().get(i);
        double scale = 2 * Math.log(Math.abs(network.branch(i).orElse(1.0)));
        double logSignal = Math.log(layer.forward()) + logActivation(before) + scale;
        double logSkip = network.branch(i).isPresent() ? before.logQ() : Double.NEGATIVE_INFINITY;
        double logQ = logSum(logSkip, logSum(logSignal, Math.log(layer.biasVariance()) + scale));
        if (logQ == Double.NEGATIVE_INFINITY) {
            return new Propagation.Signal(logQ, map(before.decorrelation(), d -> 0));
        }
        return new Propagation.Signal(
                logQ,
                map(
                        before.decorrelation(),
                        d -> Math.exp(logSkip - logQ) * d + Math.exp(logSignal - logQ) * lost(before, d)));
    }

    /** ln E[φ²] behind a pre-activation. */
    double logActivation(Propagation.Signal signal) {
        return square.logAt(seen(signal));
    }

    /** ln of the growth of the gradient from layer i + 1 back to layer i. */
    double logGradient(int i, Propagation.Signal signal) {
        double scale = 2 * Math.log(Math.abs(network.branch(i + 1).orElse(1.0)));
        // the Jacobian of layer norm is 1/√q but for directions whose share is 1/width
        double norm = network.architecture().normalized() ? -signal.logQ() : 0;
        double branch =
                Math.log(network.layers().get(i + 1).backward()) + derivativeSquare.logAt(seen(signal)) + scale + norm;
        return logSum(network.branch(i + 1).isPresent() ? 0 : Double.NEGATIVE_INFINITY, branch);
    }

    /** ln q as φ sees it: behind layer norm it is 1. */
    private double seen(Propagation.Signal signal) {
        return network.architecture().normalized() ? 0 : signal.logQ();
    }

    /** 1 - E[φ(u) φ(v)]/E[φ²] at 1 - c = d. */
    private double lost(Propagation.Signal signal, double d) {
        double logQ = seen(signal);
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

    private static double logSum(double a, double b) {
        double larger = Math.max(a, b);
        return Double.isInfinite(larger) ? larger : larger + Math.log1p(Math.exp(Math.min(a, b) - larger));
    }

    private static OptionalDouble map(OptionalDouble value, DoubleUnaryOperator f) {
        return value.isPresent() ? OptionalDouble.of(f.applyAsDouble(value.getAsDouble())) : value;
    }
}
