package dev.fathom.engine;

import dev.fathom.activation.Activation;
import dev.fathom.net.Normalize.Norm;
import dev.fathom.net.architecture.Architecture;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * A fully connected network in float64, one sample after the other, written from the formulas of {@link Architecture}
 * alone: it shares no code with the engine. Layers are numbered from 0 here.
 */
public final class Oracle {
    private static final double EPSILON = 1e-5;

    public final double[][][] weights; // [layer][i][j]
    public final double[][] biases;
    private final Activation activation;
    private final Architecture architecture;
    private final boolean classify;

    /** Pre-activations z[layer][unit] and activations of the last sample seen. */
    double[][] z;

    double[][] a;
    private double[][] u;
    private double[] deviation;

    public Oracle(int[] sizes, Activation activation, Architecture architecture, boolean classify) {
        weights = new double[sizes.length - 1][][];
        biases = new double[sizes.length - 1][];
        for (int layer = 0; layer < weights.length; layer++) {
            weights[layer] = new double[sizes[layer]][sizes[layer + 1]];
            biases[layer] = new double[sizes[layer + 1]];
        }
        this.activation = activation;
        this.architecture = architecture;
        this.classify = classify;
    }

    void randomize(RandomGenerator random, double gain) {
        for (int layer = 0; layer < weights.length; layer++) {
            for (double[] row : weights[layer]) {
                Arrays.setAll(row, j -> gain * random.nextGaussian() / Math.sqrt(row.length));
            }
            Arrays.setAll(biases[layer], j -> 0.1 * random.nextGaussian());
        }
    }

    private boolean hidden(int layer) {
        return layer < weights.length - 1;
    }

    private boolean skips(int layer) {
        return architecture.branch().isPresent()
                && layer > 0
                && hidden(layer)
                && weights[layer].length == biases[layer].length;
    }

    /** Output of the network for one sample. */
    double[] forward(double[] x) {
        z = new double[weights.length][];
        a = new double[weights.length][];
        u = new double[weights.length][];
        deviation = new double[weights.length];
        double[] input = x;
        for (int layer = 0; layer < weights.length; layer++) {
            z[layer] = new double[biases[layer].length];
            for (int j = 0; j < z[layer].length; j++) {
                double sum = biases[layer][j];
                for (int i = 0; i < input.length; i++) {
                    sum += input[i] * weights[layer][i][j];
                }
                z[layer][j] = skips(layer)
                        ? z[layer - 1][j] + architecture.branch().get().scale().factor() * sum
                        : sum;
            }
            if (!hidden(layer)) {
                return z[layer];
            }
            u[layer] = architecture.norm().isPresent() ? normalize(layer) : z[layer];
            a[layer] = Arrays.stream(u[layer]).map(activation::value).toArray();
            input = a[layer];
        }
        throw new AssertionError("a network has layers");
    }

    private boolean centred() {
        return architecture.norm().orElseThrow().norm() == Norm.LAYER;
    }

    private double[] normalize(int layer) {
        double mean = centred() ? Arrays.stream(z[layer]).average().orElseThrow() : 0;
        double variance = Arrays.stream(z[layer])
                .map(v -> (v - mean) * (v - mean))
                .average()
                .orElseThrow();
        deviation[layer] = Math.sqrt(variance + EPSILON);
        return Arrays.stream(z[layer]).map(v -> (v - mean) / deviation[layer]).toArray();
    }

    /** Loss of one sample: cross-entropy with the class of the largest target, or the mean squared error. */
    double loss(double[] x, double[] target) {
        double[] out = forward(x);
        double loss = 0;
        if (classify) {
            double max = Arrays.stream(out).max().orElseThrow();
            double sum = Arrays.stream(out).map(v -> Math.exp(v - max)).sum();
            for (int j = 0; j < out.length; j++) {
                loss -= target[j] * (out[j] - max - Math.log(sum));
            }
            return loss;
        }
        for (int j = 0; j < out.length; j++) {
            loss += (out[j] - target[j]) * (out[j] - target[j]) / out.length;
        }
        return loss;
    }

    /** Mean loss over samples. */
    public double meanLoss(double[][] xs, double[][] targets) {
        double sum = 0;
        for (int s = 0; s < xs.length; s++) {
            sum += loss(xs[s], targets[s]);
        }
        return sum / xs.length;
    }

    /** Gradients of the mean loss. */
    public static final class Gradients {
        public final double[][][] weights;
        public final double[][] biases;
        /** [sample][layer][unit], by the pre-activation. */
        final double[][][] preactivations;

        private Gradients(Oracle oracle, int samples) {
            weights = new double[oracle.weights.length][][];
            biases = new double[oracle.weights.length][];
            for (int layer = 0; layer < weights.length; layer++) {
                weights[layer] = new double[oracle.weights[layer].length][oracle.biases[layer].length];
                biases[layer] = new double[oracle.biases[layer].length];
            }
            preactivations = new double[samples][weights.length][];
        }
    }

    public Gradients gradients(double[][] xs, double[][] targets) {
        Gradients result = new Gradients(this, xs.length);
        for (int s = 0; s < xs.length; s++) {
            double[] out = forward(xs[s]);
            backward(xs[s], outputGradient(out, targets[s], xs.length), result, s);
        }
        return result;
    }

    private double[] outputGradient(double[] out, double[] target, int samples) {
        double[] delta = new double[out.length];
        double max = Arrays.stream(out).max().orElseThrow();
        double sum = Arrays.stream(out).map(v -> Math.exp(v - max)).sum();
        for (int j = 0; j < out.length; j++) {
            delta[j] = classify
                    ? (Math.exp(out[j] - max) / sum - target[j]) / samples
                    : 2 * (out[j] - target[j]) / out.length / samples;
        }
        return delta;
    }

    private void backward(double[] x, double[] top, Gradients into, int sample) {
        double[] delta = top;
        for (int layer = weights.length - 1; layer >= 0; layer--) {
            into.preactivations[sample][layer] = delta;
            double scale = skips(layer) ? architecture.branch().get().scale().factor() : 1;
            double[] input = layer == 0 ? x : a[layer - 1];
            double[] below = new double[input.length];
            for (int j = 0; j < delta.length; j++) {
                into.biases[layer][j] += scale * delta[j];
                for (int i = 0; i < input.length; i++) {
                    into.weights[layer][i][j] += scale * input[i] * delta[j];
                    below[i] += scale * weights[layer][i][j] * delta[j];
                }
            }
            if (layer > 0) {
                delta = throughActivation(layer - 1, below, skips(layer) ? delta : null);
            }
        }
    }

    private double[] throughActivation(int layer, double[] byActivation, double[] skip) {
        int n = byActivation.length;
        double[] delta = new double[n];
        for (int j = 0; j < n; j++) {
            delta[j] = byActivation[j] * activation.derivative(u[layer][j]);
        }
        if (architecture.norm().isPresent()) {
            double mean = centred() ? Arrays.stream(delta).average().orElseThrow() : 0;
            double along = 0;
            for (int j = 0; j < n; j++) {
                along += delta[j] * u[layer][j] / n;
            }
            for (int j = 0; j < n; j++) {
                delta[j] = (delta[j] - mean - u[layer][j] * along) / deviation[layer];
            }
        }
        for (int j = 0; j < n; j++) {
            delta[j] += skip == null ? 0 : skip[j];
        }
        return delta;
    }
}
