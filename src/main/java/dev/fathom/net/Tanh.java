package dev.fathom.net;

import static dev.fathom.net.Float32.tanh;

import dev.fathom.init.Spellings;
import java.util.List;

/** Hyperbolic tangent. The rational form is that of Eigen, within 2 ulp of 1. */
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
    static float tanhSlope(float y) {
        return (1.0f - y) * (1.0f + y);
    }
    // device end

    @Override
    public void apply(float[] z, float[] a, int n) {
        for (int i = 0; i < n; i++) {
            float x = z[i];
            float y = tanh(x);
            a[i] = y;
            z[i] = tanhSlope(y);
        }
    }
}
