package dev.fathom.net;

import static dev.fathom.net.Float32.exp;
import static dev.fathom.net.Float32.normalCdf;
import static java.lang.Math.max;
import static java.lang.Math.min;

import dev.fathom.init.Spellings;
import java.util.List;
import org.hipparchus.special.Erf;

/** Gaussian error linear unit (Hendrycks and Gimpel 2016), exact: Φ is the normal distribution function. */
record Gelu() implements Activation {
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
    static float gelu(float x, float p) {
        return max(x, -14.0f) * p;
    }

    static float geluSlope(float x, float p) {
        float t = min(max(x, -14.0f), 14.0f);
        return p + t * (0.398942280f * exp(-0.5f * t * t));
    }
    // device end

    @Override
    public void apply(float[] z, float[] a, int n) {
        for (int i = 0; i < n; i++) {
            float x = z[i];
            float p = normalCdf(x);
            a[i] = gelu(x, p);
            z[i] = geluSlope(x, p);
        }
    }
}
