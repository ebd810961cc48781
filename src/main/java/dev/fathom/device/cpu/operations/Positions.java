package dev.fathom.device.cpu.operations;

import dev.fathom.device.Tensor;

/** Means over the positions of each sample, row by row so that HotSpot turns the inner loops into vector code. */
public final class Positions {
    private Positions() {}

    /** As {@link dev.fathom.device.Operations#meanOverPositions}. */
    public static TrialOperation mean(Tensor x, Tensor mean) {
        CpuTensor from = CpuTensor.of(x);
        CpuTensor to = CpuTensor.of(mean);
        return TrialOperation.whole((trial, worker, step) ->
                mean(from.matrix(trial, worker), to.matrix(trial, worker), mean.rows(), mean.columns(), x.rows()));
    }

    /** As {@link dev.fathom.device.Operations#spreadOverPositions}. */
    public static TrialOperation spread(Tensor gradient, Tensor x) {
        CpuTensor from = CpuTensor.of(gradient);
        CpuTensor to = CpuTensor.of(x);
        return TrialOperation.whole((trial, worker, step) ->
                spread(from.matrix(trial, worker), to.matrix(trial, worker), gradient.rows(), x.columns(), x.rows()));
    }

    /** @param positions of all samples together */
    public static void mean(float[] x, float[] mean, int samples, int columns, int positions) {
        int each = positions / samples;
        float share = 1f / each;
        for (int sample = 0; sample < samples; sample++) {
            int to = sample * columns;
            int from = to * each;
            System.arraycopy(x, from, mean, to, columns);
            for (int position = 1; position < each; position++) {
                from += columns;
                for (int j = 0; j < columns; j++) {
                    mean[to + j] += x[from + j];
                }
            }
            for (int j = 0; j < columns; j++) {
                mean[to + j] *= share;
            }
        }
    }

    /** @param positions of all samples together */
    public static void spread(float[] gradient, float[] x, int samples, int columns, int positions) {
        int each = positions / samples;
        float share = 1f / each;
        for (int sample = 0; sample < samples; sample++) {
            int from = sample * columns;
            int first = from * each;
            for (int j = 0; j < columns; j++) {
                x[first + j] = share * gradient[from + j];
            }
            for (int position = 1; position < each; position++) {
                System.arraycopy(x, first, x, first + position * columns, columns);
            }
        }
    }
}
