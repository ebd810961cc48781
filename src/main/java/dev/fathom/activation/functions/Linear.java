package dev.fathom.activation.functions;

import static java.lang.Math.max;
import static java.lang.Math.min;

import dev.fathom.activation.Activation;
import dev.fathom.init.Spellings;
import java.util.List;

/** The identity: depth without nonlinearity (Saxe et al. 2013). */
public record Linear() implements Activation {
    @Override
    public int code() {
        return 0;
    }

    @Override
    public String name() {
        return "linear";
    }

    @Override
    public String formula() {
        return "x";
    }

    @Override
    public double value(double x) {
        return x;
    }

    @Override
    public double derivative(double x) {
        return Double.isNaN(x) ? x : 1;
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
        return new Spellings("linear", "nn.Identity()", "lambda x: x", "Activation.IDENTITY");
    }

    // device begin
    static float linear(float x) {
        return x;
    }

    static float linearSlope(float x) {
        return 1.0f + 0.0f * min(max(x, -1.0f), 1.0f);
    }
    // device end

    @Override
    public void apply(float[] z, float[] a, int n) {
        for (int i = 0; i < n; i++) {
            float x = z[i];
            float y = linear(x);
            a[i] = y;
            z[i] = linearSlope(x);
        }
    }

    @Override
    public void apply(double[] z, double[] a, int n) {
        for (int i = 0; i < n; i++) {
            double x = z[i];
            a[i] = x;
            z[i] = 1 + 0 * min(max(x, -1), 1);
        }
    }
}
