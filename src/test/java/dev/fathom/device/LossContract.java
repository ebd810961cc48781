package dev.fathom.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Losses and their gradients against float64, with empty places, without rate, and where exponentials leave float32. */
interface LossContract extends DeviceUnderTest {
    int TRIALS = 3;
    int BATCH = 150; // more rows than a block of threads
    int CLASSES = 7;
    int SAMPLES = 40;

    private static int[] order() {
        int[] order = new int[BATCH];
        for (int i = 0; i < BATCH; i++) {
            order[i] = i % 11 == 3 ? -1 : i * 7 % SAMPLES;
        }
        return order;
    }

    private static int[] labels() {
        int[] labels = new int[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            labels[i] = i * 5 % CLASSES;
        }
        return labels;
    }

    @Test
    default void crossEntropy() {
        crossEntropy(1, true, true);
        crossEntropy(1, false, true);
        crossEntropy(1, true, false);
        crossEntropy(200, true, true);
    }

    private void crossEntropy(double scale, boolean rated, boolean wanted) {
        int[] order = order();
        int[] labels = labels();
        try (Bench bench = bench()) {
            Tensor z = bench.normals(TRIALS, BATCH, CLASSES, scale);
            Tensor rate = rated ? bench.normals(TRIALS, 1, 1) : null;
            Tensor delta = wanted ? bench.normals(TRIALS, BATCH, CLASSES) : null;
            Tensor curve = bench.zeros(TRIALS, 2, 5);
            Indices visits = bench.arena().indices(order);
            Indices classes = bench.arena().indices(labels);
            bench.run(8, 1, ops -> ops.crossEntropy(z, classes, visits, rate, delta, curve));
            for (int trial = 0; trial < TRIALS; trial++) {
                float[] logits = bench.read(z, trial);
                double factor = (rated ? bench.read(rate, trial)[0] : 1) / BATCH;
                double[] gradient = new double[logits.length];
                double loss = 0;
                int correct = 0;
                for (int row = 0; row < BATCH; row++) {
                    int sample = order[(8 * BATCH + row) % order.length];
                    if (sample < 0) {
                        continue;
                    }
                    double sum = 0;
                    int best = 0;
                    for (int j = 0; j < CLASSES; j++) {
                        best = logits[row * CLASSES + j] > logits[row * CLASSES + best] ? j : best;
                    }
                    double largest = logits[row * CLASSES + best];
                    for (int j = 0; j < CLASSES; j++) {
                        sum += Math.exp(logits[row * CLASSES + j] - largest);
                    }
                    int label = labels[sample];
                    loss += Math.log(sum) + largest - logits[row * CLASSES + label];
                    correct += best == label ? 1 : 0;
                    for (int j = 0; j < CLASSES; j++) {
                        double softmax = Math.exp(logits[row * CLASSES + j] - largest) / sum;
                        gradient[row * CLASSES + j] = factor * (softmax - (j == label ? 1 : 0));
                    }
                }
                float[] recorded = bench.read(curve, trial);
                Oracle.assertClose("loss", recorded[3], loss / BATCH, 1e-7 + 2 * exponentialError());
                Oracle.assertClose("accuracy", recorded[5 + 3], (double) correct / BATCH, 1e-7);
                assertThat(recorded[2]).isZero();
                if (wanted) {
                    Oracle.assertClose("gradient", bench.read(delta, trial), gradient, 2e-7 + 6 * exponentialError());
                }
            }
        }
    }

    @Test
    default void crossEntropyOfNaNIsNaN() {
        try (Bench bench = bench()) {
            Tensor z = bench.of(1, 1, 2, Float.NaN, 0);
            Tensor curve = bench.zeros(1, 2, 1);
            Indices zero = bench.arena().indices(new int[] {0});
            bench.run(ops -> ops.crossEntropy(z, zero, zero, null, null, curve));
            assertThat(bench.read(curve, 0)[0]).isNaN();
        }
    }

    @Test
    default void squaredError() {
        int[] order = order();
        try (Bench bench = bench()) {
            Tensor z = bench.normals(TRIALS, BATCH, CLASSES);
            Tensor targets = bench.normals(1, BATCH, CLASSES);
            Tensor rate = bench.normals(TRIALS, 1, 1);
            Tensor delta = bench.normals(TRIALS, BATCH, CLASSES);
            Tensor curve = bench.zeros(TRIALS, 2, 5);
            Indices visits = bench.arena().indices(order);
            bench.run(11, 1, ops -> ops.squaredError(z, targets, visits, rate, delta, curve));
            for (int trial = 0; trial < TRIALS; trial++) {
                float[] outputs = bench.read(z, trial);
                double[] gradient = new double[outputs.length];
                double loss = 0;
                int correct = 0;
                for (int row = 0; row < BATCH; row++) {
                    boolean same = largest(outputs, row) == largest(bench.read(targets, 0), row);
                    correct += order[row] >= 0 && same ? 1 : 0;
                }
                for (int i = 0; i < outputs.length; i++) {
                    if (order[i / CLASSES] >= 0) {
                        double error = outputs[i] - bench.read(targets, 0)[i];
                        loss += error * error / outputs.length;
                        gradient[i] = bench.read(rate, trial)[0] * 2 * error / outputs.length;
                    }
                }
                Oracle.assertClose("loss", bench.read(curve, trial)[1], loss, 1e-6);
                Oracle.assertClose("accuracy", bench.read(curve, trial)[5 + 1], (double) correct / BATCH, 1e-7);
                Oracle.assertClose("gradient", bench.read(delta, trial), gradient, 3e-7);
            }
        }
    }

    private static int largest(float[] matrix, int row) {
        return IntStream.range(0, CLASSES)
                .reduce(0, (best, j) -> matrix[row * CLASSES + j] > matrix[row * CLASSES + best] ? j : best);
    }
}
