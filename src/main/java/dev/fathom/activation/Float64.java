package dev.fathom.activation;

import static java.lang.Math.fma;
import static java.lang.Math.max;
import static java.lang.Math.min;

/** As {@link Float32}, the float64 functions that activations share, in arithmetic that HotSpot vectorizes. */
public final class Float64 {
    private Float64() {}

    /** 1 where x > 0, else 0: the smallest positive number times 2^1074 is 1. */
    public static double positive(double x) {
        return min(1, max(0, x) * 0x1p1000 * 0x1p74);
    }

    /** exp(x) - 1 at x / 128 for x in [-40, 40], by the exponential series. */
    public static double expm1Base(double x) {
        double t = x * 0.0078125;
        double p = fma(t, 1.0 / 6227020800.0, 1.0 / 479001600.0);
        p = fma(t, p, 1.0 / 39916800.0);
        p = fma(t, p, 1.0 / 3628800.0);
        p = fma(t, p, 1.0 / 362880.0);
        p = fma(t, p, 1.0 / 40320.0);
        p = fma(t, p, 1.0 / 5040.0);
        p = fma(t, p, 1.0 / 720.0);
        p = fma(t, p, 1.0 / 120.0);
        p = fma(t, p, 1.0 / 24.0);
        p = fma(t, p, 1.0 / 6.0);
        p = fma(t, p, 0.5);
        return fma(t * t, p, t);
    }

    /** exp(x) - 1 by seven doublings of its base. A loop over both at once is too long for HotSpot to vectorize. */
    public static double expm1(double base) {
        double e = base;
        e = fma(e, e, 2 * e);
        e = fma(e, e, 2 * e);
        e = fma(e, e, 2 * e);
        e = fma(e, e, 2 * e);
        e = fma(e, e, 2 * e);
        e = fma(e, e, 2 * e);
        return fma(e, e, 2 * e);
    }
}
