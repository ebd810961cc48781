package dev.fathom.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.net.Normalize.Norm;
import org.junit.jupiter.api.Test;

/** The way back, in every combination of its nullable parts, against float64. */
interface BackpropagateContract extends DeviceUnderTest {
    int TRIALS = 2;
    int BATCH = 17;
    int UNITS = 35;

    @Test
    default void goesBackInEveryCombination() {
        for (Norm norm : NormOracle.NORMS) {
            for (int parts = 0; parts < 16; parts++) {
                goesBack(norm, (parts & 1) != 0, (parts & 2) != 0, (parts & 4) != 0, (parts & 8) != 0);
            }
        }
    }

    private void goesBack(Norm norm, boolean sloped, boolean skipped, boolean biased, boolean measured) {
        String what = "slope " + sloped + ", norm " + norm + ", skip " + skipped + ", bias " + biased;
        try (Bench bench = bench()) {
            Tensor delta = bench.normals(TRIALS, BATCH, UNITS);
            Tensor slope = sloped ? bench.normals(TRIALS, BATCH, UNITS) : null;
            Tensor skip = skipped ? bench.normals(TRIALS, BATCH, UNITS) : null;
            Tensor bias = biased ? bench.normals(TRIALS, 1, UNITS) : null;
            Tensor z = bench.normals(TRIALS, BATCH, UNITS);
            Normalization kept = norm == null ? null : normalization(norm, bench, z);
            Statistics statistics = bench.statistics(TRIALS, 1);
            float[][] before = bench.read(delta);
            float[][] biases = biased ? bench.read(bias) : null;
            float beta = measured ? 1 : 0;
            bench.run(ops -> ops.backpropagate(
                    delta, slope, kept, skip, -0.25f, beta, bias, measured ? statistics.slot(0) : null));

            for (int trial = 0; trial < TRIALS; trial++) {
                double[] d = Oracle.widen(before[trial]);
                for (int i = 0; sloped && i < d.length; i++) {
                    d[i] *= bench.read(slope, trial)[i];
                }
                if (norm != null) {
                    d = new NormOracle(norm, Oracle.widen(bench.read(z, trial)), UNITS).back(d);
                }
                for (int i = 0; skipped && i < d.length; i++) {
                    d[i] += bench.read(skip, trial)[i];
                }
                float[] found = bench.read(delta, trial);
                Oracle.assertClose(what, found, d, 2e-6);
                if (biased) {
                    float[] left = bench.read(bias, trial);
                    double[] expected = biasAfter(biases[trial], beta, d);
                    for (int j = 0; j < UNITS; j++) { // what is added may cancel, as behind BatchNorm it does
                        double size = Math.abs(expected[j]) + Math.sqrt(BATCH);
                        assertThat((double) left[j]).as(what + ": bias").isCloseTo(expected[j], within(1e-6 * size));
                    }
                }
                if (measured) {
                    Moments expected = Oracle.moments(Oracle.widen(found), BATCH, UNITS);
                    Oracle.assertMoments(what, statistics.read()[trial][0], expected, momentsTolerance());
                }
            }
        }
    }

    private static double[] biasAfter(float[] bias, float beta, double[] delta) {
        double[] after = new double[UNITS];
        for (int j = 0; j < UNITS; j++) {
            after[j] = beta * bias[j];
            for (int i = 0; i < BATCH; i++) {
                after[j] += -0.25 * delta[i * UNITS + j];
            }
        }
        return after;
    }

    /** What a forward pass keeps for z, in a copy. */
    private static Normalization normalization(Norm norm, Bench bench, Tensor z) {
        Normalization kept = NormOracle.keep(norm, bench, TRIALS, BATCH, UNITS);
        Tensor copy = bench.zeros(TRIALS, BATCH, UNITS);
        Tensor a = bench.zeros(TRIALS, BATCH, UNITS);
        var identity = dev.fathom.activation.catalog.Activations.all().get(0);
        bench.run(ops -> {
            ops.addRow(z, null, 1, copy);
            ops.activate(java.util.Collections.nCopies(TRIALS, identity), null, copy, kept, a, null, null);
        });
        return kept;
    }

    @Test
    default void betaZeroForgetsNaNOfTheBias() {
        try (Bench bench = bench()) {
            Tensor delta = bench.of(1, 2, 1, 3, 4);
            Tensor bias = bench.of(1, 1, 1, Float.NaN);
            bench.run(ops -> ops.backpropagate(delta, null, null, null, 2, 0, bias, null));
            Oracle.assertClose("bias", bench.read(bias, 0)[0], 14, 0);
        }
    }
}
