package dev.fathom.data;

import java.util.Arrays;
import java.util.Random;

/** Datasets drawn from a fixed seed: the same numbers on every machine. The last sixth is the test part. */
final class Synthetic {
    private static final long GAUSSIAN_SEED = 0x67617573;
    private static final long TEACHER_SEED = 0x74656163;
    private static final long NOISE_SEED = 0x6e6f6973;
    /** Deviation of the class means in units of the deviation within a class. */
    private static final double SEPARATION = 0.5;
    /** Variance of a teacher's weights times their fan-in: past the edge of chaos of tanh, so no near-linear teacher. */
    private static final double WEIGHT_VARIANCE = 2;

    private Synthetic() {}

    /**
     * A mixture with one Gaussian for each class: x = (s mean + noise) / sqrt(1 + s^2) with s = 0.5, where the means of
     * the classes and the noise of the samples are standard normal in each feature. The classes take turns.
     */
    static Dataset gaussian(String name, int features, int classes, int samples) {
        checkSize(name, features, samples);
        Random random = new Random(GAUSSIAN_SEED);
        double[] means = normal(random, classes * features, SEPARATION);
        float[] x = Room.floats(name, samples * features);
        int[] labels = new int[samples];
        double norm = Math.sqrt(1 + SEPARATION * SEPARATION);
        for (int i = 0; i < samples; i++) {
            labels[i] = i % classes;
            for (int j = 0; j < features; j++) {
                x[i * features + j] = (float) ((means[labels[i] * features + j] + random.nextGaussian()) / norm);
            }
        }
        int split = samples - samples / 6;
        return new Dataset(
                name,
                new Part(rows(x, features, 0, split), features, classes(labels, 0, split, classes)),
                new Part(rows(x, features, split, samples), features, classes(labels, split, samples, classes)));
    }

    /**
     * Regression on one output of a random tanh network without biases: standard normal inputs, {@code depth} hidden
     * layers of {@code width} units and a linear output, shifted and scaled such that the training targets have mean 0
     * and variance 1.
     */
    static Dataset teacher(String name, int features, int width, int depth, int samples) {
        checkSize(name, features, samples);
        Random random = new Random(TEACHER_SEED);
        double[][] weights = new double[depth + 1][];
        for (int layer = 0; layer <= depth; layer++) {
            int fanIn = layer == 0 ? features : width;
            int fanOut = layer == depth ? 1 : width;
            weights[layer] = normal(random, fanOut * fanIn, Math.sqrt(WEIGHT_VARIANCE / fanIn));
        }
        float[] x = Room.floats(name, samples * features);
        double[] y = new double[samples];
        for (int i = 0; i < samples; i++) {
            double[] signal = normal(random, features, 1);
            for (int j = 0; j < features; j++) {
                x[i * features + j] = (float) signal[j];
            }
            for (int layer = 0; layer <= depth; layer++) {
                signal = layer(weights[layer], signal, layer < depth);
            }
            y[i] = signal[0];
        }
        return values(name, x, features, standardized(y, samples - samples / 6));
    }

    /**
     * Regression on noise: inputs and one target, all independent and standard normal, as the networks of
     * arXiv:2402.06184 learn them. Nothing can be learned of the test part.
     */
    static Dataset noise(String name, int features, int samples) {
        checkSize(name, features, samples);
        Random random = new Random(NOISE_SEED);
        float[] x = Room.floats(name, samples * features);
        float[] targets = new float[samples];
        for (int i = 0; i < samples; i++) {
            for (int j = 0; j < features; j++) {
                x[i * features + j] = (float) random.nextGaussian();
            }
            targets[i] = (float) random.nextGaussian();
        }
        return values(name, x, features, targets);
    }

    private static Dataset values(String name, float[] x, int features, float[] targets) {
        int samples = targets.length;
        int split = samples - samples / 6;
        return new Dataset(
                name,
                new Part(rows(x, features, 0, split), features, new Targets.Values(rows(targets, 1, 0, split), 1)),
                new Part(
                        rows(x, features, split, samples),
                        features,
                        new Targets.Values(rows(targets, 1, split, samples), 1)));
    }

    private static double[] layer(double[] weights, double[] input, boolean hidden) {
        double[] output = new double[weights.length / input.length];
        for (int j = 0; j < output.length; j++) {
            double sum = 0;
            for (int k = 0; k < input.length; k++) {
                sum += weights[j * input.length + k] * input[k];
            }
            output[j] = hidden ? StrictMath.tanh(sum) : sum;
        }
        return output;
    }

    private static float[] standardized(double[] values, int count) {
        double mean = 0;
        for (int i = 0; i < count; i++) {
            mean += values[i] / count;
        }
        double variance = 0;
        for (int i = 0; i < count; i++) {
            variance += (values[i] - mean) * (values[i] - mean) / count;
        }
        float[] standardized = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            standardized[i] = (float) ((values[i] - mean) / Math.sqrt(variance));
        }
        return standardized;
    }

    private static double[] normal(Random random, int count, double deviation) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = deviation * random.nextGaussian();
        }
        return values;
    }

    private static float[] rows(float[] values, int width, int from, int to) {
        return Arrays.copyOfRange(values, from * width, to * width);
    }

    private static Targets.Classes classes(int[] labels, int from, int to, int classes) {
        return new Targets.Classes(Arrays.copyOfRange(labels, from, to), classes);
    }

    private static void checkSize(String name, int features, int samples) {
        if ((long) features * samples > 1 << 28) {
            throw new DataException(
                    name, "at most 2^28 values", samples + " x " + features, "lower features= or samples=");
        }
    }
}
