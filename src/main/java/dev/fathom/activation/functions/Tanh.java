package dev.fathom.activation.functions;

import static dev.fathom.activation.Float32.expm1;
import static dev.fathom.activation.Float32.positive;
import static java.lang.Math.abs;
import static java.lang.Math.fma;
import static java.lang.Math.max;
import static java.lang.Math.min;

import dev.fathom.activation.Activation;
import dev.fathom.activation.Float64;
import dev.fathom.init.Spellings;
import java.util.List;

/** Hyperbolic tangent. */
public record Tanh() implements Activation {
    @Override
    public int code() {
        return 1;
    }

    @Override
    public String name() {
        return "tanh";
    }

    @Override
    public String formula() {
        return "tanh(x)";
    }

    @Override
    public double value(double x) {
        return Math.tanh(x);
    }

    @Override
    public double derivative(double x) {
        double e = Math.exp(-2 * Math.abs(x)); // sech² = 4 e / (1 + e)², without cancellation
        return 4 * e / ((1 + e) * (1 + e));
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
        return new Spellings("tanh", "nn.Tanh()", "jnp.tanh", "Activation.TANH");
    }

    // device begin
    /* m = expm1(-2|x|): tanh keeps its digits at 0 and its distance from 1 at the ends */
    static float tanhDecay(float x) {
        return expm1(-2.0f * abs(x));
    }

    static float tanh(float x, float m) {
        return (1.0f - 2.0f * positive(x)) * m / (2.0f + m);
    }

    static float tanhSlope(float m) {
        return 4.0f * (1.0f + m) / ((2.0f + m) * (2.0f + m));
    }
    // device end

    @Override
    public void apply(float[] z, float[] a, int n) {
        for (int i = 0; i < n; i++) {
            float x = z[i];
            float m = tanhDecay(x);
            a[i] = tanh(x, m);
            z[i] = tanhSlope(m);
        }
    }

    /** A rational function of degrees 13 and 6 on [-7.9, 7.9], beyond which float32 has 1 (Eigen's); 1 - tanh² as slope. */
    @Override
    public void applyFast(float[] z, float[] a, int n) {
        for (int i = 0; i < n; i++) {
            float x = min(max(z[i], -7.90531110763549805f), 7.90531110763549805f);
            float s = x * x;
            float p = fma(s, -2.76076847742355e-16f, 2.00018790482477e-13f);
            p = fma(s, p, -8.60467152213735e-11f);
            p = fma(s, p, 5.12229709037114e-08f);
            p = fma(s, p, 1.48572235717979e-05f);
            p = fma(s, p, 6.37261928875436e-04f);
            p = fma(s, p, 4.89352455891786e-03f);
            float q = fma(s, 1.19825839466702e-06f, 1.18534705686654e-04f);
            q = fma(s, q, 2.26843463243900e-03f);
            q = fma(s, q, 4.89352518554385e-03f);
            float y = x * p / q;
            a[i] = y;
            z[i] = 1.0f - y * y;
        }
    }

    @Override
    public void apply(double[] z, double[] a, int n) {
        for (int i = 0; i < n; i++) {
            a[i] = Float64.expm1Base(2 * min(max(z[i], -20.0), 20.0));
        }
        for (int i = 0; i < n; i++) {
            double m = Float64.expm1(a[i]);
            double r = 1 / (2 + m);
            a[i] = m * r;
            z[i] = 4 * (1 + m) * r * r;
        }
    }
}
