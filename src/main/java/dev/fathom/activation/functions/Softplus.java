package dev.fathom.activation.functions;

import static dev.fathom.activation.Float32.decay;
import static dev.fathom.activation.Float32.log1p;
import static dev.fathom.activation.Float32.sigmoid;
import static java.lang.Math.max;

import dev.fathom.activation.Activation;
import dev.fathom.init.Spellings;
import java.util.List;

/** Smooth rectifier (Dugas et al. 2001). */
public record Softplus() implements Activation {
    @Override
    public int code() {
        return 11;
    }

    @Override
    public String name() {
        return "softplus";
    }

    @Override
    public String formula() {
        return "log(1 + exp(x))";
    }

    @Override
    public double value(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    @Override
    public double derivative(double x) {
        return new Sigmoid().value(x);
    }

    @Override
    public List<Double> kinks() {
        return List.of();
    }

    @Override
    public Saturation saturation() {
        return Saturation.NONE;
    }

    @Override
    public Spellings spellings() {
        return new Spellings("softplus", "nn.Softplus()", "jax.nn.softplus", "Activation.SOFTPLUS");
    }

    // device begin
    static float softplus(float x, float e) {
        return max(x, 0.0f) + log1p(e);
    }

    static float softplusSlope(float x, float e) {
        return sigmoid(x, e);
    }
    // device end

    @Override
    public void apply(float[] z, float[] a, int n) {
        // two short loops: HotSpot leaves a long one scalar
        for (int i = 0; i < n; i++) {
            a[i] = decay(z[i]);
        }
        for (int i = 0; i < n; i++) {
            float x = z[i];
            float e = a[i];
            a[i] = softplus(x, e);
            z[i] = softplusSlope(x, e);
        }
    }
}
