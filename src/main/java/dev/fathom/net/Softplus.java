package dev.fathom.net;

import static dev.fathom.net.Float32.exp;
import static dev.fathom.net.Float32.log1p;
import static dev.fathom.net.Float32.sigmoid;
import static java.lang.Math.abs;
import static java.lang.Math.max;

import dev.fathom.init.Spellings;
import java.util.List;

/** Smooth rectifier (Dugas et al. 2001). */
record Softplus() implements Activation {
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
    static float softplus(float x) {
        return max(x, 0.0f) + log1p(exp(-abs(x)));
    }
    // device end

    @Override
    public void apply(float[] z, float[] a, int n) {
        for (int i = 0; i < n; i++) {
            float x = z[i];
            float y = softplus(x);
            a[i] = y;
            z[i] = sigmoid(x);
        }
    }
}
