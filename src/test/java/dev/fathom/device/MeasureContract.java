package dev.fathom.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Moments of matrices of many scales and shapes, in float64 beyond the range of float32. */
interface MeasureContract extends DeviceUnderTest {
    @Test
    default void measuresTinyAndHugeValues() {
        for (double scale : new double[] {1e-40, 1e-20, 1, 1e18, 1e37}) {
            measures(3, 13, 45, scale);
        }
    }

    @Test
    default void measuresEveryShape() {
        measures(1, 1, 1, 1);
        measures(2, 1, 70, 1);
        measures(2, 70, 1, 1);
        measures(1, 300, 33, 1);
        measures(1, 3, 1100, 1); // more tiles than a warp has lanes
    }

    private void measures(int trials, int rows, int columns, double scale) {
        try (Bench bench = bench()) {
            Tensor x = bench.normals(trials, rows, columns, scale);
            Statistics statistics = bench.statistics(trials, 2);
            bench.run(ops -> ops.measure(x, statistics.slot(1)));
            for (int trial = 0; trial < trials; trial++) {
                Moments found = statistics.read()[trial][1];
                Moments expected = Oracle.moments(Oracle.widen(bench.read(x, trial)), rows, columns);
                Oracle.assertMoments("scale " + scale, found, expected, momentsTolerance());
            }
        }
    }

    /** Units that differ widely and hardly vary: what is left of the inputs when a network's map has collapsed. */
    @Test
    default void seesSmallVariancesUnderLargeMeans() {
        int rows = 64;
        int columns = 40;
        try (Bench bench = bench()) {
            Tensor x = bench.zeros(1, rows, columns);
            float[] values = new float[rows * columns];
            for (int i = 0; i < values.length; i++) {
                values[i] = 1000 + i % columns + (i / columns % 2) * 0.0001220703125f;
            }
            device().upload(values, x, 0);
            Statistics statistics = bench.statistics(1, 1);
            bench.run(ops -> ops.measure(x, statistics.slot(0)));
            double step = 0.0001220703125 / 2;
            Oracle.assertClose("unit variance", statistics.read()[0][0].unitVariance(), step * step, 1e-9);
        }
    }

    @Test
    default void countsWhatIsNotFinite() {
        int rows = 10;
        int columns = 40;
        float[] values = new float[rows * columns];
        values[0] = Float.NaN;
        values[45] = Float.POSITIVE_INFINITY;
        values[399] = Float.NEGATIVE_INFINITY;
        try (Bench bench = bench()) {
            Tensor x = bench.of(2, rows, columns, values);
            device().upload(new float[rows * columns], x, 0);
            Statistics statistics = bench.statistics(2, 1);
            bench.run(ops -> ops.measure(x, statistics.slot(0)));
            assertThat(statistics.read()[0][0].nonfinite()).isZero();
            assertThat(statistics.read()[1][0].nonfinite()).isEqualTo(3.0 / 400);
        }
    }
}
