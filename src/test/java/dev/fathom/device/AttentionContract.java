package dev.fathom.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.device.Heads.Projections;
import org.junit.jupiter.api.Test;

/** Attention both ways against float64, whose own gradient is held to differences; sizes that no tile divides. */
interface AttentionContract extends DeviceUnderTest {
    int TRIALS = 2;

    /**
     * Sums of up to 37 products, each rounded; exponentials within 2 ulp of a score that is rounded too. Relative to the
     * root mean square of the result, six deviations.
     */
    double TOLERANCE = 4e-6;

    @Test
    default void attendsAndGoesBack() {
        attends(new Heads(1, 1, false), 3, 5, 1);
        attends(new Heads(3, 9, true), 2, 4, 1);
        attends(new Heads(2, 37, false), 2, 35, 1);
        attends(new Heads(2, 37, true), 2, 35, 1);
        attends(new Heads(4, 16, false), 3, 8, 6); // most weights 0 or 1
    }

    private void attends(Heads heads, int samples, int channels, double scale) {
        int rows = samples * heads.positions();
        int columns = heads.count() * channels;
        String what = heads.toString();
        try (Bench bench = bench()) {
            Projections in = projections(bench, rows, columns, scale);
            Projections gradients = projections(bench, rows, columns, 1);
            Tensor weights = bench.normals(TRIALS, heads.weightRows(rows), heads.positions());
            Tensor out = bench.normals(TRIALS, rows, columns);
            Tensor delta = bench.normals(TRIALS, rows, columns);
            bench.run(ops -> ops.attend(heads, in, weights, out));
            float[][] shares = bench.read(weights);
            bench.run(ops -> ops.attendBackward(heads, in, weights, delta, gradients));
            for (int trial = 0; trial < TRIALS; trial++) {
                AttentionOracle oracle = new AttentionOracle(
                        heads,
                        columns,
                        Oracle.widen(bench.read(in.query(), trial)),
                        Oracle.widen(bench.read(in.key(), trial)),
                        Oracle.widen(bench.read(in.value(), trial)));
                oracle.forward();
                oracle.backward(Oracle.widen(bench.read(delta, trial)));
                double tolerance = TOLERANCE * scale * scale;
                Oracle.assertClose(what + " weights", shares[trial], oracle.weights, tolerance);
                Oracle.assertClose(what + " out", bench.read(out, trial), oracle.out, tolerance);
                close(what + " scores", bench.read(weights, trial), oracle.byScore, tolerance);
                close(what + " query", bench.read(gradients.query(), trial), oracle.byQuery, tolerance);
                close(what + " key", bench.read(gradients.key(), trial), oracle.byKey, tolerance);
                Oracle.assertClose(what + " value", bench.read(gradients.value(), trial), oracle.byValue, tolerance);
            }
        }
    }

    /** Gradients are differences of terms of about 1, which their rounding is relative to. */
    private static void close(String what, float[] found, double[] expected, double tolerance) {
        assertThat(found).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(Math.abs(found[i] - expected[i])).as(what + " " + i).isLessThanOrEqualTo(tolerance);
        }
    }

    private static Projections projections(Bench bench, int rows, int columns, double scale) {
        return new Projections(
                bench.normals(TRIALS, rows, columns, scale),
                bench.normals(TRIALS, rows, columns, scale),
                bench.normals(TRIALS, rows, columns));
    }

    @Test
    default void aPositionOfNaNSpoilsThoseThatSeeIt() {
        try (Bench bench = bench()) {
            Heads heads = new Heads(1, 2, true);
            Tensor one = bench.of(1, 2, 1, 1, 1);
            Tensor key = bench.of(1, 2, 1, 1, Float.NaN);
            Tensor weights = bench.zeros(1, 2, 2);
            Tensor out = bench.zeros(1, 2, 1);
            bench.run(ops -> ops.attend(heads, new Projections(one, key, one), weights, out));
            assertThat(bench.read(weights, 0)).containsExactly(1, 0, Float.NaN, Float.NaN);
            assertThat(bench.read(out, 0)).containsExactly(1, Float.NaN);
        }
    }

    @Test
    default void entropyOfShares() {
        try (Bench bench = bench()) {
            Tensor shares = bench.of(TRIALS, 3, 4, 0.25f, 0.25f, 0.25f, 0.25f, 0, 1, 0, 0, 0.5f, 0, 1e-40f, 0.5f);
            Tensor out = bench.zeros(TRIALS, 3, 1);
            bench.run(ops -> ops.entropy(shares, out));
            for (int trial = 0; trial < TRIALS; trial++) {
                float[] found = bench.read(out, trial);
                assertThat(found[1]).isZero();
                Oracle.assertClose("four", found[0], Math.log(4), 1e-7);
                Oracle.assertClose("two", found[2], Math.log(2), 1e-7);
            }
        }
    }

    @Test
    default void cosineOfPositions() {
        int positions = 11;
        int samples = 3;
        int channels = 37;
        try (Bench bench = bench()) {
            Tensor z = bench.normals(TRIALS, samples * positions, channels);
            Tensor out = bench.zeros(TRIALS, samples, 1);
            bench.run(ops -> ops.cosine(positions, z, out));
            for (int trial = 0; trial < TRIALS; trial++) {
                double[] tokens = Oracle.widen(bench.read(z, trial));
                double[] expected = new double[samples];
                for (int sample = 0; sample < samples; sample++) {
                    for (int i = 0; i < positions; i++) {
                        for (int j = 0; j < i; j++) {
                            int a = (sample * positions + i) * channels;
                            int b = (sample * positions + j) * channels;
                            double both = inner(tokens, a, b, channels);
                            double lengths = inner(tokens, a, a, channels) * inner(tokens, b, b, channels);
                            expected[sample] += both / Math.sqrt(lengths) * 2 / (positions * (positions - 1));
                        }
                    }
                }
                float[] found = bench.read(out, trial);
                for (int sample = 0; sample < samples; sample++) {
                    // lengths may be float32
                    assertThat(Math.abs(found[sample] - expected[sample])).isLessThanOrEqualTo(3e-8);
                }
            }
        }
    }

    private static double inner(double[] x, int a, int b, int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += x[a + i] * x[b + i];
        }
        return sum;
    }
}
