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

    /** A few, and more: a device may draw these together. */
    List<Integer> COHORTS = List.of(3, 6);

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
        for (int trials : COHORTS) {
            for (int[] shape : SHAPES) {
                draws(distribution, trials, shape, ulps, error);
            }
        }
    }

    private void draws(Distribution distribution, int trials, int[] shape, int ulps, double error) {
        try (Bench bench = bench()) {
            Tensor weights = bench.normals(trials, shape[0], shape[1]);
            long[] keys = {11, -7, 0x123456789ABCDEFL, 0, 1L << 63, 12};
            device().draw(Collections.nCopies(trials, distribution), keys, weights);
            for (int trial = 0; trial < trials; trial++) {
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

    /**
     * Orthogonal to 1e-5, and as near to the reference: but for errors of the normals, which the condition of a small
     * Gaussian matrix may multiply by a hundred.
     */
    @Test
    default void drawsOrthogonalMatrices() {
        SHAPES.forEach(shape -> drawsOrthogonal(2, shape));
        drawsOrthogonal(4, new int[] {70, 50}); // more vectors than a device may take at once
        drawsOrthogonal(4, new int[] {40, 75});
    }

    private void drawsOrthogonal(int trials, int[] shape) {
        Distribution distribution = new Distribution.Orthogonal(1.5, shape[0], shape[1]);
        try (Bench bench = bench()) {
            Tensor weights = bench.normals(trials, shape[0], shape[1]);
            device().draw(Collections.nCopies(trials, distribution), new long[] {3, 4, 5, 6}, weights);
            for (int trial = 0; trial < trials; trial++) {
                float[] w = bench.read(weights, trial);
                double[] expected = Oracle.widen(distribution.draw(3 + trial, shape[0], shape[1]));
                Oracle.assertClose("orthogonal", w, expected, 1e-5 + 100 * normalError());
                assertOrthogonal(w, shape[0], shape[1], 1.5 * 1.5);
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
        List<Distribution> distributions = List.of(
                new Distribution.Orthogonal(0.5, 5, 5),
                new Distribution.Uniform(0, 1),
                new Distribution.Normal(0, 1),
                new Distribution.Identity(3, 5, 5),
                new Distribution.Orthogonal(2, 5, 5),
                new Distribution.TruncatedNormal(0, 1, -2, 2),
                new Distribution.Constant(2));
        for (int trials = 1; trials <= distributions.size(); trials++) {
            try (Bench bench = bench()) {
                Tensor weights = bench.zeros(trials, 5, 5);
                device().draw(distributions.subList(0, trials), new long[] {1, 2, 3, 4, 5, 6, 7}, weights);
                for (int trial = 0; trial < trials; trial++) {
                    double[] expected = Oracle.widen(distributions.get(trial).draw(trial + 1, 5, 5));
                    String what = trial + " of " + trials;
                    Oracle.assertClose(what, bench.read(weights, trial), expected, 1e-6 + 100 * normalError());
                }
            }
        }
    }
}
