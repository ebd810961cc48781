package dev.fathom.engine;

import dev.fathom.net.Extent;
import java.util.stream.IntStream;

/**
 * Inputs and what a network should answer, on the host.
 *
 * @param features row-major (count, width)
 * @param extent what a network sees of a sample: positions, each with its channels side by side
 * @param answers class labels or target values, one for each sample
 */
public record Samples(float[] features, Extent extent, Answers answers) {
    public Samples {
        int width = extent.size();
        if (features.length % width != 0 || features.length / width != answers.count()) {
            throw new IllegalArgumentException(features.length + " features of samples of " + width + " do not fit "
                    + answers.count() + " answers");
        }
    }

    /** Samples that are seen as one vector each. */
    public Samples(float[] features, int width, Answers answers) {
        this(features, Extent.vector(width), answers);
    }

    /** Features of a sample. */
    public int width() {
        return extent.size();
    }

    public int count() {
        return features.length / width();
    }

    /** The same samples with other features. */
    public Samples withFeatures(float[] others) {
        return new Samples(others, extent, answers);
    }

    /** Indices of the first so many samples; after the last comes the first again. */
    public int[] first(int batch) {
        return IntStream.range(0, batch).map(i -> i % count()).toArray();
    }

    /** What a network should answer; decides the loss. */
    public sealed interface Answers {
        int count();

        /** Units of the output layer. */
        int outputs();

        /**
         * Loss of the best constant answer: ln(classes) for balanced classes, the variance for values. What a network
         * must beat before it has learned anything.
         */
        double chance();
    }

    /** Class labels from 0; the loss is softmax cross-entropy. */
    public record Classes(int[] labels, int outputs) implements Answers {
        @Override
        public int count() {
            return labels.length;
        }

        @Override
        public double chance() {
            int[] members = new int[outputs];
            for (int label : labels) {
                members[label]++;
            }
            double entropy = 0;
            for (int count : members) {
                double share = (double) count / labels.length;
                entropy -= share == 0 ? 0 : share * Math.log(share);
            }
            return entropy;
        }
    }

    /** Target values, row-major (count, outputs); the loss is the mean squared error. */
    public record Values(float[] targets, int outputs) implements Answers {
        @Override
        public int count() {
            return targets.length / outputs;
        }

        @Override
        public double chance() {
            double variance = 0;
            for (int j = 0; j < outputs; j++) {
                double sum = 0;
                double squares = 0;
                for (int i = j; i < targets.length; i += outputs) {
                    sum += targets[i];
                    squares += (double) targets[i] * targets[i];
                }
                double mean = sum / count();
                variance += squares / count() - mean * mean;
            }
            return variance / outputs;
        }
    }

    /** The same samples under the mean squared error: labels become one-hot targets. */
    public Samples asValues() {
        if (!(answers instanceof Classes classes)) {
            return this;
        }
        float[] targets = new float[classes.count() * classes.outputs()];
        for (int i = 0; i < classes.count(); i++) {
            targets[i * classes.outputs() + classes.labels()[i]] = 1;
        }
        return new Samples(features, extent, new Values(targets, classes.outputs()));
    }

    /** The same answers to nothing: one feature, always zero. */
    public Samples blank() {
        return new Samples(new float[count()], 1, answers);
    }
}
