package dev.fathom.activation.functions;

import static dev.fathom.activation.Float32.decay;
import static dev.fathom.activation.Float32.sigmoid;
import static dev.fathom.activation.Float32.sigmoidSlope;
import static java.lang.Math.max;
import static java.lang.Math.min;

import dev.fathom.activation.Activation;
import dev.fathom.init.Spellings;
import java.util.List;

/** Sigmoid linear unit, also called swish (Elfwing et al. 2018; Ramachandran et al. 2017). */
public record Silu() implements Activation {
    @Override
    public int code() {
        return 9;
    }

    @Override
    public String name() {
        return "silu";
    }

    @Override
    public String formula() {
        return "x sigmoid(x)";
    }

    @Override
    public double value(double x) {
        if (Double.isInfinite(x)) {
            return x > 0 ? x : 0;
        }
        return x * new Sigmoid().value(x);
    }

    @Override
    public double derivative(double x) {
        if (Double.isInfinite(x)) {
            return x > 0 ? 1 : 0;
        }
        Sigmoid sigmoid = new Sigmoid();
        return sigmoid.value(x) + x * sigmoid.derivative(x);
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
        return new Spellings("silu", "nn.SiLU()", "jax.nn.silu", "Activation.SWISH");
    }

    // device begin
    static float silu(float x, float e) {
        return max(x, -88.0f) * sigmoid(x, e);
    }

    static float siluSlope(float x, float e) {
        return sigmoid(x, e) + min(max(x, -88.0f), 88.0f) * sigmoidSlope(e);
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
            a[i] = silu(x, e);
            z[i] = siluSlope(x, e);
        }
    }
}
