package dev.fathom.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.activation.Activation;
import dev.fathom.activation.catalog.Activations;
import dev.fathom.net.Normalize.Norm;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every activation, each in a trial of its own, with and without bias, normalization and measurement. */
interface ActivateContract extends DeviceUnderTest {
    int BATCH = 13;
    int UNITS = 45;

    /** Activations and derivatives from float32 inputs: a few ulp, and the kinks of functions aside. */
    double VALUES = 2e-6;

    /** Every step of a program, beside functions that are built in. */
    List<Activation> FORMULAS = Stream.of(
                    "x * sigmoid(1.5 * x)",
                    "relu",
                    "max(0.1 * x, min(x, 1) - 0.5)",
                    "leaky_relu(0.3)",
                    "x / (1 + abs(x))",
                    "elu(x, 0.7) - x**3 / 50 + leaky_relu(-x, 0.2)")
            .map(Activations::parse)
            .toList();

    @Test
    default void activatesInEveryCombination() {
        boolean[] both = {false, true};
        for (boolean biased : both) {
            for (Norm norm : NormOracle.NORMS) {
                for (boolean measured : both) {
                    activates(Activations.all(), biased, norm, measured);
                    activates(FORMULAS, biased, norm, measured);
                }
            }
        }
    }

    private void activates(List<Activation> functions, boolean biased, Norm norm, boolean measured) {
        int trials = functions.size();
        try (Bench bench = bench()) {
            Tensor bias = biased ? bench.normals(trials, 1, UNITS) : null;
            Tensor z = bench.normals(trials, BATCH, UNITS, 1.5);
            Tensor a = bench.zeros(trials, BATCH, UNITS);
            Normalization kept = norm == null ? null : NormOracle.keep(norm, bench, trials, BATCH, UNITS);
            Statistics statistics = bench.statistics(trials, 3);
            float[][] before = bench.read(z);
            bench.run(ops -> ops.activate(
                    functions,
                    bias,
                    z,
                    kept,
                    a,
                    measured ? statistics.slot(2) : null,
                    measured ? statistics.slot(0) : null));

            for (int trial = 0; trial < trials; trial++) {
                Activation function = functions.get(trial);
                String what = function.name() + (biased ? ", biased" : "") + (norm == null ? "" : ", " + norm);
                double[] sum = Oracle.widen(before[trial]);
                for (int i = 0; biased && i < sum.length; i++) {
                    sum[i] = before[trial][i] + bench.read(bias, trial)[i % UNITS];
                }
                double[] u = sum;
                if (norm != null) {
                    NormOracle oracle = new NormOracle(norm, sum, UNITS);
                    u = oracle.normalized();
                    Oracle.assertClose(what + ": normalized", bench.read(kept.normalized(), trial), u, 1e-6);
                    u = Oracle.widen(bench.read(kept.normalized(), trial));
                    double deviation = oracle.deviation(1);
                    Oracle.assertClose(what, bench.read(kept.inverseDeviation(), trial)[1], 1 / deviation, 1e-6);
                }
                double[] value = new double[u.length];
                double[] slope = new double[u.length];
                for (int i = 0; i < u.length; i++) {
                    value[i] = function.value(u[i]);
                    slope[i] = function.derivative(u[i]);
                }
                Oracle.assertClose(what + ": φ", bench.read(a, trial), value, VALUES);
                Oracle.assertClose(what + ": φ'", bench.read(z, trial), slope, VALUES);
                if (measured) {
                    Moments[] read = statistics.read()[trial];
                    Oracle.assertMoments(what + ": z", read[2], Oracle.moments(sum, BATCH, UNITS), momentsTolerance());
                    Oracle.assertMoments(
                            what + ": a",
                            read[0],
                            withShares(bench.read(a, trial), bench.read(z, trial), function.saturation()),
                            momentsTolerance());
                    assertThat(read[1]).isEqualTo(new Moments(0, 0, 0, 0, 0, 0, 0, 0));
                }
            }
        }
    }

    private static Moments withShares(float[] a, float[] slope, Activation.Saturation bounds) {
        Moments m = Oracle.moments(Oracle.widen(a), BATCH, UNITS);
        double saturated = 0;
        double dead = 0;
        for (float value : a) {
            saturated += value <= bounds.low() || value >= bounds.high() ? 1 : 0;
        }
        for (int j = 0; j < UNITS; j++) {
            boolean alive = false;
            for (int i = 0; i < BATCH; i++) {
                alive |= slope[i * UNITS + j] != 0;
            }
            dead += alive ? 0 : 1;
        }
        return new Moments(
                m.mean(),
                m.variance(),
                m.secondMoment(),
                m.unitVariance(),
                m.largest(),
                saturated / a.length,
                dead / UNITS,
                0);
    }

    /** The device's formula is the same text as Java's: over the whole range of float32 the bits must agree. */
    @Test
    default void agreesWithJavaBitForBit() {
        agreesWithJavaBitForBit(Activations.all());
        agreesWithJavaBitForBit(FORMULAS);
    }

    private void agreesWithJavaBitForBit(List<Activation> functions) {
        int columns = 1 << 10;
        int rows = 1 << 4;
        float[] grid = new float[rows * columns];
        for (int i = 0; i < grid.length; i++) {
            // one float of each 2^18, all exponents, signs, infinities and NaNs
            grid[i] = Float.intBitsToFloat(i << 18 | (i * 0x9E3779B9) >>> 14);
        }
        try (Bench bench = bench()) {
            Tensor z = bench.of(functions.size(), rows, columns, grid);
            Tensor a = bench.zeros(functions.size(), rows, columns);
            bench.run(ops -> ops.activate(functions, null, z, null, a, null, null));
            for (int trial = 0; trial < functions.size(); trial++) {
                float[] slope = grid.clone();
                float[] value = new float[grid.length];
                functions.get(trial).apply(slope, value, grid.length);
                String name = functions.get(trial).name();
                assertSameBits(name, grid, bench.read(a, trial), value);
                assertSameBits("derivative of " + name, grid, bench.read(z, trial), slope);
            }
        }
    }

    private static void assertSameBits(String what, float[] x, float[] actual, float[] expected) {
        for (int i = 0; i < x.length; i++) {
            if (Float.compare(actual[i], expected[i]) != 0) {
                throw new AssertionError(
                        what + " at " + x[i] + " is " + actual[i] + " on the device, " + expected[i] + " in Java");
            }
        }
    }
}
