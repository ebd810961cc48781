package dev.fathom.activation.functions;

import static dev.fathom.activation.Float32.positive;
import static java.lang.Math.max;

import dev.fathom.activation.Activation;
import dev.fathom.activation.Float64;
import dev.fathom.init.Spellings;
import java.util.List;

/** Rectified linear unit (Nair and Hinton 2010). */
public record Relu() implements Activation {
    @Override
    public int code() {
        return 3;
    }

    @Override
    public String name() {
        return "relu";
    }

    @Override
    public String formula() {
        return "max(0, x)";
    }

    @Override
    public double value(double x) {
        return Double.isNaN(x) ? x : Math.max(0, x);
    }

    @Override
    public double derivative(double x) {
        return Double.isNaN(x) ? x : x > 0 ? 1 : 0;
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
        return new Spellings("relu", "nn.ReLU()", "jax.nn.relu", "Activation.RELU");
    }

    // device begin
    static float relu(float x) {
        return max(0.0f, x);
    }

    static float reluSlope(float x) {
        return positive(x);
    }
    // device end

    @Override
    public void apply(float[] z, float[] a, int n) {
        for (int i = 0; i < n; i++) {
            float x = z[i];
            float y = relu(x);
            a[i] = y;
            z[i] = reluSlope(x);
        }
    }

    @Override
    public void apply(double[] z, double[] a, int n) {
        for (int i = 0; i < n; i++) {
            double x = z[i];
            a[i] = max(0, x);
            z[i] = Float64.positive(x);
        }
    }
}
