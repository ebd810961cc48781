package dev.fathom.device.cpu.operations;

import dev.fathom.device.Normalization;
import dev.fathom.device.Normalization.Running;

/** BatchNorm over the columns of a matrix (Ioffe and Szegedy 2015), without gain or shift. One for each thread. */
final class BatchNorm {
    private final Columns over;
    private float[] first = new float[0];
    private float[] second = first;
    private float[] third = first;

    BatchNorm(Columns over) {
        this.over = over;
    }

    private void makeRoom(int columns) {
        if (first.length < columns) {
            first = new float[columns];
            second = new float[columns];
            third = new float[columns];
        }
    }

    /** z ← (z − mean) / sqrt(variance + epsilon), each column by itself. */
    void forward(float[] z, float[] inverseDeviation, Running running, int trial, int rows, int columns) {
        makeRoom(columns);
        over.deviations(z, rows, columns);
        for (int j = 0; j < columns; j++) {
            double shift = over.sums()[j] / rows;
            double variance = Math.max(0, over.products()[j] / rows - shift * shift);
            if (running != null) {
                follow(CpuTensor.of(running.mean()).matrix(trial), j, z[j] + shift);
                follow(CpuTensor.of(running.variance()).matrix(trial), j, variance * rows / (rows - 1));
            }
            first[j] = z[j]; // near the mean: what is left is exact where a column barely varies
            second[j] = (float) shift;
            inverseDeviation[j] = inverse(variance);
        }
        over.standardize(z, first, second, inverseDeviation, rows, columns);
    }

    private static void follow(float[] running, int column, double value) {
        running[column] = (float) ((1 - Normalization.MOMENTUM) * running[column] + Normalization.MOMENTUM * value);
    }

    private static float inverse(double variance) {
        return (float) (1 / Math.sqrt(variance + Normalization.EPSILON));
    }

    /** The same by statistics from elsewhere. */
    void forwardFixed(float[] z, float[] inverseDeviation, float[] mean, float[] variance, int rows, int columns) {
        makeRoom(columns);
        for (int j = 0; j < columns; j++) {
            second[j] = 0;
            inverseDeviation[j] = inverse(variance[j]);
        }
        over.standardize(z, mean, second, inverseDeviation, rows, columns);
    }

    /**
     * delta ← (delta − mean(delta) − u mean(delta ⊙ u)) gain / deviation, where u is the normalized column and the sums of the
     * means are those that {@link #over} holds.
     *
     * @param gain nullable
     */
    void backward(float[] delta, float[] normalized, float[] inverseDeviation, float[] gain, int rows, int columns) {
        makeRoom(columns);
        for (int j = 0; j < columns; j++) {
            first[j] = (float) (over.sums()[j] / rows);
            second[j] = (float) (over.products()[j] / rows);
            third[j] = gain == null ? inverseDeviation[j] : gain[j] * inverseDeviation[j];
        }
        over.project(delta, normalized, first, second, third, rows, columns);
    }
}
