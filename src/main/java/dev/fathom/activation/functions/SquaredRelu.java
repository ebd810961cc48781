package dev.fathom.activation.functions;

import static java.lang.Math.max;

import dev.fathom.activation.Activation;
import dev.fathom.init.Spellings;
import java.util.List;

/** The square of relu (So et al. 2021, Primer). */
public record SquaredRelu() implements Activation {
    @Override
    public int code() {
        return 20;
    }

    @Override
    public String name() {
        return "squared_relu";
    }

    @Override
    public String formula() {
        return "max(0, x)^2";
    }

    @Override
    public double value(double x) {
        return Double.isNaN(x) ? x : Math.max(0, x) * Math.max(0, x);
    }

    @Override
    public double derivative(double x) {
        return Double.isNaN(x) ? x : 2 * Math.max(0, x);
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
                "lambda x: keras.activations.relu(x) ** 2",
                "lambda x: torch.relu(x) ** 2",
                "lambda x: jax.nn.relu(x) ** 2",
                null);
    }

    // device begin
    static float squaredRelu(float x) {
        return max(0.0f, x) * max(0.0f, x);
    }

    static float squaredReluSlope(float x) {
        return 2.0f * max(0.0f, x);
    }
    // device end

    @Override
    public void apply(float[] z, float[] a, int n) {
        for (int i = 0; i < n; i++) {
            float x = z[i];
            float y = squaredRelu(x);
            a[i] = y;
            z[i] = squaredReluSlope(x);
        }
    }
}
