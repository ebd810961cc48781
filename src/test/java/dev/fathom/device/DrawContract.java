package dev.fathom.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.init.Distribution;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Weights are those of the host's reference, whatever stands beside them in the cohort. */
interface DrawContract extends DeviceUnderTest {
    /** Even and odd numbers of elements, more and fewer rows than columns. */
    List<int[]> SHAPES = List.of(new int[] {8, 8}, new int[] {5, 7}, new int[] {40, 9}, new int[] {1, 3});

    /** Error of a standard normal number beyond 2 ulp: cuRAND's kernels use the fast sine of the hardware. */
    default double normalError() {
        return 0;
    }

    @Test
    default void drawsUniformsBitForBit() {
        draws(new Distribution.Uniform(-0.3, 0.3), 0, 0);
        draws(new Distribution.Constant(0.7), 0, 0);
    }

    @Test
    default void drawsNormalsWithinTwoUlp() {
        draws(new Distribution.Normal(0, 0.5), 2, 0.5 * normalError());
    }

    @Test
    default void drawsTruncatedNormals() {
        draws(new Distribution.TruncatedNormal(0, 0.5, -1, 1), 2, 0);
    }

    private void draws(Distribution distribution, int ulps, double error) {
        for (int[] shape : SHAPES) {
            try (Bench bench = bench()) {
                Tensor weights = bench.normals(3, shape[0], shape[1]);
                long[] keys = {11, -7, 0x123456789ABCDEFL};
                device().draw(Collections.nCopies(3, distribution), keys, weights);
                for (int trial = 0; trial < 3; trial++) {
                    float[] expected = distribution.draw(keys[trial], shape[0], shape[1]);
                    float[] found = bench.read(weights, trial);
                    for (int i = 0; i < expected.length; i++) {
                        assertThat(Math.abs(found[i] - expected[i]))
                                .as(distribution + ", element " + i)
                                .isLessThanOrEqualTo((float) (ulps * Math.ulp(expected[i]) + error));
                    }
                }
            }
        }
    }

    /**
     * Orthogonal to 1e-5, and as near to the reference: but for errors of the normals, which the condition of a small
     * Gaussian matrix may multiply by a hundred.
     */
    @Test
    default void drawsOrthogonalMatrices() {
        for (int[] shape : SHAPES) {
            Distribution distribution = new Distribution.Orthogonal(1.5, shape[0], shape[1]);
            try (Bench bench = bench()) {
                Tensor weights = bench.normals(2, shape[0], shape[1]);
                device().draw(List.of(distribution, distribution), new long[] {3, 4}, weights);
                for (int trial = 0; trial < 2; trial++) {
                    float[] w = bench.read(weights, trial);
                    double[] expected = Oracle.widen(distribution.draw(3 + trial, shape[0], shape[1]));
                    Oracle.assertClose("orthogonal", w, expected, 1e-5 + 100 * normalError());
                    assertOrthogonal(w, shape[0], shape[1], 1.5 * 1.5);
                }
            }
        }
    }

    private static void assertOrthogonal(float[] w, int rows, int columns, double square) {
        boolean tall = rows >= columns;
        int count = Math.min(rows, columns);
        double[] gram = Oracle.product(w, tall, w, !tall, count, Math.max(rows, columns), count);
        for (int i = 0; i < gram.length; i++) {
            double expected = i / count == i % count ? square : 0;
            assertThat(Math.abs(gram[i] - expected)).isLessThan(1e-5);
        }
    }

    @Test
    default void mixesLawsInOneCohort() {
        List<Distribution> distributions =
                List.of(new Distribution.Uniform(0, 1), new Distribution.Normal(0, 1), new Distribution.Constant(2));
        try (Bench bench = bench()) {
            Tensor weights = bench.zeros(3, 5, 5);
            device().draw(distributions, new long[] {1, 2, 3}, weights);
            Tensor alone = bench.zeros(1, 5, 5);
            for (int trial = 0; trial < 3; trial++) {
                device().draw(List.of(distributions.get(trial)), new long[] {trial + 1}, alone);
                assertThat(bench.read(weights, trial)).containsExactly(bench.read(alone, 0));
            }
        }
    }
}
