package dev.fathom.activation.functions;

import static dev.fathom.activation.Float32.positive;
import static java.lang.Math.max;
import static java.lang.Math.min;

import dev.fathom.activation.Activation;
import dev.fathom.init.Spellings;
import java.util.List;

/** The piecewise form of silu, hard_silu in Keras (Howard et al. 2019). */
public record HardSwish() implements Activation {
    @Override
    public int code() {
        return 18;
    }

    @Override
    public String name() {
        return "hard_swish";
    }

    @Override
    public String formula() {
        return "x min(6, max(0, x + 3)) / 6";
    }

    @Override
    public double value(double x) {
        return x <= -3 ? 0 : x >= 3 ? x : x * (x + 3) / 6;
    }

    @Override
    public double derivative(double x) {
        return x <= -3 ? 0 : x >= 3 ? 1 : x / 3 + 0.5;
    }

    @Override
    public List<Double> kinks() {
        return List.of(-3.0, 3.0);
    }

    @Override
    public Saturation saturation() {
        return Saturation.NONE;
    }

    @Override
    public Spellings spellings() {
        return new Spellings("hard_swish", "nn.Hardswish()", "jax.nn.hard_swish", null);
    }

    // device begin
    static float hardSwish(float x) {
        return max(x, -3.0f) * (min(6.0f, max(0.0f, x + 3.0f)) / 6.0f);
    }

    static float hardSwishSlope(float x) {
        float within = positive(x + 3.0f) * positive(3.0f - x);
        return within * (min(max(x, -3.0f), 3.0f) / 3.0f + 0.5f) + (1.0f - positive(3.0f - x));
    }
    // device end

    @Override
    public void apply(float[] z, float[] a, int n) {
        for (int i = 0; i < n; i++) {
            float x = z[i];
            float y = hardSwish(x);
            a[i] = y;
            z[i] = hardSwishSlope(x);
        }
    }
}
