package dev.fathom.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Data on their way: gathered minibatches, skip connections, copies between host and device. */
interface DataContract extends DeviceUnderTest {
    @Test
    default void uploadsAndDownloadsEachTrial() {
        try (Bench bench = bench()) {
            Tensor x = bench.zeros(3, 2, 2);
            assertThat(bench.read(x, 1)).containsOnly(0);
            device().upload(new float[] {1, 2, 3, 4}, x, 1);
            assertThat(bench.read(x, 0)).containsOnly(0);
            assertThat(bench.read(x, 1)).containsExactly(1, 2, 3, 4);
            assertThat(bench.read(x, 2)).containsOnly(0);
        }
    }

    @Test
    default void trialsChangePlaces() {
        try (Bench bench = bench()) {
            Tensor source = bench.normals(4, 17, 19);
            Tensor target = bench.normals(3, 17, 19);
            device().copy(source, bench.arena().indices(new int[] {3, 1, 3}), target);
            float[][] from = device().download(source);
            assertThat(device().download(target)).isDeepEqualTo(new float[][] {from[3], from[1], from[3]});
            assertThat(from[1]).containsExactly(bench.read(source, 1));
            assertThat(device().free()).isPositive();
        }
    }

    @Test
    default void holdsAConstantForAllTrials() {
        try (Bench bench = bench()) {
            Tensor data = bench.arena().constant(2, new float[] {1, 2, 3, 4, 5, 6});
            assertThat(new int[] {data.trials(), data.rows(), data.columns()}).containsExactly(1, 3, 2);
            assertThat(bench.read(data, 0)).containsExactly(1, 2, 3, 4, 5, 6);
            Tensor out = bench.zeros(1, 2, 2);
            Indices visits = bench.arena().indices(new int[] {2, 0});
            bench.run(ops -> ops.gather(data, visits, out));
            assertThat(bench.read(out, 0)).containsExactly(5, 6, 1, 2);
            assertThat(bench.arena().bytes()).isEqualTo(4 * 6 + 4 * 4 + 4 * 2);
        }
    }

    @Test
    default void addsARowInEveryCombination() {
        int trials = 2;
        int rows = 9;
        int columns = 34;
        for (int parts = 0; parts < 8; parts++) {
            try (Bench bench = bench()) {
                Tensor x = (parts & 1) == 0 ? null : bench.normals((parts & 4) == 0 ? trials : 1, rows, columns);
                Tensor bias = (parts & 2) == 0 ? null : bench.normals(trials, 1, columns);
                Tensor out = bench.normals(trials, rows, columns);
                bench.run(ops -> ops.addRow(x, bias, 0.5f, out));
                for (int trial = 0; trial < trials; trial++) {
                    double[] expected = new double[rows * columns];
                    for (int i = 0; i < expected.length; i++) {
                        expected[i] = (x == null ? 0 : bench.read(x, trial)[i])
                                + (bias == null ? 0 : 0.5 * bench.read(bias, trial)[i % columns]);
                    }
                    Oracle.assertClose("addRow " + parts, bench.read(out, trial), expected, 1e-7);
                }
            }
        }
    }

    @Test
    default void gathersByStepAroundTheEndOfTheOrder() {
        int width = 300; // wider than a block
        int samples = 6;
        int batch = 4;
        int[] order = {5, 0, 3, -1, 2, 2, 1, 4, 0, 5}; // 10 entries: the third step wraps around
        try (Bench bench = bench()) {
            Tensor data = bench.normals(1, samples, width);
            Tensor out = bench.zeros(1, batch, width);
            Indices visits = bench.arena().indices(order);
            float[] all = bench.read(data, 0);
            try (Program program = device().record(ops -> ops.gather(data, visits, out))) {
                float[] expected = new float[batch * width];
                for (int step = 0; step < 7; step++) {
                    program.run(step, 1);
                    for (int row = 0; row < batch; row++) {
                        int sample = order[(step * batch + row) % order.length];
                        if (sample >= 0) {
                            System.arraycopy(all, sample * width, expected, row * width, width);
                        }
                    }
                    assertThat(bench.read(out, 0)).as("step " + step).containsExactly(expected);
                }
            }
        }
    }
}
