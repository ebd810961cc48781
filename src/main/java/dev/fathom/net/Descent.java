package dev.fathom.net;

/**
 * How far one trial steps, beside its optimizer.
 *
 * @param learningRate η
 * @param roles factors on η by layer
 * @param schedule of η
 */
public record Descent(float learningRate, RoleRates roles, Schedule schedule) {
    public Descent {
        if (!(learningRate > 0 && Float.isFinite(learningRate))) {
            throw new IllegalArgumentException("the learning rate must be positive and finite, got " + learningRate);
        }
    }

    /** A learning rate that stays, the same for all layers. */
    public Descent(float learningRate) {
        this(learningRate, RoleRates.EQUAL, Schedule.CONSTANT);
    }

    /** Whether one rate holds for the whole network, so that SGD can be a part of the products of the gradients. */
    public boolean plain() {
        return roles.equals(RoleRates.EQUAL);
    }
}
