package dev.fathom.optimizer;

import dev.fathom.optimizer.Parametrization.Role;

/**
 * Factors on the learning rate of the first, the hidden and the last layers; 0 keeps a layer as it is drawn.
 *
 * @param bias on that of all layers' biases, beside the layer's factor; where they start at 0, 0 means a network without
 */
public record RoleRates(double first, double hidden, double last, double bias) {
    public static final RoleRates EQUAL = new RoleRates(1, 1, 1);

    /** Biases learn as the weights of their layers do. */
    public RoleRates(double first, double hidden, double last) {
        this(first, hidden, last, 1);
    }

    public RoleRates {
        for (double factor : new double[] {first, hidden, last, bias}) {
            if (!(factor >= 0 && factor <= Float.MAX_VALUE)) {
                throw new IllegalArgumentException(
                        "factors on the learning rate are finite and not negative, got " + factor);
            }
        }
    }

    /** Of a layer's weights. */
    public float of(Role role) {
        return (float) ofLayer(role);
    }

    /** Of a layer's biases. */
    public float ofBiases(Role role) {
        return (float) (ofLayer(role) * bias);
    }

    /** Of a layer's weights, with all digits. */
    public double ofLayer(Role role) {
        return role == Role.INPUT ? first : role == Role.OUTPUT ? last : hidden;
    }
}
