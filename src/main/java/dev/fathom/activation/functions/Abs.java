package dev.fathom.activation.functions;

import static dev.fathom.activation.Float32.positive;
import static java.lang.Math.max;

import dev.fathom.activation.Activation;
import dev.fathom.init.Spellings;
import java.util.List;

/** The absolute value; its slope at 0 is 0. */
public record Abs() implements Activation {
    @Override
    public int code() {
        return 19;
    }

    @Override
    public String name() {
        return "abs";
    }

    @Override
    public String formula() {
        return "|x|";
    }

    @Override
    public double value(double x) {
        return Math.abs(x);
    }

    @Override
    public double derivative(double x) {
        return Double.isNaN(x) ? x : Math.signum(x);
    }

    @Override
    public List<Double> kinks() {
        return List.of(0.0);
    }

    @Override
    public Saturation saturation() {
        return Saturation.NONE;
    }

    @Override
    public Spellings spellings() {
        return new Spellings("keras.ops.abs", "torch.abs", "jnp.abs", null);
    }

    // device begin
    static float absolute(float x) {
        return max(x, -x);
    }

    static float absoluteSlope(float x) {
        return positive(x) - positive(-x);
    }
    // device end

    @Override
    public void apply(float[] z, float[] a, int n) {
        for (int i = 0; i < n; i++) {
            float x = z[i];
            float y = absolute(x);
            a[i] = y;
            z[i] = absoluteSlope(x);
        }
    }
}
