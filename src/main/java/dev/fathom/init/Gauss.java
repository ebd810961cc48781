package dev.fathom.init;

import org.hipparchus.special.Erf;

/** The standard normal distribution in float64. */
final class Gauss {
    private static final double SQRT_2 = Math.sqrt(2);
    private static final double SQRT_2_PI = Math.sqrt(2 * Math.PI);

    private Gauss() {}

    static double density(double z) {
        return Math.exp(-z * z / 2) / SQRT_2_PI;
    }

    static double cdf(double z) {
        return Erf.erfc(-z / SQRT_2) / 2;
    }

    /** The inverse of {@link #cdf}; infinite at 0 and 1. */
    static double quantile(double p) {
        return -SQRT_2 * Erf.erfcInv(2 * p);
    }
}
