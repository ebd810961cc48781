package dev.fathom.activation.functions;

import static dev.fathom.activation.Float32.expm1;
import static dev.fathom.activation.Float32.positive;
import static java.lang.Math.max;
import static java.lang.Math.min;

import dev.fathom.activation.Activation;
import dev.fathom.init.Spellings;
import java.util.List;

/** Self-normalizing unit (Klambauer et al. 2017): (0, 1) is a fixed point of mean and variance under variance 1/fan_in. */
public record Selu() implements Activation {
    private static final double LAMBDA = 1.0507009873554805;
    private static final double ALPHA = 1.6732632423543772;

    @Override
    public int code() {
        return 6;
    }

    @Override
    public String name() {
        return "selu";
    }

    @Override
    public String formula() {
        return "lambda (x if x > 0, else alpha (exp(x) - 1))";
    }

    @Override
    public double value(double x) {
        return LAMBDA * (x > 0 ? x : ALPHA * Math.expm1(x));
    }

    @Override
    public double derivative(double x) {
        return Double.isNaN(x) ? x : LAMBDA * (x > 0 ? 1 : ALPHA * Math.exp(x));
    }

    @Override
    public List<Double> kinks() {
        return List.of(0.0);
    }

    @Override
    public Saturation saturation() {
        return new Saturation((float) (-0.99 * LAMBDA * ALPHA), Float.POSITIVE_INFINITY);
    }

    @Override
    public Spellings spellings() {
        return new Spellings("selu", "nn.SELU()", "jax.nn.selu", "Activation.SELU");
    }

    // device begin
    static float selu(float x) {
        return 1.05070098f * max(0.0f, x) + 1.75809934f * expm1(min(0.0f, x));
    }

    static float seluSlope(float x, float y) {
        return 1.05070098f * positive(x) + (1.0f - positive(x)) * (min(0.0f, y) + 1.75809934f);
    }
    // device end

    @Override
    public void apply(float[] z, float[] a, int n) {
        for (int i = 0; i < n; i++) {
            float x = z[i];
            float y = selu(x);
            a[i] = y;
            z[i] = seluSlope(x, y);
        }
    }
}
