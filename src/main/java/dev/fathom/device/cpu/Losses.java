package dev.fathom.device.cpu;

import java.util.Arrays;

/** Losses of one sample and their gradients by the output, in float64 inside a row. */
final class Losses {
    private Losses() {}

    /** Sums over the rows of a minibatch. */
    static final class Total {
        double loss;
        int correct;
    }

    /**
     * Softmax cross-entropy by the shifted log-sum-exp. The prediction is the first of the largest logits.
     *
     * @param label class of the sample, or -1 for an empty place
     * @param delta takes scale (softmax - one-hot) in the same row; null where only the loss is wanted
     */
    static void crossEntropy(float[] logits, int row, int classes, int label, float scale, float[] delta, Total total) {
        int start = row * classes;
        if (label < 0) {
            clear(delta, start, classes);
            return;
        }
        int best = 0;
        double largest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < classes; j++) {
            double z = logits[start + j];
            if (z > largest) {
                largest = z;
                best = j;
            }
        }
        double sum = 0;
        for (int j = 0; j < classes; j++) {
            sum += Math.exp(logits[start + j] - largest);
        }
        if (delta != null) {
            for (int j = 0; j < classes; j++) {
                double softmax = Math.exp(logits[start + j] - largest) / sum;
                delta[start + j] = (float) (scale * (softmax - (j == label ? 1 : 0)));
            }
        }
        total.loss += Math.log(sum) + largest - logits[start + label];
        total.correct += best == label ? 1 : 0;
    }

    /**
     * Sum of the squared errors of one row.
     *
     * @param targets (batch, outputs), or null for an empty place
     * @param delta takes scale (z - target); null where only the loss is wanted
     */
    static void squaredError(
            float[] z, int row, int outputs, float[] targets, float scale, float[] delta, Total total) {
        int start = row * outputs;
        if (targets == null) {
            clear(delta, start, outputs);
            return;
        }
        for (int j = 0; j < outputs; j++) {
            float error = z[start + j] - targets[start + j];
            total.loss += (double) error * error;
            if (delta != null) {
                delta[start + j] = scale * error;
            }
        }
    }

    private static void clear(float[] delta, int start, int count) {
        if (delta != null) {
            Arrays.fill(delta, start, start + count, 0);
        }
    }
}
