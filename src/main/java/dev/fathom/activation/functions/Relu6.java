package dev.fathom.activation.functions;

import static dev.fathom.activation.Float32.positive;
import static java.lang.Math.max;
import static java.lang.Math.min;

import dev.fathom.activation.Activation;
import dev.fathom.init.Spellings;
import java.util.List;

/** Rectified linear unit that ends at 6 (Krizhevsky 2010). */
public record Relu6() implements Activation {
    @Override
    public int code() {
        return 17;
    }

    @Override
    public String name() {
        return "relu6";
    }

    @Override
    public String formula() {
        return "min(6, max(0, x))";
    }

    @Override
    public double value(double x) {
        return Double.isNaN(x) ? x : Math.min(6, Math.max(0, x));
    }

    @Override
    public double derivative(double x) {
        return Double.isNaN(x) ? x : x > 0 && x < 6 ? 1 : 0;
    }

    @Override
    public List<Double> kinks() {
        return List.of(0.0, 6.0);
    }

    @Override
    public Saturation saturation() {
        return new Saturation(Float.NEGATIVE_INFINITY, 5.94f);
    }

    @Override
    public Spellings spellings() {
        return new Spellings("relu6", "nn.ReLU6()", "jax.nn.relu6", "Activation.RELU6");
    }

    // device begin
    static float relu6(float x) {
        return min(6.0f, max(0.0f, x));
    }

    static float relu6Slope(float x) {
        return positive(x) * positive(6.0f - x);
    }
    // device end

    @Override
    public void apply(float[] z, float[] a, int n) {
        for (int i = 0; i < n; i++) {
            float x = z[i];
            float y = relu6(x);
            a[i] = y;
            z[i] = relu6Slope(x);
        }
    }
}
