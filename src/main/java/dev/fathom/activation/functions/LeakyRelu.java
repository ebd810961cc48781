package dev.fathom.activation.functions;

import static dev.fathom.activation.Float32.positive;
import static java.lang.Math.max;
import static java.lang.Math.min;

import dev.fathom.activation.Activation;
import dev.fathom.activation.Float64;
import dev.fathom.init.Spellings;
import java.util.List;

/** Leaky rectified linear unit (Maas et al. 2013). */
public record LeakyRelu(float slope) implements Activation {
    @Override
    public int code() {
        return 4;
    }

    @Override
    public String name() {
        return "leaky_relu";
    }

    @Override
    public String formula() {
        return "max(0, x) + slope min(0, x)";
    }

    @Override
    public String spec() {
        return slope == 0.01f ? name() : name() + "(" + slope + ")";
    }

    @Override
    public float parameter() {
        return slope;
    }

    @Override
    public double value(double x) {
        return x > 0 ? x : slope * x;
    }

    @Override
    public double derivative(double x) {
        return Double.isNaN(x) ? x : x > 0 ? 1 : slope;
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
        return new Spellings(
                "LeakyReLU(negative_slope=" + slope + ")",
                "nn.LeakyReLU(" + slope + ")",
                "lambda x: jax.nn.leaky_relu(x, " + slope + ")",
                "new ActivationLReLU(" + slope + ")");
    }

    // device begin
    static float leakyRelu(float x, float slope) {
        return max(0.0f, x) + slope * min(0.0f, x);
    }

    static float leakyReluSlope(float x, float slope) {
        return slope + (1.0f - slope) * positive(x);
    }
    // device end

    @Override
    public void apply(float[] z, float[] a, int n) {
        float s = slope;
        for (int i = 0; i < n; i++) {
            float x = z[i];
            float y = leakyRelu(x, s);
            a[i] = y;
            z[i] = leakyReluSlope(x, s);
        }
    }

    @Override
    public void apply(double[] z, double[] a, int n) {
        for (int i = 0; i < n; i++) {
            double x = z[i];
            a[i] = max(0, x) + slope * min(0, x);
            z[i] = slope + (1 - (double) slope) * Float64.positive(x);
        }
    }
}
