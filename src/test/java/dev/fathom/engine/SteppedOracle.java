package dev.fathom.engine;

import dev.fathom.activation.catalog.Activations;
import dev.fathom.net.architecture.Architecture;
import java.util.Arrays;
import java.util.stream.Stream;

/** {@link Oracle} trained in float64 by the formulas of the papers; rates, schedules and decays are worked out here again. */
public final class SteppedOracle {
    /**
     * What is asked of a training.
     *
     * @param kind the optimizer's name; {@code adamw independent} where its decay is no rate's
     * @param roles factors on the rate of the first, the hidden and the last layers, and on that of biases
     * @param clip greatest norm of the gradient
     */
    public record Setting(String kind, double rate, double[] roles, int warmup, int steps, double decay, double clip) {}

    private final Setting setting;
    private final Oracle net;
    private final double[][][][] memory; // [first or second][layer][row, biases last]

    public SteppedOracle(Setting setting, int[] sizes) {
        this.setting = setting;
        net = new Oracle(sizes, Activations.parse("tanh"), Architecture.PLAIN, true);
        memory = new double[2][sizes.length - 1][][];
        for (double[][][] each : memory) {
            for (int layer = 0; layer < each.length; layer++) {
                each[layer] = new double[sizes[layer] + 1][sizes[layer + 1]];
            }
        }
    }

    public void load(int layer, float[] weights, float[] biases) {
        int columns = biases.length;
        for (int i = 0; i < weights.length; i++) {
            net.weights[layer][i / columns][i % columns] = weights[i];
        }
        Arrays.setAll(net.biases[layer], j -> biases[j]);
    }

    /** Weights of a layer, and its biases as a last row. */
    public double[][] parameters(int layer) {
        return rows(net.weights[layer], net.biases[layer]);
    }

    private static double[][] rows(double[][] weights, double[] biases) {
        double[][] rows = Arrays.copyOf(weights, weights.length + 1);
        rows[weights.length] = biases;
        return rows;
    }

    /** The loss before the step. */
    public double step(double[][] inputs, double[][] targets, int step) {
        double loss = net.meanLoss(inputs, targets);
        Oracle.Gradients gradients = net.gradients(inputs, targets);
        double shrink = Math.min(1, setting.clip() / (norm(gradients) + 1e-6));
        for (int layer = 0; layer < net.weights.length; layer++) {
            boolean last = layer == net.weights.length - 1;
            double rate = setting.rate() * setting.roles()[layer == 0 ? 0 : last ? 2 : 1] * course(step);
            double[][] w = parameters(layer);
            double[][] g = Arrays.stream(rows(gradients.weights[layer], gradients.biases[layer]))
                    .map(row -> Arrays.stream(row).map(x -> shrink * x).toArray())
                    .toArray(double[][]::new);
            boolean orthogonal = setting.kind().equals("muon") && layer > 0 && !last;
            if (orthogonal) {
                muon(layer, w, g, rate);
            }
            for (int i = orthogonal ? w.length - 1 : 0; i < w.length; i++) {
                double ofRow = i == w.length - 1 ? rate * setting.roles()[3] : rate;
                for (int j = 0; j < w[i].length; j++) {
                    double decay = setting.kind().endsWith("independent") ? course(step) : ofRow;
                    w[i][j] = stepped(w[i][j], g[i][j], ofRow, decay * setting.decay(), step + 1, layer, i, j);
                }
            }
        }
        return loss;
    }

    private static double norm(Oracle.Gradients gradients) {
        return Math.sqrt(
                Stream.concat(Arrays.stream(gradients.weights).flatMap(Arrays::stream), Arrays.stream(gradients.biases))
                        .flatMapToDouble(Arrays::stream)
                        .map(x -> x * x)
                        .sum());
    }

    /** Linear warm-up, then a cosine to a tenth. */
    private double course(int step) {
        int warm = setting.warmup();
        return step < warm
                ? (step + 1.0) / warm
                : 0.1 + 0.45 * (1 + Math.cos(Math.PI * (step - warm) / (setting.steps() - warm)));
    }

    /** @param share that a decoupled decay takes */
    private double stepped(double w, double g, double rate, double share, int t, int layer, int i, int j) {
        double[] m = memory[0][layer][i];
        double[] v = memory[1][layer][i];
        double with = g + setting.decay() * w;
        switch (setting.kind()) {
            case "sgd":
                return w - rate * with;
            case "momentum":
                m[j] = 0.9 * m[j] + with;
                return w - rate * m[j];
            case "nesterov":
                m[j] = 0.9 * m[j] + with;
                return w - rate * (with + 0.9 * m[j]);
            case "lion":
                double towards = Math.signum(0.9 * m[j] + 0.1 * g);
                m[j] = 0.99 * m[j] + 0.01 * g;
                return w - rate * towards - share * w;
            case "adam":
                return w - rate * adam(with, m, v, j, t);
            default:
                return w - share * w - rate * adam(g, m, v, j, t);
        }
    }

    private static double adam(double g, double[] m, double[] v, int j, int t) {
        m[j] = 0.9 * m[j] + 0.1 * g;
        v[j] = 0.999 * v[j] + 0.001 * g * g;
        return m[j] / (1 - Math.pow(0.9, t)) / (Math.sqrt(v[j] / (1 - Math.pow(0.999, t))) + 1e-8);
    }

    /** Jordan's own: m ← 0.95 m + 0.05 g, and five Newton-Schulz steps from 0.05 g + 0.95 m, on the weights alone. */
    private void muon(int layer, double[][] w, double[][] g, double rate) {
        int n = w.length - 1;
        int columns = w[0].length;
        double[][] m = memory[0][layer];
        double[][] x = new double[n][columns];
        double squares = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < columns; j++) {
                m[i][j] = 0.95 * m[i][j] + 0.05 * g[i][j];
                x[i][j] = 0.05 * g[i][j] + 0.95 * m[i][j];
                squares += x[i][j] * x[i][j];
            }
        }
        double norm = Math.sqrt(squares);
        x = combine(x, 1 / norm, x, 0);
        for (int step = 0; step < 5; step++) {
            double[][] a = times(x, transposed(x));
            x = combine(x, 3.4445, times(combine(a, -4.7750, times(a, a), 2.0315), x), 1);
        }
        double scale = Math.sqrt(Math.max(1, (double) columns / n));
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < columns; j++) {
                w[i][j] -= rate * (scale * x[i][j] + setting.decay() * w[i][j]);
            }
        }
    }

    private static double[][] transposed(double[][] x) {
        double[][] t = new double[x[0].length][x.length];
        for (int i = 0; i < x.length; i++) {
            for (int j = 0; j < t.length; j++) {
                t[j][i] = x[i][j];
            }
        }
        return t;
    }

    private static double[][] times(double[][] a, double[][] b) {
        double[][] c = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < b.length; k++) {
                for (int j = 0; j < c[i].length; j++) {
                    c[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return c;
    }

    /** p x + q y */
    private static double[][] combine(double[][] x, double p, double[][] y, double q) {
        double[][] sum = new double[x.length][x[0].length];
        for (int i = 0; i < x.length; i++) {
            int row = i;
            Arrays.setAll(sum[i], j -> p * x[row][j] + q * y[row][j]);
        }
        return sum;
    }
}
