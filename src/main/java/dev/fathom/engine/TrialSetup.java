package dev.fathom.engine;

import dev.fathom.activation.Activation;
import dev.fathom.init.Bias;
import dev.fathom.init.Initializer;
import dev.fathom.optimizer.Descent;
import dev.fathom.optimizer.Parametrization;

/**
 * What may differ between the trials of one cohort.
 *
 * @param initializer the law of every weight matrix
 * @param weightGain factor on every drawn weight
 * @param biasStd standard deviation of the normal biases, 0 for none
 * @param bias law of the biases in place of that
 * @param activation of every hidden layer
 * @param descent learning rate and what bends it
 * @param parametrization of initial scale and rates by width and depth, the same in a cohort
 * @param seed of all random numbers of the trial
 */
public record TrialSetup(
        Initializer initializer,
        float weightGain,
        float biasStd,
        Activation activation,
        Descent descent,
        Parametrization parametrization,
        Bias bias,
        long seed) {
    /** Biases by their deviation. */
    public TrialSetup(
            Initializer initializer,
            float weightGain,
            float biasStd,
            Activation activation,
            Descent descent,
            Parametrization parametrization,
            long seed) {
        this(initializer, weightGain, biasStd, activation, descent, parametrization, Bias.AUTO, seed);
    }

    /** A learning rate that stays. */
    public TrialSetup(
            Initializer initializer,
            float weightGain,
            float biasStd,
            Activation activation,
            float learningRate,
            long seed) {
        this(initializer, weightGain, biasStd, activation, new Descent(learningRate), Parametrization.STANDARD, seed);
    }

    public TrialSetup {
        if (!Float.isFinite(weightGain)) {
            throw new IllegalArgumentException("the weight gain must be finite, got " + weightGain);
        }
        if (!(biasStd >= 0 && Float.isFinite(biasStd))) {
            throw new IllegalArgumentException("the bias deviation must be finite and not negative, got " + biasStd);
        }
        bias.requireAlone(biasStd);
    }
}
