package dev.fathom.device.cpu.operations;

import dev.fathom.device.Normalization;

/** Normalizations of each row of a matrix by itself, without learnable gain or shift. */
final class RowNorms {
    private RowNorms() {}

    /** LayerNorm (Ba, Kiros and Hinton 2016): z ← (z − mean) / sqrt(variance + epsilon). */
    static void layer(float[] z, float[] inverseDeviation, int rows, int columns) {
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
    static void layerBack(float[] delta, float[] normalized, float[] inverseDeviation, int rows, int columns) {
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

    /** RMSNorm (Zhang and Sennrich 2019): z ← z / sqrt(second moment + epsilon). */
    static void rms(float[] z, float[] inverseDeviation, int rows, int columns) {
        for (int i = 0; i < rows; i++) {
            double squares = product(z, z, i * columns, columns);
            float scale = (float) (1 / Math.sqrt(squares / columns + Normalization.EPSILON));
            inverseDeviation[i] = scale;
            for (int j = i * columns; j < (i + 1) * columns; j++) {
                z[j] *= scale;
            }
        }
    }

    /** delta ← (delta − u mean(delta ⊙ u)) / deviation, where u is the normalized row. */
    static void rmsBack(float[] delta, float[] normalized, float[] inverseDeviation, int rows, int columns) {
        for (int i = 0; i < rows; i++) {
            float along = (float) (product(delta, normalized, i * columns, columns) / columns);
            float scale = inverseDeviation[i];
            for (int j = i * columns; j < (i + 1) * columns; j++) {
                delta[j] = (delta[j] - normalized[j] * along) * scale;
            }
        }
    }

    /** The inner product of two rows, in four sums at once: one would wait for itself at every step. */
    private static double product(float[] x, float[] y, int start, int columns) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int j = start;
        for (; j + 4 <= start + columns; j += 4) {
            a += (double) x[j] * y[j];
            b += (double) x[j + 1] * y[j + 1];
            c += (double) x[j + 2] * y[j + 2];
            d += (double) x[j + 3] * y[j + 3];
        }
        for (; j < start + columns; j++) {
            a += (double) x[j] * y[j];
        }
        return a + b + (c + d);
    }
}
