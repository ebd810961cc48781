package dev.fathom.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.activation.Activation;
import dev.fathom.activation.catalog.Activations;
import dev.fathom.device.Normalization.Affine;
import dev.fathom.device.Normalization.Running;
import dev.fathom.device.Normalization.Sums;
import dev.fathom.net.Normalize.Norm;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Gain and shift behind each normalization, BatchNorm's running statistics, and matrices that are tall, narrow or odd. */
interface NormalizeContract extends DeviceUnderTest {
    List<Norm> KINDS = NormOracle.NORMS.subList(1, NormOracle.NORMS.size());
    int TRIALS = 2;

    /** Several chunks of rows and tiles of columns, a few of these and single ones, less than a span and more. */
    int[][] SHAPES = {{150, 70}, {300, 3}, {13, 1100}};

    @Test
    default void scalesAndShiftsWhatIsNormalized() {
        for (Norm norm : KINDS) {
            for (int[] shape : SHAPES) {
                affine(norm, shape[0], shape[1], norm != Norm.RMS);
            }
        }
    }

    private void affine(Norm norm, int rows, int columns, boolean shifted) {
        String what = norm + " of " + rows + " x " + columns;
        try (Bench bench = bench()) {
            Tensor z = bench.normals(TRIALS, rows, columns);
            Tensor delta = bench.normals(TRIALS, rows, columns);
            Tensor a = bench.zeros(TRIALS, rows, columns);
            Tensor gain = bench.normals(TRIALS, 1, columns);
            Tensor shift = shifted ? bench.normals(TRIALS, 1, columns) : null;
            Normalization bare = NormOracle.keep(norm, bench, TRIALS, rows, columns);
            // as plain SGD has it: gradients are added to the parameters themselves
            Affine affine = new Affine(gain, shift, new Sums(-0.5f, 1, gain, shift));
            Normalization kept = new Normalization(norm, bare.normalized(), bare.inverseDeviation(), null, affine);
            float[][] signal = bench.read(z);
            float[][] gradient = bench.read(delta);
            float[][] gains = bench.read(gain);
            float[][] shifts = shifted ? bench.read(shift) : new float[TRIALS][columns];
            bench.run(ops -> {
                ops.activate(identity(), null, z, kept, a, null, null);
                ops.backpropagate(delta, null, kept, null, 1, 0, null, null);
            });
            for (int trial = 0; trial < TRIALS; trial++) {
                NormOracle oracle = new NormOracle(norm, Oracle.widen(signal[trial]), columns);
                double[] u = oracle.normalized();
                double[] y = new double[u.length];
                double[] d = Oracle.widen(gradient[trial]);
                double[] learned = Oracle.widen(gains[trial]);
                double[] moved = Oracle.widen(shifts[trial]);
                for (int i = 0; i < u.length; i++) {
                    int j = i % columns;
                    y[i] = u[i] * gains[trial][j] + shifts[trial][j];
                    learned[j] -= 0.5 * d[i] * u[i];
                    moved[j] -= 0.5 * d[i];
                    d[i] *= gains[trial][j];
                }
                Oracle.assertClose(what, bench.read(a, trial), y, 2e-6);
                // of few values that lie together little of a gradient is left, and that little has cancelled
                Oracle.assertClose(what + ", back", bench.read(delta, trial), oracle.back(d), 1e-5);
                Oracle.assertClose(what + ", gain", bench.read(gain, trial), learned, 4e-6);
                if (shifted) {
                    Oracle.assertClose(what + ", shift", bench.read(shift, trial), moved, 4e-6);
                }
            }
        }
    }

    private static List<Activation> identity() {
        return Collections.nCopies(TRIALS, Activations.parse("linear"));
    }

    @Test
    default void runningStatisticsFollowBatchesAndStandInForThem() {
        int rows = 150;
        int columns = 40;
        try (Bench bench = bench()) {
            Tensor mean = bench.normals(TRIALS, 1, columns);
            Tensor variance = bench.of(TRIALS, 1, columns, filled(columns, 1.5f));
            Tensor bias = bench.normals(TRIALS, 1, columns);
            Tensor z = bench.normals(TRIALS, rows, columns, 3);
            Tensor a = bench.zeros(TRIALS, rows, columns);
            Normalization bare = NormOracle.keep(Norm.BATCH, bench, TRIALS, rows, columns);
            float[][] before = bench.read(mean);
            float[][] signal = bench.read(z);
            bench.run(ops -> ops.activate(identity(), bias, z, with(bare, mean, variance, false), a, null, null));
            for (int trial = 0; trial < TRIALS; trial++) {
                double[] sum = Oracle.widen(signal[trial]);
                float[] biases = bench.read(bias, trial);
                for (int i = 0; i < sum.length; i++) {
                    sum[i] = signal[trial][i] + biases[i % columns];
                }
                NormOracle oracle = new NormOracle(Norm.BATCH, sum, columns);
                double[] means = new double[columns];
                double[] variances = new double[columns];
                for (int j = 0; j < columns; j++) {
                    double deviation = oracle.deviation(j);
                    double unbiased = (deviation * deviation - Normalization.EPSILON) * rows / (rows - 1);
                    means[j] = 0.9 * before[trial][j] + 0.1 * oracle.mean(j);
                    variances[j] = 0.9 * 1.5 + 0.1 * unbiased;
                }
                Oracle.assertClose("running mean", bench.read(mean, trial), means, 1e-6);
                Oracle.assertClose("running variance", bench.read(variance, trial), variances, 1e-6);
            }

            float[][] fixed = bench.read(mean);
            Tensor again = bench.normals(TRIALS, rows, columns);
            float[][] seen = bench.read(again);
            bench.run(ops -> ops.activate(identity(), null, again, with(bare, mean, variance, true), a, null, null));
            for (int trial = 0; trial < TRIALS; trial++) {
                double[] u = new double[rows * columns];
                float[] variances = bench.read(variance, trial);
                for (int i = 0; i < u.length; i++) {
                    int j = i % columns;
                    u[i] = (seen[trial][i] - fixed[trial][j]) / Math.sqrt(variances[j] + Normalization.EPSILON);
                }
                Oracle.assertClose("by running statistics", bench.read(a, trial), u, 1e-6);
                assertThat(bench.read(mean, trial)).isEqualTo(fixed[trial]);
            }
        }
    }

    private static Normalization with(Normalization bare, Tensor mean, Tensor variance, boolean fixed) {
        return new Normalization(
                Norm.BATCH, bare.normalized(), bare.inverseDeviation(), new Running(mean, variance, fixed), null);
    }

    /** Channels far from 0, constant ones, and ones whose squares leave float32's range. */
    @Test
    default void batchNormTakesAnyFiniteChannel() {
        int rows = 100;
        float[] z = new float[rows * 3];
        for (int row = 0; row < rows; row++) {
            z[3 * row] = 1000 + row * 0x1p-8f;
            z[3 * row + 1] = 7;
            z[3 * row + 2] = (row - 50) * 1e30f;
        }
        try (Bench bench = bench()) {
            Tensor signal = bench.of(TRIALS, rows, 3, z);
            Tensor a = bench.zeros(TRIALS, rows, 3);
            Normalization kept = NormOracle.keep(Norm.BATCH, bench, TRIALS, rows, 3);
            bench.run(ops -> ops.activate(identity(), null, signal, kept, a, null, null));
            double[] expected = new NormOracle(Norm.BATCH, Oracle.widen(z), 3).normalized();
            Oracle.assertClose("odd channels", bench.read(a, 1), expected, 2e-6);
            assertThat(IntStream.range(0, rows).mapToObj(row -> bench.read(a, 0)[3 * row + 1]))
                    .allMatch(value -> value == 0);
        }
    }

    private static float[] filled(int count, float value) {
        float[] values = new float[count];
        Arrays.fill(values, value);
        return values;
    }
}
