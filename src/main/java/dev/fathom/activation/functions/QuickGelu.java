package dev.fathom.activation.functions;

import static dev.fathom.activation.Float32.decay;
import static dev.fathom.activation.Float32.sigmoid;
import static dev.fathom.activation.Float32.sigmoidSlope;
import static java.lang.Math.max;
import static java.lang.Math.min;

import dev.fathom.activation.Activation;
import dev.fathom.init.Spellings;
import java.util.List;

/** GELU by the logistic function, as in CLIP and in Deeplearning4j, which calls it GELU (Hendrycks and Gimpel 2016). */
public record QuickGelu() implements Activation {
    @Override
    public int code() {
        return 16;
    }

    @Override
    public String name() {
        return "quick_gelu";
    }

    @Override
    public String formula() {
        return "x sigmoid(1.702 x)";
    }

    @Override
    public double value(double x) {
        if (Double.isInfinite(x)) {
            return x > 0 ? x : 0;
        }
        return x * new Sigmoid().value(1.702 * x);
    }

    @Override
    public double derivative(double x) {
        if (Double.isInfinite(x)) {
            return x > 0 ? 1 : 0;
        }
        Sigmoid sigmoid = new Sigmoid();
        return sigmoid.value(1.702 * x) + 1.702 * x * sigmoid.derivative(1.702 * x);
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
                "lambda x: x * keras.activations.sigmoid(1.702 * x)",
                "lambda x: x * torch.sigmoid(1.702 * x)",
                "lambda x: x * jax.nn.sigmoid(1.702 * x)",
                "Activation.GELU");
    }

    // device begin
    /* e = exp(-|1.702 x|) */
    static float quickGelu(float x, float e) {
        return max(x, -51.0f) * sigmoid(x, e);
    }

    static float quickGeluSlope(float x, float e) {
        return sigmoid(x, e) + 1.702f * min(max(x, -51.0f), 51.0f) * sigmoidSlope(e);
    }
    // device end

    @Override
    public void apply(float[] z, float[] a, int n) {
        // two short loops: HotSpot leaves a long one scalar
        for (int i = 0; i < n; i++) {
            a[i] = decay(1.702f * z[i]);
        }
        for (int i = 0; i < n; i++) {
            float x = z[i];
            float e = a[i];
            a[i] = quickGelu(x, e);
            z[i] = quickGeluSlope(x, e);
        }
    }
}
