package dev.fathom.engine;

import dev.fathom.activation.Activations;
import dev.fathom.net.Architecture;
import java.util.Arrays;

/** {@link Oracle} trained in float64 by the formulas of the papers; rates, schedules and decays are worked out here again. */
final class SteppedOracle {
    /** What is asked of a training, in the words of the test. */
    record Setting(String optimizer, double rate, double[] roles, int warmup, int steps) {}

    private final Setting setting;
    private final Oracle net;
    private final double[][][][] memory; // [first or second][layer][row, biases last]

    SteppedOracle(Setting setting, int[] sizes) {
        this.setting = setting;
        net = new Oracle(sizes, Activations.parse("tanh"), Architecture.PLAIN, true);
        memory = new double[2][sizes.length - 1][][];
        for (double[][][] each : memory) {
            for (int layer = 0; layer < each.length; layer++) {
                each[layer] = new double[sizes[layer] + 1][sizes[layer + 1]];
            }
        }
    }

    void load(int layer, float[] weights, float[] biases) {
        int columns = biases.length;
        for (int i = 0; i < weights.length; i++) {
            net.weights[layer][i / columns][i % columns] = weights[i];
        }
        Arrays.setAll(net.biases[layer], j -> biases[j]);
    }

    /** Weights and biases of a layer, biases last. */
    double[][] parameters(int layer) {
        return rows(net.weights[layer], net.biases[layer]);
    }

    private static double[][] rows(double[][] weights, double[] biases) {
        double[][] rows = Arrays.copyOf(weights, weights.length + 1);
        rows[weights.length] = biases;
        return rows;
    }

    /** The loss before the step. */
    double step(double[][] inputs, double[][] targets, int step) {
        double loss = net.meanLoss(inputs, targets);
        Oracle.Gradients gradients = net.gradients(inputs, targets);
        for (int layer = 0; layer < net.weights.length; layer++) {
            double[][] w = parameters(layer);
            double[][] g = rows(gradients.weights[layer], gradients.biases[layer]);
            double rate = setting.rate() * setting.roles()[layer == 0 ? 0 : layer == net.weights.length - 1 ? 2 : 1];
            for (int i = 0; i < w.length; i++) {
                for (int j = 0; j < w[i].length; j++) {
                    w[i][j] = stepped(w[i][j], g[i][j], rate * course(step), step + 1, layer, i, j);
                }
            }
        }
        return loss;
    }

    /** Linear warm-up, then a cosine to a tenth. */
    private double course(int step) {
        int warm = setting.warmup();
        return step < warm
                ? (step + 1.0) / warm
                : 0.1 + 0.45 * (1 + Math.cos(Math.PI * (step - warm) / (setting.steps() - warm)));
    }

    private double stepped(double w, double g, double rate, int t, int layer, int i, int j) {
        double[] m = memory[0][layer][i];
        double[] v = memory[1][layer][i];
        switch (setting.optimizer()) {
            case "sgd":
                return w - rate * g;
            case "momentum":
                m[j] = 0.9 * m[j] + g;
                return w - rate * m[j];
            case "nesterov":
                m[j] = 0.9 * m[j] + g;
                return w - rate * (g + 0.9 * m[j]);
            case "lion":
                double towards = Math.signum(0.9 * m[j] + 0.1 * g);
                m[j] = 0.99 * m[j] + 0.01 * g;
                return w - rate * towards;
            default:
                m[j] = 0.9 * m[j] + 0.1 * g;
                v[j] = 0.999 * v[j] + 0.001 * g * g;
                double corrected = m[j] / (1 - Math.pow(0.9, t));
                return w - rate * corrected / (Math.sqrt(v[j] / (1 - Math.pow(0.999, t))) + 1e-8);
        }
    }
}
