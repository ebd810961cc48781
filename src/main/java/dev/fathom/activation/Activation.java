package dev.fathom.activation;

import dev.fathom.init.Spellings;
import java.util.List;

/**
 * An activation function φ, applied to each pre-activation. One class holds everything about one function: its
 * formula, its exact value and derivative in float64 (what theory integrates), and the float32 form that both devices
 * run.
 *
 * <p>The float32 form is a pair of static methods between the markers {@code device begin} and {@code device end},
 * written in the common subset of Java and CUDA C: {@code kernels/build.sh} copies it into the kernels, so the formula
 * stands in one place only.
 */
public interface Activation {
    /** The name users type, such as {@code leaky_relu}; stable across versions. */
    String name();

    /** The name with its parameter where that is not the default; {@link Activations#parse} reads it back. */
    default String spec() {
        return name();
    }

    /** Stable number of the function in the kernels. */
    int code();

    /** Code that applies exactly this function in other libraries. */
    Spellings spellings();

    /** The formula as shown to users, such as {@code max(0, x)}. */
    String formula();

    /** φ(x) in float64, accurate to a few ulp; the limit at infinities, NaN at NaN. */
    double value(double x);

    /** φ'(x) in float64; at a kink the derivative from the left, as the float32 form computes it. */
    double derivative(double x);

    /** Points where φ' jumps, ascending: quadrature must split there. Empty for smooth functions. */
    List<Double> kinks();

    /**
     * Outputs at or below {@code low()} and at or above {@code high()} count as saturated: within 1 % of the range of
     * an asymptote or a bound. Infinite where φ has none.
     */
    Saturation saturation();

    /** Shape parameter (the slope of leaky_relu, the α of elu); 0 where the function has none. */
    default float parameter() {
        return 0;
    }

    /**
     * The float32 form over one array: {@code a[i] = φ(z[i])} and, in place of the pre-activation,
     * {@code z[i] = φ'(z[i])}, for i below n. A plain loop, so that HotSpot turns it into vector code.
     */
    void apply(float[] z, float[] a, int n);

    /** The outputs from which on a unit counts as saturated. */
    record Saturation(float low, float high) {
        public static final Saturation NONE = new Saturation(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
    }
}
