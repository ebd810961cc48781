package dev.fathom.activation.functions;

import static dev.fathom.activation.Float32.decay;
import static dev.fathom.activation.Float32.sigmoid;
import static dev.fathom.activation.Float32.sigmoidSlope;

import dev.fathom.activation.Activation;
import dev.fathom.init.Spellings;
import java.util.List;

/** The logistic function. */
public record Sigmoid() implements Activation {
    @Override
    public int code() {
        return 2;
    }

    @Override
    public String name() {
        return "sigmoid";
    }

    @Override
    public String formula() {
        return "1 / (1 + exp(-x))";
    }

    @Override
    public double value(double x) {
        double e = Math.exp(-Math.abs(x));
        return (x < 0 ? e : 1) / (1 + e);
    }

    @Override
    public double derivative(double x) {
        double e = Math.exp(-Math.abs(x));
        return e / ((1 + e) * (1 + e));
    }

    @Override
    public List<Double> kinks() {
        return List.of();
    }

    @Override
    public Saturation saturation() {
        return new Saturation(0.01f, 0.99f);
    }

    @Override
    public Spellings spellings() {
        return new Spellings("sigmoid", "nn.Sigmoid()", "jax.nn.sigmoid", "Activation.SIGMOID");
    }

    // device begin
    /* here and below e = exp(-|x|) */
    static float logistic(float x, float e) {
        return sigmoid(x, e);
    }

    static float logisticSlope(float e) {
        return sigmoidSlope(e);
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
            a[i] = logistic(x, e);
            z[i] = logisticSlope(e);
        }
    }
}
