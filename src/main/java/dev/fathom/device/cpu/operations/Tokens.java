package dev.fathom.device.cpu.operations;

import java.util.Arrays;

/** What is measured of tokens and of the attention between them. */
public final class Tokens {
    private Tokens() {}

    public static TrialOperation entropy(CpuTensor weights, CpuTensor out) {
        return (trial, part, parts, worker, thread, step) ->
                entropy(weights.matrix(trial, worker), weights.rows(), weights.columns(), out.matrix(trial, worker));
    }

    public static TrialOperation cosine(int positions, CpuTensor z, CpuTensor out) {
        return (trial, part, parts, worker, thread, step) ->
                cosine(z.matrix(trial, worker), positions, z.columns(), out.matrix(trial, worker));
    }

    /** Entropy of each row of shares, in nats. */
    private static void entropy(float[] weights, int rows, int columns, float[] out) {
        for (int row = 0; row < rows; row++) {
            double sum = 0;
            for (int j = row * columns; j < (row + 1) * columns; j++) {
                double share = weights[j];
                sum -= share < Float.MIN_NORMAL ? 0 : share * Math.log(share);
            }
            out[row] = (float) sum;
        }
    }

    /**
     * Of each sample: with u the tokens at length 1, |Σ u|² holds every cosine once for each order, and 1 for each token
     * with itself.
     */
    private static void cosine(float[] z, int positions, int channels, float[] out) {
        double[] sum = new double[channels];
        for (int sample = 0; sample < out.length; sample++) {
            Arrays.fill(sum, 0);
            for (int position = 0; position < positions; position++) {
                addUnit(z, (sample * positions + position) * channels, sum);
            }
            double square = 0;
            for (double each : sum) {
                square += each * each;
            }
            out[sample] = (float) ((square - positions) / ((double) positions * (positions - 1)));
        }
    }

    private static void addUnit(float[] z, int start, double[] sum) {
        double square = 0;
        for (int j = 0; j < sum.length; j++) {
            square += (double) z[start + j] * z[start + j];
        }
        double inverse = 1 / Math.sqrt(square);
        for (int j = 0; j < sum.length; j++) {
            sum[j] += z[start + j] * inverse;
        }
    }
}
