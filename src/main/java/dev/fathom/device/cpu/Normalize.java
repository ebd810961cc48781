package dev.fathom.device.cpu;

import dev.fathom.device.Operations.Normalization;

/** LayerNorm over the rows of a matrix, without learnable gain or shift (Ba, Kiros and Hinton 2016). */
final class Normalize {
    private Normalize() {}

    /** z ← (z − mean) / sqrt(variance + epsilon), each row by itself. */
    static void forward(float[] z, float[] inverseDeviation, int rows, int columns) {
        for (int i = 0; i < rows; i++) {
            int start = i * columns;
            double sum = 0;
            for (int j = start; j < start + columns; j++) {
                sum += z[j];
            }
            double mean = sum / columns;
            double squares = 0;
            for (int j = start; j < start + columns; j++) {
                squares += (z[j] - mean) * (z[j] - mean);
            }
            float scale = (float) (1 / Math.sqrt(squares / columns + Normalization.EPSILON));
            inverseDeviation[i] = scale;
            for (int j = start; j < start + columns; j++) {
                z[j] = (float) (z[j] - mean) * scale;
            }
        }
    }

    /** delta ← (delta − mean(delta) − u mean(delta ⊙ u)) / deviation, where u is the normalized row. */
    static void backward(float[] delta, float[] normalized, float[] inverseDeviation, int rows, int columns) {
        for (int i = 0; i < rows; i++) {
            int start = i * columns;
            double sum = 0;
            double projection = 0;
            for (int j = start; j < start + columns; j++) {
                sum += delta[j];
                projection += (double) delta[j] * normalized[j];
            }
            float mean = (float) (sum / columns);
            float along = (float) (projection / columns);
            for (int j = start; j < start + columns; j++) {
                delta[j] = (delta[j] - mean - normalized[j] * along) * inverseDeviation[i];
            }
        }
    }
}
