package dev.fathom.activation.functions;

import static dev.fathom.activation.Float32.positive;
import static java.lang.Math.max;
import static java.lang.Math.min;

import dev.fathom.activation.Activation;
import dev.fathom.init.Spellings;
import java.util.List;

/** The piecewise linear tanh. */
public record HardTanh() implements Activation {
    @Override
    public int code() {
        return 13;
    }

    @Override
    public String name() {
        return "hard_tanh";
    }

    @Override
    public String formula() {
        return "max(-1, min(1, x))";
    }

    @Override
    public double value(double x) {
        return Math.max(-1, Math.min(1, x));
    }

    @Override
    public double derivative(double x) {
        return Double.isNaN(x) ? x : x > -1 && x < 1 ? 1 : 0;
    }

    @Override
    public List<Double> kinks() {
        return List.of(-1.0, 1.0);
    }

    @Override
    public Saturation saturation() {
        return new Saturation(-0.98f, 0.98f);
    }

    @Override
    public Spellings spellings() {
        return new Spellings("hard_tanh", "nn.Hardtanh()", "jax.nn.hard_tanh", "Activation.HARDTANH");
    }

    // device begin
    static float hardTanh(float x) {
        return max(-1.0f, min(1.0f, x));
    }

    static float hardTanhSlope(float x) {
        return positive(x + 1.0f) * positive(1.0f - x);
    }
    // device end

    @Override
    public void apply(float[] z, float[] a, int n) {
        for (int i = 0; i < n; i++) {
            float x = z[i];
            float y = hardTanh(x);
            a[i] = y;
            z[i] = hardTanhSlope(x);
        }
    }
}
