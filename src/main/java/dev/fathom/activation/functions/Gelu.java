package dev.fathom.activation.functions;

import static dev.fathom.activation.Float32.normalCdf;
import static dev.fathom.activation.Float32.normalDecay;
import static java.lang.Math.max;
import static java.lang.Math.min;

import dev.fathom.activation.Activation;
import dev.fathom.init.Spellings;
import java.util.List;
import org.hipparchus.special.Erf;

/** Gaussian error linear unit (Hendrycks and Gimpel 2016), exact: Φ is the normal distribution function. */
public record Gelu() implements Activation {
    @Override
    public int code() {
        return 7;
    }

    @Override
    public String name() {
        return "gelu";
    }

    @Override
    public String formula() {
        return "x Phi(x)";
    }

    @Override
    public double value(double x) {
        if (Double.isInfinite(x)) {
            return x > 0 ? x : 0;
        }
        return x * Erf.erfc(-x / Math.sqrt(2)) / 2;
    }

    @Override
    public double derivative(double x) {
        if (Double.isInfinite(x)) {
            return x > 0 ? 1 : 0;
        }
        return Erf.erfc(-x / Math.sqrt(2)) / 2 + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
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
        return new Spellings("gelu", "nn.GELU()", "lambda x: jax.nn.gelu(x, approximate=False)", null);
    }

    // device begin
    /* e = exp(-x^2 / 2) */
    static float gelu(float x, float e) {
        return max(x, -14.0f) * normalCdf(x, e);
    }

    static float geluSlope(float x, float e) {
        return normalCdf(x, e) + min(max(x, -14.0f), 14.0f) * (0.398942280f * e);
    }
    // device end

    @Override
    public void apply(float[] z, float[] a, int n) {
        // two short loops: HotSpot leaves a long one scalar
        for (int i = 0; i < n; i++) {
            a[i] = normalDecay(z[i]);
        }
        for (int i = 0; i < n; i++) {
            float x = z[i];
            float e = a[i];
            a[i] = gelu(x, e);
            z[i] = geluSlope(x, e);
        }
    }
}
