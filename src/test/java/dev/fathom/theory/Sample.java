package dev.fathom.theory;

import dev.fathom.net.Normalize.Norm;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.theory.propagation.FiniteNetwork;
import dev.fathom.theory.propagation.Layer;
import java.util.List;
import java.util.random.RandomGenerator;

/** One finite random net, run forward and back by plain loops: what the theory is checked against. */
final class Sample {
    final double input;
    final double[] lengths;
    final double[] gradients;

    /** Draws a net, a standard normal input and a standard normal cotangent at the last pre-activation. */
    Sample(FiniteNetwork network, Architecture architecture, RandomGenerator random) {
        List<Layer> layers = network.layers();
        int depth = layers.size();
        double[][][] weights = new double[depth][][];
        double[][] z = new double[depth][];
        lengths = new double[depth];
        gradients = new double[depth];
        double[] h = normals(layers.get(0).fanIn(), 1, random);
        input = square(h);
        for (int l = 0; l < depth; l++) {
            Layer layer = layers.get(l);
            weights[l] = new double[layer.fanOut()][];
            z[l] = normals(layer.fanOut(), Math.sqrt(layer.biasVariance()), random);
            for (int i = 0; i < layer.fanOut(); i++) {
                weights[l][i] = normals(layer.fanIn(), Math.sqrt(layer.weightVariance()), random);
                for (int j = 0; j < h.length; j++) {
                    z[l][i] += weights[l][i][j] * h[j];
                }
                if (skips(architecture, l)) {
                    z[l][i] = z[l - 1][i] + architecture.branch().get().scale().factor() * z[l][i];
                }
            }
            lengths[l] = square(z[l]);
            h = seen(architecture, z[l]);
            for (int i = 0; i < h.length; i++) {
                h[i] = network.activation().value(h[i]);
            }
        }
        double[] delta = normals(layers.get(depth - 1).fanOut(), 1, random);
        double last = square(delta);
        gradients[depth - 1] = 1;
        for (int l = depth - 1; l > 0; l--) {
            delta = back(network, architecture, l, weights[l], z[l - 1], delta);
            gradients[l - 1] = square(delta) / last;
        }
    }

    private static boolean skips(Architecture architecture, int l) {
        return architecture.branch().isPresent() && l > 0;
    }

    private static double[] back(
            FiniteNetwork network, Architecture architecture, int l, double[][] weights, double[] z, double[] delta) {
        double[] x = seen(architecture, z);
        double[] into = new double[z.length];
        double alpha =
                skips(architecture, l) ? architecture.branch().get().scale().factor() : 1;
        for (int j = 0; j < z.length; j++) {
            for (int i = 0; i < delta.length; i++) {
                into[j] += alpha * weights[i][j] * delta[i];
            }
            into[j] *= network.activation().derivative(x[j]);
        }
        if (architecture.norm().isPresent()) {
            double mean = 0;
            double along = 0;
            for (int j = 0; j < z.length; j++) {
                mean += centred(architecture) ? into[j] / z.length : 0;
                along += into[j] * x[j] / z.length;
            }
            double deviation = deviation(architecture, z);
            for (int j = 0; j < z.length; j++) {
                into[j] = (into[j] - mean - x[j] * along) / deviation;
            }
        }
        if (skips(architecture, l)) {
            for (int j = 0; j < z.length; j++) {
                into[j] += delta[j];
            }
        }
        return into;
    }

    private static double[] seen(Architecture architecture, double[] z) {
        double[] x = z.clone();
        if (architecture.norm().isPresent()) {
            double mean = mean(architecture, z);
            double deviation = deviation(architecture, z);
            for (int i = 0; i < z.length; i++) {
                x[i] = (z[i] - mean) / deviation;
            }
        }
        return x;
    }

    private static boolean centred(Architecture architecture) {
        return architecture.norm().orElseThrow().norm() == Norm.LAYER;
    }

    private static double mean(Architecture architecture, double[] z) {
        if (!centred(architecture)) {
            return 0;
        }
        double sum = 0;
        for (double value : z) {
            sum += value;
        }
        return sum / z.length;
    }

    private static double deviation(Architecture architecture, double[] z) {
        double mean = mean(architecture, z);
        return Math.sqrt(square(z) - mean * mean);
    }

    private static double square(double[] z) {
        double sum = 0;
        for (double value : z) {
            sum += value * value;
        }
        return sum / z.length;
    }

    private static double[] normals(int n, double deviation, RandomGenerator random) {
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = deviation * random.nextGaussian();
        }
        return values;
    }
}
