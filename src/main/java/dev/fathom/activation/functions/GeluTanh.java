package dev.fathom.activation.functions;

import static dev.fathom.activation.Float32.decay;
import static dev.fathom.activation.Float32.sigmoid;
import static dev.fathom.activation.Float32.sigmoidSlope;
import static java.lang.Math.max;
import static java.lang.Math.min;

import dev.fathom.activation.Activation;
import dev.fathom.init.Spellings;
import java.util.List;

/** The tanh form of GELU, which many libraries call by its name (Hendrycks and Gimpel 2016). */
public record GeluTanh() implements Activation {
    @Override
    public int code() {
        return 8;
    }

    @Override
    public String name() {
        return "gelu_tanh";
    }

    @Override
    public String formula() {
        return "x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))";
    }

    @Override
    public double value(double x) {
        if (Double.isInfinite(x)) {
            return x > 0 ? x : 0;
        }
        return x * new Sigmoid().value(2 * inner(x));
    }

    @Override
    public double derivative(double x) {
        if (Double.isInfinite(x)) {
            return x > 0 ? 1 : 0;
        }
        Sigmoid sigmoid = new Sigmoid();
        double slope = 2 * Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x * x);
        double s = sigmoid.derivative(2 * inner(x));
        return sigmoid.value(2 * inner(x)) + (s == 0 ? 0 : x * s * slope);
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
        return new Spellings(
                "lambda x: keras.activations.gelu(x, approximate=True)",
                "nn.GELU(approximate=\"tanh\")",
                "jax.nn.gelu",
                null);
    }

    // device begin
    /* twice the argument u of the tanh; e = exp(-|2u|) */
    static float geluTanhInner(float x) {
        float t = min(max(x, -12.0f), 12.0f);
        return t * (1.59576912f + 0.0713548163f * t * t);
    }

    static float geluTanh(float x, float e) {
        return max(x, -12.0f) * sigmoid(x, e);
    }

    static float geluTanhSlope(float x, float e) {
        float t = min(max(x, -12.0f), 12.0f);
        return sigmoid(x, e) + t * sigmoidSlope(e) * (1.59576912f + 0.214064449f * t * t);
    }
    // device end

    private static double inner(double x) {
        return Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x);
    }

    @Override
    public void apply(float[] z, float[] a, int n) {
        // two short loops: HotSpot leaves a long one scalar
        for (int i = 0; i < n; i++) {
            a[i] = decay(geluTanhInner(z[i]));
        }
        for (int i = 0; i < n; i++) {
            float x = z[i];
            float e = a[i];
            a[i] = geluTanh(x, e);
            z[i] = geluTanhSlope(x, e);
        }
    }
}
