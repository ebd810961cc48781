package dev.fathom.activation.functions;

import static java.lang.Math.abs;
import static java.lang.Math.max;
import static java.lang.Math.min;

import dev.fathom.activation.Activation;
import dev.fathom.init.Spellings;
import java.util.List;

/** Bergstra et al. 2009. The second derivative jumps at 0. */
public record Softsign() implements Activation {
    @Override
    public int code() {
        return 12;
    }

    @Override
    public String name() {
        return "softsign";
    }

    @Override
    public String formula() {
        return "x / (1 + |x|)";
    }

    @Override
    public double value(double x) {
        return Double.isInfinite(x) ? Math.signum(x) : x / (1 + Math.abs(x));
    }

    @Override
    public double derivative(double x) {
        return 1 / (1 + Math.abs(x)) / (1 + Math.abs(x));
    }

    @Override
    public List<Double> kinks() {
        return List.of(0.0);
    }

    @Override
    public Saturation saturation() {
        return new Saturation(-0.98f, 0.98f);
    }

    @Override
    public Spellings spellings() {
        return new Spellings("softsign", "nn.Softsign()", "jax.nn.soft_sign", "Activation.SOFTSIGN");
    }

    // device begin
    static float softsign(float x) {
        float t = min(max(x, -3e38f), 3e38f);
        return t / (1.0f + abs(t));
    }

    static float softsignSlope(float x) {
        float r = 1.0f / (1.0f + abs(x));
        return r * r;
    }
    // device end

    @Override
    public void apply(float[] z, float[] a, int n) {
        for (int i = 0; i < n; i++) {
            float x = z[i];
            float y = softsign(x);
            a[i] = y;
            z[i] = softsignSlope(x);
        }
    }
}
