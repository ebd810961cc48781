package dev.fathom.net;

import dev.fathom.net.Parametrization.Role;

/** Factors on the learning rate of the first, the hidden and the last layers; 0 keeps a layer as it is drawn. */
public record RoleRates(double first, double hidden, double last) {
    public static final RoleRates EQUAL = new RoleRates(1, 1, 1);

    public RoleRates {
        for (double factor : new double[] {first, hidden, last}) {
            if (!(factor >= 0 && factor <= Float.MAX_VALUE)) {
                throw new IllegalArgumentException(
                        "factors on the learning rate are finite and not negative, got " + factor);
            }
        }
    }

    public float of(Role role) {
        return (float) (role == Role.INPUT ? first : role == Role.OUTPUT ? last : hidden);
    }
}
