package dev.fathom.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import org.junit.jupiter.api.Test;

/** Products against float64 sums. Tolerance 1e-6 of the result's scale: k = 37 terms of float32 rounding 6e-8. */
interface ProductContract extends DeviceUnderTest {
    int TRIALS = 3;
    int ROWS = 11;
    int INNER = 37;
    int COLUMNS = 20;

    @Test
    default void multipliesInAllTranspositionsAndSharings() {
        boolean[] both = {false, true};
        for (boolean transposeA : both) {
            for (boolean transposeB : both) {
                for (boolean sharedA : both) {
                    for (boolean sharedB : both) {
                        multiplies(transposeA, transposeB, sharedA ? 1 : TRIALS, sharedB ? 1 : TRIALS);
                    }
                }
            }
        }
    }

    private void multiplies(boolean transposeA, boolean transposeB, int trialsOfA, int trialsOfB) {
        String what = "product of " + trialsOfA + (transposeA ? " transposed" : "") + " and " + trialsOfB
                + (transposeB ? " transposed" : "");
        try (Bench bench = bench()) {
            Tensor a = bench.normals(trialsOfA, transposeA ? INNER : ROWS, transposeA ? ROWS : INNER);
            Tensor b = bench.normals(trialsOfB, transposeB ? COLUMNS : INNER, transposeB ? INNER : COLUMNS);
            Tensor c = bench.normals(TRIALS, ROWS, COLUMNS);
            float[][] before = bench.read(c);
            bench.run(ops -> ops.product(-0.5f, a, transposeA, b, transposeB, 1, c));
            for (int trial = 0; trial < TRIALS; trial++) {
                double[] expected = Oracle.product(
                        bench.read(a, trial), transposeA, bench.read(b, trial), transposeB, ROWS, INNER, COLUMNS);
                for (int i = 0; i < expected.length; i++) {
                    expected[i] = -0.5 * expected[i] + before[trial][i];
                }
                Oracle.assertClose(what, bench.read(c, trial), expected, 1e-6);
            }
        }
    }

    /** Learnable factors need both; k = 407 terms of rounding 6e-8 at worst, so 3e-5 of the sum of magnitudes. */
    @Test
    default void columnsGiveInnerProductsAndMultiples() {
        try (Bench bench = bench()) {
            Tensor a = bench.normals(TRIALS, ROWS, INNER);
            Tensor b = bench.normals(TRIALS, ROWS, INNER);
            Tensor dot = bench.normals(TRIALS, 1, 1);
            Tensor multiple = bench.normals(TRIALS, ROWS, INNER);
            float[][] factor = bench.read(dot);
            bench.run(ops -> {
                ops.product(1, a.column(), false, dot, false, 0, multiple.column());
                ops.product(1, a.column(), true, b.column(), false, 1, dot);
            });
            for (int trial = 0; trial < TRIALS; trial++) {
                float[] x = bench.read(a, trial);
                float[] y = bench.read(b, trial);
                float[] scaled = bench.read(multiple, trial);
                double sum = factor[trial][0];
                double magnitude = Math.abs(sum);
                for (int i = 0; i < x.length; i++) {
                    assertThat(scaled[i]).isEqualTo(factor[trial][0] * x[i]);
                    sum += (double) x[i] * y[i];
                    magnitude += Math.abs((double) x[i] * y[i]);
                }
                assertThat((double) bench.read(dot, trial)[0]).isCloseTo(sum, offset(3e-5 * magnitude));
            }
        }
    }

    @Test
    default void betaZeroOverwritesNaN() {
        try (Bench bench = bench()) {
            Tensor a = bench.of(1, 1, 2, 2, 3);
            Tensor b = bench.of(1, 2, 1, 5, 7);
            Tensor c = bench.of(1, 1, 1, Float.NaN);
            bench.run(ops -> ops.product(1, a, false, b, false, 0, c));
            assertThat(bench.read(c, 0)).containsExactly(31);
        }
    }

    @Test
    default void refusesFactorsThatDoNotFit() {
        try (Bench bench = bench()) {
            Tensor a = bench.zeros(1, 2, 3);
            Tensor b = bench.zeros(1, 4, 5);
            Tensor c = bench.zeros(1, 2, 5);
            assertThatThrownBy(() -> bench.run(ops -> ops.product(1, a, false, b, false, 0, c)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
