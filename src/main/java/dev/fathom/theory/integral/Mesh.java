package dev.fathom.theory.integral;

import java.util.Arrays;

/**
 * Edges of the panels over which a Gauss–Legendre rule runs. An integrand against a Gaussian has two length scales:
 * the Gaussian's, 1 here, and the activation's, which shows only near its features (its kinks, and the origin). So a
 * panel is halved until it is no wider than {@code widest}, and no wider than its distance from any feature or that
 * feature's own scale. The number of panels grows with the logarithm of the ratio of the scales.
 */
final class Mesh {
    /** A place where the integrand changes within {@code scale}; panels are split at it. */
    record Feature(double at, double scale) {}

    private final double widest;
    private final Feature[] features;
    private double[] edges = new double[64];
    private int count;

    private Mesh(double widest, Feature[] features) {
        this.widest = widest;
        this.features = features;
    }

    /** Ascending edges from -reach to reach. */
    static double[] edges(double reach, double widest, Feature... features) {
        Mesh mesh = new Mesh(widest, features);
        double[] splits = Arrays.stream(features)
                .mapToDouble(Feature::at)
                .filter(at -> Math.abs(at) < reach)
                .sorted()
                .distinct()
                .toArray();
        mesh.append(-reach);
        double low = -reach;
        for (double split : splits) {
            mesh.cover(low, split);
            low = split;
        }
        mesh.cover(low, reach);
        return Arrays.copyOf(mesh.edges, mesh.count);
    }

    private void cover(double low, double high) {
        double middle = 0.5 * (low + high);
        if (high - low > allowed(low, high) && low < middle && middle < high) {
            cover(low, middle);
            cover(middle, high);
        } else {
            append(high);
        }
    }

    private double allowed(double low, double high) {
        double allowed = widest;
        for (Feature feature : features) {
            double distance = Math.max(0, Math.max(low - feature.at, feature.at - high));
            allowed = Math.min(allowed, Math.max(feature.scale, distance));
        }
        return allowed;
    }

    private void append(double edge) {
        if (count == edges.length) {
            edges = Arrays.copyOf(edges, 2 * count);
        }
        edges[count++] = edge;
    }
}
