package dev.fathom.activation.functions;

import static dev.fathom.activation.Float32.erfFar;
import static dev.fathom.activation.Float32.erfNear;
import static dev.fathom.activation.Float32.exp;
import static dev.fathom.activation.Float32.normalTail;
import static java.lang.Math.abs;
import static java.lang.Math.min;

import dev.fathom.activation.Activation;
import dev.fathom.init.Spellings;
import java.util.List;
import org.hipparchus.special.Erf;

/** The error function: its mean-field integrals are closed (Williams 1997). */
public record ErrorFunction() implements Activation {
    @Override
    public int code() {
        return 14;
    }

    @Override
    public String name() {
        return "erf";
    }

    @Override
    public String formula() {
        return "erf(x)";
    }

    @Override
    public double value(double x) {
        return Erf.erf(x);
    }

    @Override
    public double derivative(double x) {
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x);
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
        return new Spellings("keras.ops.erf", "torch.erf", "jax.scipy.special.erf", null);
    }

    // device begin
    /* e = exp(-x^2) */
    static float erfDecay(float x) {
        float t = min(abs(x), 10.0f);
        return exp(-t * t);
    }

    static float erfSlope(float e) {
        return 1.12837917f * e;
    }
    // device end

    @Override
    public void apply(float[] z, float[] a, int n) {
        // five short loops: HotSpot leaves a long one scalar
        for (int i = 0; i < n; i++) {
            a[i] = erfDecay(z[i]);
        }
        for (int i = 0; i < n; i++) {
            a[i] = normalTail(1.41421356f * z[i], a[i]);
        }
        for (int i = 0; i < n; i++) {
            a[i] = erfFar(z[i], a[i]);
        }
        for (int i = 0; i < n; i++) {
            a[i] = a[i] + erfNear(z[i]);
        }
        for (int i = 0; i < n; i++) {
            z[i] = erfSlope(erfDecay(z[i]));
        }
    }
}
