package dev.fathom.activation.functions;

import static dev.fathom.activation.Float32.decay;
import static dev.fathom.activation.Float32.positive;
import static dev.fathom.activation.Float32.sigmoid;
import static java.lang.Math.max;
import static java.lang.Math.min;

import dev.fathom.activation.Activation;
import dev.fathom.init.Spellings;
import java.util.List;

/** Misra 2019. */
public record Mish() implements Activation {
    @Override
    public int code() {
        return 10;
    }

    @Override
    public String name() {
        return "mish";
    }

    @Override
    public String formula() {
        return "x tanh(softplus(x))";
    }

    @Override
    public double value(double x) {
        if (Double.isInfinite(x)) {
            return x > 0 ? x : 0;
        }
        return x * Math.tanh(new Softplus().value(x));
    }

    @Override
    public double derivative(double x) {
        if (Double.isInfinite(x)) {
            return x > 0 ? 1 : 0;
        }
        double softplus = new Softplus().value(x);
        double sech2 = new Tanh().derivative(softplus);
        return Math.tanh(softplus) + (sech2 == 0 ? 0 : x * sech2 * new Sigmoid().value(x));
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
        return new Spellings("mish", "nn.Mish()", "jax.nn.mish", "Activation.MISH");
    }

    // device begin
    /* tanh(softplus(x)) = top / (top + rest), with e = exp(-|x|) */
    static float mishTop(float x, float e) {
        float p = positive(x);
        return p * (1.0f + 2.0f * e) + (1.0f - p) * (e * (e + 2.0f));
    }

    static float mishRest(float x, float e) {
        float p = positive(x);
        return p * (2.0f * e * e) + (1.0f - p) * 2.0f;
    }

    static float mish(float x, float e) {
        float top = mishTop(x, e);
        return max(x, -88.0f) * (top / (top + mishRest(x, e)));
    }

    static float mishSlope(float x, float e) {
        float top = mishTop(x, e);
        float rest = mishRest(x, e);
        float ratio = top / (top + rest);
        float t = min(max(x, -88.0f), 88.0f);
        return ratio + t * (rest / (top + rest)) * (1.0f + ratio) * sigmoid(x, e);
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
            a[i] = mish(x, e);
            z[i] = mishSlope(x, e);
        }
    }
}
