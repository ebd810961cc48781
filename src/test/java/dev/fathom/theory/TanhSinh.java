package dev.fathom.theory;

import dev.fathom.net.Activation;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;

/**
 * Gaussian expectations by the double-exponential rule (Takahasi & Mori 1974) between the kinks: a method, and code,
 * that shares nothing with what it checks.
 */
final class TanhSinh {
    private static final double REACH = 11;
    private static final double STEP = 1.0 / 40;
    private static final double LAST = 3.3;

    private TanhSinh() {}

    /** E[f(√q z)]. */
    static double expectation(DoubleUnaryOperator f, List<Double> kinks, double q) {
        return normal(x -> f.applyAsDouble(x), kinks, 0, Math.sqrt(q));
    }

    /** E[φ(u) φ(v)] with v = c u + √(1 - c²) √q z drawn given u. */
    static double product(Activation activation, double q, double c) {
        double root = Math.sqrt(q);
        double rest = root * Math.sqrt(1 - c * c);
        List<Double> bends = activation.kinks().stream()
                .flatMap(k -> DoubleStream.of(k, k / c).boxed())
                .filter(Double::isFinite)
                .toList();
        return normal(
                u -> activation.value(u) * normal(activation::value, activation.kinks(), c * u, rest), bends, 0, root);
    }

    private static double normal(DoubleUnaryOperator f, List<Double> kinks, double mean, double deviation) {
        double[] edges = DoubleStream.concat(
                        DoubleStream.of(-REACH, 0, REACH),
                        kinks.stream().mapToDouble(k -> (k - mean) / deviation).filter(z -> Math.abs(z) < REACH))
                .sorted()
                .distinct()
                .toArray();
        double sum = 0;
        for (int i = 0; i + 1 < edges.length; i++) {
            double middle = 0.5 * (edges[i] + edges[i + 1]);
            double half = 0.5 * (edges[i + 1] - edges[i]);
            for (double t = -LAST; t <= LAST; t += STEP) {
                double inner = 0.5 * Math.PI * Math.sinh(t);
                double z = middle + half * Math.tanh(inner);
                double weight = 0.5 * Math.PI * Math.cosh(t) / (Math.cosh(inner) * Math.cosh(inner)) * half * STEP;
                sum += weight * f.applyAsDouble(mean + deviation * z) * Math.exp(-0.5 * z * z);
            }
        }
        return sum / Math.sqrt(2 * Math.PI);
    }
}
