package dev.fathom.theory.propagation;

/**
 * One layer z = W h + b, its weights drawn independently. Moments are those of a single weight and bias.
 *
 * @param central whether a kernel has all its weights at its centre
 */
public record Layer(
        int fanIn, int fanOut, double weightMean, double weightVariance, double biasVariance, boolean central) {
    /** A layer that is no kernel, or whose weights are alike everywhere. */
    public Layer(int fanIn, int fanOut, double weightMean, double weightVariance, double biasVariance) {
        this(fanIn, fanOut, weightMean, weightVariance, biasVariance, false);
    }

    public Layer {
        if (fanIn < 1 || fanOut < 1) {
            throw new IllegalArgumentException(
                    "a layer has at least one input and output, not " + fanIn + ", " + fanOut);
        }
        if (!(weightVariance >= 0) || !(biasVariance >= 0)) {
            throw new IllegalArgumentException(
                    "variances are not negative: weights " + weightVariance + ", biases " + biasVariance);
        }
    }

    /** A layer of zero-mean weights, as mean-field theory assumes. */
    public static Layer centred(int fanIn, int fanOut, double weightVariance, double biasVariance) {
        return new Layer(fanIn, fanOut, 0, weightVariance, biasVariance);
    }

    /** σ_w² of the forward pass, fan_in Var(W). */
    public double forward() {
        return fanIn * weightVariance;
    }

    /** The same going back, fan_out Var(W). */
    public double backward() {
        return fanOut * weightVariance;
    }
}
