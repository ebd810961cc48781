package dev.fathom.theory.propagation;

import java.util.ArrayList;
import java.util.List;

/** What the second moment of a gradient meets on its way back, in logarithms; written down in forward order. */
final class GradientTrace {
    private final List<Part> parts = new ArrayList<>();
    private int toLastLayer; // parts up to there

    private interface Part {
        void back(Walk walk);
    }

    /** A factor. */
    void factor(double log) {
        parts.add(walk -> walk.sinceLayer += log);
    }

    /** The pre-activations of a layer, 0-based, and the way through its weights. */
    void weights(int layer, double log) {
        parts.add(walk -> {
            walk.closeLayer();
            walk.gradients[layer] = walk.above + walk.passed;
            walk.sinceLayer = log;
        });
        toLastLayer = parts.size();
    }

    /** A branch beside the way around it. */
    void branch(double logScale, GradientTrace branch) {
        parts.add(walk -> {
            walk.closeLayer();
            double sum = walk.above + walk.passed;
            double through = branch.walkBack(branch.parts.size(), sum, sum + logScale, walk.gradients);
            walk.passed += Signal.logSum(0, through + logScale);
        });
        toLastLayer = parts.size();
    }

    /** Writes the logarithm of the gradient by each layer, over that by the last one. */
    void walkBack(double[] gradients) {
        walkBack(toLastLayer, 0, 0, gradients);
    }

    /**
     * @param end parts to walk through
     * @param sum the gradient by the sum that a branch ends in: by its last layer too, if that is the branch's end
     * @param inside the gradient by the branch, scaled
     * @return the factor from end to start
     */
    private double walkBack(int end, double sum, double inside, double[] gradients) {
        Walk walk = new Walk(sum, gradients);
        for (int i = end - 1; i >= 0; i--) {
            parts.get(i).back(walk);
            walk.above = inside;
        }
        return walk.passed + walk.sinceLayer;
    }

    private static final class Walk {
        private final double[] gradients;
        private double above;
        private double passed;
        private double sinceLayer;

        Walk(double above, double[] gradients) {
            this.above = above;
            this.gradients = gradients;
        }

        /** Sums what one layer did before it is added to the rest, which a long way would round away. */
        void closeLayer() {
            passed += sinceLayer;
            sinceLayer = 0;
        }
    }
}
