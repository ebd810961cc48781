package dev.fathom.device;

import dev.fathom.net.Optimizer;
import java.util.Arrays;
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

    /** Decoupled decay is on top of the same step without it. */
    @Test
    default void decays() {
        for (Optimizer[] pair : new Optimizer[][] {
            {Optimizer.parse("adamw(weight_decay=0)"), Optimizer.parse("adamw(weight_decay=0.5)")},
            {Optimizer.parse("lion"), Optimizer.parse("lion(weight_decay=0.5)")}
        }) {
            try (Bench bench = bench()) {
                Tensor g = bench.normals(TRIALS, ROWS, COLUMNS);
                Tensor rate = bench.of(TRIALS, 1, 1, 0.1f);
                float[][] plain = stepFromZero(bench, pair[0], g, rate, 0);
                float[][] decayed = stepFromZero(bench, pair[1], g, rate, 2);
                for (int trial = 0; trial < TRIALS; trial++) {
                    double[] expected = new double[g.size()];
                    for (int i = 0; i < expected.length; i++) {
                        expected[i] = 2 * (1 - 0.1f * 0.5f) + plain[trial][i];
                    }
                    Oracle.assertClose(pair[1].spec(), decayed[trial], expected, 1e-6);
                }
            }
        }
    }

    private static float[][] stepFromZero(Bench bench, Optimizer optimizer, Tensor g, Tensor rate, float start) {
        float[] same = new float[ROWS * COLUMNS];
        Arrays.fill(same, start);
        Tensor w = bench.of(TRIALS, ROWS, COLUMNS, same);
        Tensor m = bench.zeros(TRIALS, ROWS, COLUMNS);
        Tensor v = bench.zeros(TRIALS, ROWS, COLUMNS);
        bench.run(0, 1, ops -> ops.update(optimizer, w, g, m, v, rate));
        return bench.read(w);
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
            bench.run(0, STEPS, ops -> ops.update(optimizer, w, g, m, v, rate));
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
