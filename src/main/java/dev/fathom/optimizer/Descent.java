package dev.fathom.optimizer;

/**
 * How far one trial steps, beside its optimizer.
 *
 * @param learningRate η
 * @param roles factors on η by layer
 * @param schedule of η
 * @param weightDecay λ, as {@link Optimizer#decay} says, beside that of the optimizer
 * @param clip greatest norm of the gradient by all parameters together, 0 for none
 */
public record Descent(float learningRate, RoleRates roles, Schedule schedule, float weightDecay, float clip) {
    public Descent {
        if (!(learningRate > 0 && Float.isFinite(learningRate))) {
            throw new IllegalArgumentException("the learning rate must be positive and finite, got " + learningRate);
        }
        Constants.requireNotNegative("weight_decay", weightDecay);
        Constants.requireNotNegative("clip", clip);
    }

    /** A learning rate that stays, the same for all layers. */
    public Descent(float learningRate) {
        this(learningRate, RoleRates.EQUAL, Schedule.CONSTANT, 0, 0);
    }

    /** @throws IllegalArgumentException where the trial has a decay beside one of the optimizer's own */
    public void requireFit(Optimizer optimizer) {
        if (weightDecay != 0 && optimizer.weightDecay() != 0) {
            throw new IllegalArgumentException("weight_decay " + weightDecay + " stands beside " + optimizer.name()
                    + "'s own of " + optimizer.weightDecay() + ": write " + optimizer.name() + "(weight_decay=0)");
        }
    }

    /** Whether steps go by the gradient as it is, without decay and clipping. */
    public boolean followsGradient() {
        return weightDecay == 0 && clip == 0;
    }

    /** Whether besides one rate holds for the whole network, so that SGD can be a part of the gradients' products. */
    public boolean plain() {
        return roles.equals(RoleRates.EQUAL) && followsGradient();
    }
}
