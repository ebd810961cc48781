package dev.fathom.theory.integral;

import java.util.function.DoubleUnaryOperator;
import org.hipparchus.analysis.integration.gauss.GaussIntegrator;
import org.hipparchus.analysis.integration.gauss.GaussIntegratorFactory;

/** Nodes and weights of one Gauss–Legendre rule on (-1, 1). The nodes lie inside: an edge is never evaluated. */
public final class GaussLegendre {
    private final double[] nodes;
    private final double[] weights;

    public GaussLegendre(int order) {
        GaussIntegrator rule = new GaussIntegratorFactory().legendre(order);
        nodes = new double[order];
        weights = new double[order];
        for (int i = 0; i < order; i++) {
            nodes[i] = rule.getPoint(i);
            weights[i] = rule.getWeight(i);
        }
    }

    int order() {
        return nodes.length;
    }

    double node(int i) {
        return nodes[i];
    }

    double weight(int i) {
        return weights[i];
    }

    /** ∫ f over (low, high). */
    public double integrate(DoubleUnaryOperator f, double low, double high) {
        double half = 0.5 * (high - low);
        double centre = 0.5 * (high + low);
        double sum = 0;
        for (int i = 0; i < nodes.length; i++) {
            sum += weights[i] * f.applyAsDouble(centre + half * nodes[i]);
        }
        return half * sum;
    }
}
