package dev.fathom.theory;

import dev.fathom.activation.Activation;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Gaussian expectations by the double-exponential rule (Takahasi & Mori 1974) between the kinks: a method, and code,
 * that shares nothing with what it checks.
 */
public final class TanhSinh {
    private static final double REACH = 11;
    private static final double FINE = 1.0 / 80;
    private static final double COARSE = 1.0 / 24;
    private static final double LAST = 3.3;

    private TanhSinh() {}

    /** E[f(√q z)]. */
    public static double expectation(DoubleUnaryOperator f, List<Double> kinks, double q) {
        return normal(f, kinks, 0, Math.sqrt(q), FINE);
    }

    /** E[φ(u) φ(v)] with v = c u + √(1 - c²) √q z drawn given u. */
    public static double product(Activation activation, double q, double c) {
        return product(activation::value, activation.kinks(), q, c);
    }

    /** E[f(u) f(v)], f with kinks or jumps at known points. */
    public static double product(DoubleUnaryOperator f, List<Double> kinks, double q, double c) {
        double root = Math.sqrt(q);
        double rest = root * Math.sqrt(1 - c * c);
        List<Double> bends = kinks.stream()
                .flatMap(k -> DoubleStream.of(k, k / c).boxed())
                .filter(Double::isFinite)
                .toList();
        // a steep φ is split where it is steep
        List<Double> steep = Stream.concat(kinks.stream(), Stream.of(0.0)).toList();
        return normal(u -> f.applyAsDouble(u) * normal(f, steep, c * u, rest, COARSE), bends, 0, root, COARSE);
    }

    private static double normal(
            DoubleUnaryOperator f, List<Double> kinks, double mean, double deviation, double step) {
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
            for (double t = -LAST; t <= LAST; t += step) {
                double inner = 0.5 * Math.PI * Math.sinh(t);
                double z = middle + half * Math.tanh(inner);
                double weight = 0.5 * Math.PI * Math.cosh(t) / (Math.cosh(inner) * Math.cosh(inner)) * half * step;
                sum += weight * f.applyAsDouble(mean + deviation * z) * Math.exp(-0.5 * z * z);
            }
        }
        return sum / Math.sqrt(2 * Math.PI);
    }
}
