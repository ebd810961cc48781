package dev.fathom.engine;

import java.util.Locale;

/** What is measured of each layer. */
public enum Quantity {
    PREACTIVATION,
    ACTIVATION,
    /** By the pre-activation. */
    GRADIENT,
    WEIGHT_GRADIENT,
    WEIGHT;

    /** As stores and exports have it. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
