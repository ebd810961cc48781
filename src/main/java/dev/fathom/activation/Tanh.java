package dev.fathom.activation;

import static dev.fathom.activation.Float32.expm1;
import static dev.fathom.activation.Float32.positive;
import static java.lang.Math.abs;

import dev.fathom.init.Spellings;
import java.util.List;

/** Hyperbolic tangent. */
record Tanh() implements Activation {
    @Override
    public int code() {
        return 1;
    }

    @Override
    public String name() {
        return "tanh";
    }

    @Override
    public String formula() {
        return "tanh(x)";
    }

    @Override
    public double value(double x) {
        return Math.tanh(x);
    }

    @Override
    public double derivative(double x) {
        double e = Math.exp(-2 * Math.abs(x)); // sech² = 4 e / (1 + e)², without cancellation
        return 4 * e / ((1 + e) * (1 + e));
    }

    @Override
    public List<Double> kinks() {
        return List.of();
    }

    @Override
    public Saturation saturation() {
        return new Saturation(-0.98f, 0.98f);
    }

    @Override
    public Spellings spellings() {
        return new Spellings("tanh", "nn.Tanh()", "jnp.tanh", "Activation.TANH");
    }

    // device begin
    /* m = expm1(-2|x|): tanh keeps its digits at 0 and its distance from 1 at the ends */
    static float tanhDecay(float x) {
        return expm1(-2.0f * abs(x));
    }

    static float tanh(float x, float m) {
        return (1.0f - 2.0f * positive(x)) * m / (2.0f + m);
    }

    static float tanhSlope(float m) {
        return 4.0f * (1.0f + m) / ((2.0f + m) * (2.0f + m));
    }
    // device end

    @Override
    public void apply(float[] z, float[] a, int n) {
        for (int i = 0; i < n; i++) {
            float x = z[i];
            float m = tanhDecay(x);
            a[i] = tanh(x, m);
            z[i] = tanhSlope(m);
        }
    }
}
