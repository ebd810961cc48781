package dev.fathom.activation.functions;

import static dev.fathom.activation.Float32.expm1;
import static dev.fathom.activation.Float32.positive;
import static java.lang.Math.max;
import static java.lang.Math.min;

import dev.fathom.activation.Activation;
import dev.fathom.init.Spellings;
import java.util.List;

/** Exponential linear unit (Clevert et al. 2016). */
public record Elu(float alpha) implements Activation {
    @Override
    public int code() {
        return 5;
    }

    @Override
    public String name() {
        return "elu";
    }

    @Override
    public String formula() {
        return "x if x > 0, else alpha (exp(x) - 1)";
    }

    @Override
    public String spec() {
        return alpha == 1f ? name() : name() + "(" + alpha + ")";
    }

    @Override
    public float parameter() {
        return alpha;
    }

    @Override
    public double value(double x) {
        return x > 0 ? x : alpha * Math.expm1(x);
    }

    @Override
    public double derivative(double x) {
        return Double.isNaN(x) ? x : x > 0 ? 1 : alpha * Math.exp(x);
    }

    @Override
    public List<Double> kinks() {
        return List.of(0.0);
    }

    @Override
    public Saturation saturation() {
        return new Saturation(-0.99f * alpha, Float.POSITIVE_INFINITY);
    }

    @Override
    public Spellings spellings() {
        return new Spellings(
                "ELU(alpha=" + alpha + ")",
                "nn.ELU(" + alpha + ")",
                "lambda x: jax.nn.elu(x, " + alpha + ")",
                "new ActivationELU(" + alpha + ")");
    }

    // device begin
    static float elu(float x, float alpha) {
        return max(0.0f, x) + alpha * expm1(min(0.0f, x));
    }

    static float eluSlope(float x, float y, float alpha) {
        return positive(x) + (1.0f - positive(x)) * (min(0.0f, y) + alpha);
    }
    // device end

    @Override
    public void apply(float[] z, float[] a, int n) {
        float s = alpha;
        for (int i = 0; i < n; i++) {
            float x = z[i];
            float y = elu(x, s);
            a[i] = y;
            z[i] = eluSlope(x, y, s);
        }
    }
}
