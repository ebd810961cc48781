package dev.fathom.device;

import dev.fathom.optimizer.Optimizer;
import dev.fathom.optimizer.Optimizers;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Three steps of every optimizer, whose gradient stays the same, against float64. */
interface UpdateContract extends DeviceUnderTest {
    int TRIALS = 2;
    int ROWS = 9;
    int COLUMNS = 31; // 279 elements: more than a block
    int STEPS = 3;

    @Test
    default void sgd() {
        updates(Optimizer.SGD, false, false, (t, rate, g, state) -> rate * g);
    }

    @Test
    default void momentum() {
        updates(Optimizer.MOMENTUM, true, false, (t, rate, g, state) -> {
            state[0] = 0.9f * state[0] + g;
            return rate * state[0];
        });
    }

    @Test
    default void adam() {
        double beta1 = 0.9f;
        double beta2 = 0.999f;
        updates(Optimizer.ADAM, true, true, (t, rate, g, state) -> {
            state[0] = beta1 * state[0] + (1 - beta1) * g;
            state[1] = beta2 * state[1] + (1 - beta2) * g * g;
            double first = state[0] / (1 - Math.pow(beta1, t));
            double second = state[1] / (1 - Math.pow(beta2, t));
            return rate * first / (Math.sqrt(second) + 1e-8f);
        });
    }

    @Test
    default void nesterov() {
        updates(Optimizer.NESTEROV, true, false, (t, rate, g, state) -> {
            state[0] = 0.9f * state[0] + g;
            return rate * (g + 0.9f * state[0]);
        });
    }

    @Test
    default void lion() {
        updates(new Optimizer.Lion(0.9f, 0.99f, 0), true, false, (t, rate, g, state) -> {
            double direction = 0.9f * state[0] + (1 - 0.9f) * g;
            state[0] = 0.99f * state[0] + (1 - 0.99f) * g;
            return rate * Math.signum(direction);
        });
    }

    @Test
    default void muon() {
        updates(Optimizer.MUON, false, false, (t, rate, g, state) -> rate * g);
    }

    /** A coupled decay is a greater gradient, another one takes its share of the parameter before the same step. */
    @Test
    default void decays() {
        for (Optimizer optimizer : Optimizers.all()) {
            boolean coupled = optimizer.decay() == Optimizer.Decay.COUPLED;
            try (Bench bench = bench()) {
                Tensor g = bench.normals(TRIALS, ROWS, COLUMNS);
                Tensor rate = bench.of(TRIALS, 1, 1, 0.1f);
                Tensor decay = bench.of(TRIALS, 1, 2, 0.3f, 0.5f); // by step, in turn
                device().upload(new float[] {0, 0}, decay, 1); // and none for the other trial
                float[][] gradients = bench.read(g);
                float[][] decayed = step(bench, optimizer, gradients, 2, rate, decay);
                if (coupled) {
                    for (int i = 0; i < gradients[0].length; i++) {
                        gradients[0][i] += 0.5f * 2;
                    }
                }
                float[][] expected = step(bench, optimizer, gradients, coupled ? 2 : 0, rate, null);
                for (int trial = 0; trial < TRIALS; trial++) {
                    double[] wanted = new double[expected[trial].length];
                    for (int i = 0; i < wanted.length; i++) {
                        wanted[i] = expected[trial][i] + (coupled ? 0 : trial == 0 ? 2 * (1 - 0.5) : 2);
                    }
                    Oracle.assertClose(optimizer.spec(), decayed[trial], wanted, 1e-6);
                }
            }
        }
    }

    /** Step 1, the second, from the same parameter everywhere. */
    private float[][] step(
            Bench bench, Optimizer optimizer, float[][] gradients, float start, Tensor rate, Tensor decay) {
        float[] same = new float[ROWS * COLUMNS];
        Arrays.fill(same, start);
        Tensor w = bench.of(TRIALS, ROWS, COLUMNS, same);
        Tensor g = bench.zeros(TRIALS, ROWS, COLUMNS);
        for (int trial = 0; trial < TRIALS; trial++) {
            device().upload(gradients[trial], g, trial);
        }
        Tensor m = bench.zeros(TRIALS, ROWS, COLUMNS);
        Tensor v = bench.zeros(TRIALS, ROWS, COLUMNS);
        bench.run(1, 1, ops -> ops.update(optimizer, w, g, m, v, rate, decay));
        return bench.read(w);
    }

    /** Down to a norm, to a norm, or not at all, by trial; over two tensors, of which one has many parts. */
    @Test
    default void rescales() {
        for (boolean onlyDown : new boolean[] {true, false}) {
            try (Bench bench = bench()) {
                Tensor x = bench.normals(3, 130, 70); // 9,100 elements: more than two parts of 4,096
                Tensor y = bench.normals(3, 1, COLUMNS);
                Tensor norm = bench.of(3, 1, 1, 7);
                device().upload(new float[] {1e6f}, norm, 1);
                device().upload(new float[] {Float.POSITIVE_INFINITY}, norm, 2);
                float[][] before = bench.read(x);
                float[][] beside = bench.read(y);
                bench.run(0, 1, ops -> ops.rescale(List.of(x, y), norm, 0.5f, onlyDown));
                for (int trial = 0; trial < 3; trial++) {
                    double squares = 0;
                    for (float[] values : new float[][] {before[trial], beside[trial]}) {
                        for (float value : values) {
                            squares += (double) value * value;
                        }
                    }
                    double factor = (trial == 0 ? 7 : 1e6) / (Math.sqrt(squares) + 0.5);
                    double times = trial == 2 || onlyDown ? Math.min(trial == 2 ? 1 : factor, 1) : factor;
                    String what = "trial " + trial + (onlyDown ? ", only down" : "");
                    Oracle.assertClose(what, bench.read(x, trial), times(before[trial], times), 1e-6);
                    Oracle.assertClose(what, bench.read(y, trial), times(beside[trial], times), 1e-6);
                }
            }
        }
    }

    private static double[] times(float[] x, double factor) {
        double[] product = new double[x.length];
        Arrays.setAll(product, i -> x[i] * factor);
        return product;
    }

    /** What a step takes from one parameter; state holds two values. */
    interface Rule {
        double step(int t, double rate, double gradient, double[] state);
    }

    private void updates(Optimizer optimizer, boolean first, boolean second, Rule rule) {
        try (Bench bench = bench()) {
            Tensor w = bench.normals(TRIALS, ROWS, COLUMNS);
            Tensor g = bench.normals(TRIALS, ROWS, COLUMNS);
            Tensor m = first ? bench.zeros(TRIALS, ROWS, COLUMNS) : null;
            Tensor v = second ? bench.zeros(TRIALS, ROWS, COLUMNS) : null;
            Tensor rate = bench.of(TRIALS, 1, 2, 0.01f, 0.01f); // by step, in turn
            device().upload(new float[] {0.1f, 0.02f}, rate, 1);
            float[][] before = bench.read(w);
            bench.run(0, STEPS, ops -> ops.update(optimizer, w, g, m, v, rate, null));
            for (int trial = 0; trial < TRIALS; trial++) {
                double[] expected = new double[w.size()];
                for (int i = 0; i < expected.length; i++) {
                    double[] state = new double[2];
                    expected[i] = before[trial][i];
                    for (int t = 1; t <= STEPS; t++) {
                        expected[i] -= rule.step(
                                t, trial == 0 ? 0.01f : t % 2 == 1 ? 0.1f : 0.02f, bench.read(g, trial)[i], state);
                    }
                }
                // Adam: 1 - beta2 is 0.001 of float32 accuracy 6e-5, whose root enters a step of 0.1
                Oracle.assertClose(optimizer.toString(), bench.read(w, trial), expected, second ? 2e-5 : 1e-6);
            }
        }
    }
}
