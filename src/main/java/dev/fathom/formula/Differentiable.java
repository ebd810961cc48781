package dev.fathom.formula;

import java.util.List;

/** A function of one number that formulas may call. */
public interface Differentiable {
    /** How a formula writes the call: {@code relu(x)}, {@code leaky_relu(x, 0.2)}. */
    String call(String argument);

    /** Stable number of the function in the kernels. */
    int code();

    /** Shape parameter (the slope of leaky_relu, the α of elu); 0 where the function has none. */
    default float parameter() {
        return 0;
    }

    /** φ(x) in float64, accurate to a few ulp; the limit at infinities, NaN at NaN. */
    double value(double x);

    /** φ'(x) in float64; at a kink what PyTorch gives, as the float32 form does. */
    double derivative(double x);

    /** Points where φ' or φ'' jumps, ascending: quadrature must split there. Empty for smooth functions. */
    List<Double> kinks();

    /**
     * The float32 form over one array: {@code a[i] = φ(z[i])} and, in place of the pre-activation,
     * {@code z[i] = φ'(z[i])}, for i below n. A plain loop, so that HotSpot turns it into vector code.
     */
    void apply(float[] z, float[] a, int n);
}
