package dev.fathom.activation;

import dev.fathom.formula.Differentiable;
import dev.fathom.init.Spellings;

/**
 * An activation function φ, applied to each pre-activation. One class holds everything about one function: its
 * formula, its exact value and derivative in float64 (what theory integrates), and the float32 form that both devices
 * run.
 *
 * <p>The float32 form is a pair of static methods between the markers {@code device begin} and {@code device end},
 * written in the common subset of Java and CUDA C: {@code kernels/build.sh} copies it into the kernels, so the formula
 * stands in one place only.
 */
public interface Activation extends Differentiable {
    /** The name users type, such as {@code leaky_relu}; stable across versions. */
    String name();

    /** The name with its parameter where that is not the default; {@code Activations.parse} reads it back. */
    default String spec() {
        return name();
    }

    @Override
    default String call(String argument) {
        return spec().contains("(") ? spec().replace("(", "(" + argument + ", ") : spec() + "(" + argument + ")";
    }

    /** Code that applies exactly this function in other libraries. */
    Spellings spellings();

    /** The formula as shown to users, such as {@code max(0, x)}. */
    String formula();

    /**
     * Outputs at or below {@code low()} and at or above {@code high()} count as saturated: within 1 % of the range of
     * an asymptote or a bound. Infinite where φ has none.
     */
    Saturation saturation();

    /**
     * As {@link #apply}, with slopes that may err by an ulp of 1 instead of their own: where that is faster, trainings of
     * small networks take it.
     */
    default void applyFast(float[] z, float[] a, int n) {
        apply(z, a, n);
    }

    /** The float64 form over one array, as {@link #apply} is the float32 form. */
    default void apply(double[] z, double[] a, int n) {
        for (int i = 0; i < n; i++) {
            double x = z[i];
            a[i] = value(x);
            z[i] = derivative(x);
        }
    }

    /** The outputs from which on a unit counts as saturated. */
    record Saturation(float low, float high) {
        public static final Saturation NONE = new Saturation(Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY);
    }
}
