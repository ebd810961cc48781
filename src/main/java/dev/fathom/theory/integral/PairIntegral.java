package dev.fathom.theory.integral;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;

/**
 * E[f(u) f(v)] over a pair of normals of variance q and correlation c.
 *
 * <p>Write u = w + s z₁, v = ±w + s z₂ with w of variance q|c|, s² = q(1 - |c|), and w, z₁, z₂ independent. Given w the
 * two are independent, so with g(w) = E[f(w + s z)]
 *
 * <pre>E[f(u) f(v)] = E[g(w) g(±w)],     E[f²] - E[f(u) f(v)] = E[Var(f(w + s z) | w)]   (c ≥ 0)</pre>
 *
 * g is smooth however f jumps. The second form has no cancellation as c → 1: a deep net's 1 - c keeps its digits long
 * after c has rounded to 1. As the same nodes also give E[f²], which {@link GaussianIntegral} knows, each evaluation
 * checks itself and halves its panels while the two differ.
 */
public final class PairIntegral {
    private static final double REACH = 8.5;
    private static final double WIDEST = 4.5;
    private static final double TOLERANCE = 1e-11;
    private static final int LEVELS = 4;
    /** 1 - c below which the deficit is linear in it, to 1e-8 at a kink and better elsewhere. */
    private static final double LINEAR = 1e-15;

    private static final double NORMALISER = 1 / Math.sqrt(2 * Math.PI);
    private static final GaussLegendre RULE = new GaussLegendre(13);

    private final DoubleUnaryOperator f;
    private final double[] kinks;
    private final GaussianIntegral square;
    private final GaussianIntegral mirrored;

    /** @param kinks points, in units of f's argument, where f or its derivative jumps */
    public PairIntegral(DoubleUnaryOperator f, List<Double> kinks) {
        this.f = f;
        this.kinks = kinks.stream().mapToDouble(Double::doubleValue).toArray();
        this.square = new GaussianIntegral(
                x -> {
                    double y = f.applyAsDouble(x);
                    return y * y;
                },
                kinks);
        this.mirrored = new GaussianIntegral(
                x -> f.applyAsDouble(x) * f.applyAsDouble(-x),
                kinks.stream().flatMap(k -> Stream.of(k, -k)).toList());
    }

    /** E[f(u) f(v)] at correlation c in [-1, 1]. */
    public double product(double q, double c) {
        if (!(c >= -1 && c <= 1)) {
            throw new IllegalArgumentException("a correlation lies in [-1, 1], not " + c);
        }
        if (Math.abs(c) == 1) {
            return c > 0 ? square.at(q) : mirrored.at(q);
        }
        return integrate(q, c, 1 - Math.abs(c)).product;
    }

    /**
     * E[f²] - E[f(u) f(v)] at c = 1 - d, with full relative accuracy however small d is.
     *
     * @param d 1 - c, in [0, 2]
     */
    public double deficit(double q, double d) {
        if (!(d >= 0 && d <= 2)) {
            throw new IllegalArgumentException("1 - c lies in [0, 2], not " + d);
        }
        if (d > 1) {
            return square.at(q) - product(q, Math.max(-1, 1 - d));
        }
        if (d < LINEAR) {
            return integrate(q, 1 - LINEAR, LINEAR).variance * (d / LINEAR);
        }
        return integrate(q, 1 - d, d).variance;
    }

    /** E[g(w) g(±w)], E[Var(f | w)] and E[E[f² | w]] by one set of nodes. */
    private record Sums(double product, double variance, double square) {}

    private Sums integrate(double q, double c, double complement) {
        double exact = square.at(q);
        Sums sums = null;
        for (int level = 0; level < LEVELS; level++) {
            sums = integrate(q, c, complement, 1.0 / (1 << level));
            if (Math.abs(sums.square - exact) <= TOLERANCE * exact) {
                break;
            }
        }
        return sums;
    }

    private Sums integrate(double q, double c, double complement, double fineness) {
        double s = Math.sqrt(q * complement);
        double sigma = Math.sqrt(q * Math.abs(c));
        Conditional conditional = new Conditional(s, fineness);
        if (sigma == 0) {
            double mean = conditional.at(0);
            return new Sums(mean * mean, conditional.variance, conditional.square);
        }
        double[] edges = Mesh.edges(REACH, WIDEST * fineness, outerFeatures(c, s, sigma, fineness));
        double product = 0;
        double variance = 0;
        double second = 0;
        for (int panel = 0; panel + 1 < edges.length; panel++) {
            double half = 0.5 * (edges[panel + 1] - edges[panel]);
            double centre = 0.5 * (edges[panel + 1] + edges[panel]);
            for (int i = 0; i < RULE.order(); i++) {
                double z = centre + half * RULE.node(i);
                double weight = half * RULE.weight(i) * NORMALISER * Math.exp(-0.5 * z * z);
                double mean = conditional.at(sigma * z);
                variance += weight * conditional.variance;
                second += weight * conditional.square;
                product += weight * mean * (c < 0 ? conditional.at(-sigma * z) : mean);
            }
        }
        return new Sums(product, variance, second);
    }

    /** g bends within s of a kink, and elsewhere no faster than f itself. */
    private Mesh.Feature[] outerFeatures(double c, double s, double sigma, double fineness) {
        double bend = fineness * s / sigma;
        Stream<Mesh.Feature> origin = Stream.of(new Mesh.Feature(0, fineness * Math.max(1, s) / sigma));
        Stream<Mesh.Feature> here = Arrays.stream(kinks).mapToObj(k -> new Mesh.Feature(k / sigma, bend));
        Stream<Mesh.Feature> mirrored =
                Arrays.stream(c < 0 ? kinks : new double[0]).mapToObj(k -> new Mesh.Feature(-k / sigma, bend));
        return Stream.of(origin, here, mirrored).flatMap(stream -> stream).toArray(Mesh.Feature[]::new);
    }

    /** Mean, mean square and variance of f(w + s z) over z. */
    private final class Conditional {
        private final double s;
        private final double fineness;
        private double[] values = new double[128];
        private double[] weights = new double[128];
        private double square;
        private double variance;

        Conditional(double s, double fineness) {
            this.s = s;
            this.fineness = fineness;
        }

        double at(double w) {
            Mesh.Feature[] features = new Mesh.Feature[kinks.length + 1];
            features[0] = new Mesh.Feature(-w / s, fineness / s);
            for (int i = 0; i < kinks.length; i++) {
                features[i + 1] = new Mesh.Feature((kinks[i] - w) / s, fineness / s);
            }
            double[] edges = Mesh.edges(REACH, WIDEST * fineness, features);
            int count = (edges.length - 1) * RULE.order();
            if (values.length < count) {
                values = new double[2 * count];
                weights = new double[2 * count];
            }
            double mean = 0;
            for (int panel = 0, n = 0; panel + 1 < edges.length; panel++) {
                double half = 0.5 * (edges[panel + 1] - edges[panel]);
                double centre = 0.5 * (edges[panel + 1] + edges[panel]);
                for (int i = 0; i < RULE.order(); i++, n++) {
                    double z = centre + half * RULE.node(i);
                    weights[n] = half * RULE.weight(i) * NORMALISER * Math.exp(-0.5 * z * z);
                    values[n] = f.applyAsDouble(w + s * z);
                    mean += weights[n] * values[n];
                }
            }
            square = 0;
            variance = 0;
            for (int n = 0; n < count; n++) {
                double deviation = values[n] - mean;
                square += weights[n] * values[n] * values[n];
                variance += weights[n] * deviation * deviation;
            }
            return mean;
        }
    }
}
