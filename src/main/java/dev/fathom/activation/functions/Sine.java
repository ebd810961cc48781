package dev.fathom.activation.functions;

import static dev.fathom.activation.Float32.cosPoly;
import static dev.fathom.activation.Float32.sinPoly;
import static java.lang.Float.floatToRawIntBits;
import static java.lang.Math.abs;
import static java.lang.Math.fma;

import dev.fathom.activation.Activation;
import dev.fathom.init.Spellings;
import java.util.List;

/** Periodic activation (Sitzmann et al. 2020). */
public record Sine() implements Activation {
    @Override
    public int code() {
        return 15;
    }

    @Override
    public String name() {
        return "sin";
    }

    @Override
    public String formula() {
        return "sin(x)";
    }

    @Override
    public double value(double x) {
        return Math.sin(x);
    }

    @Override
    public double derivative(double x) {
        return Math.cos(x);
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
        return new Spellings("keras.ops.sin", "torch.sin", "jnp.sin", null);
    }

    // device begin
    /* x = n pi + r with pi in two parts (Cody and Waite): exact to 1e-11 up to 8192 */
    static float halfTurns(float x) {
        return (x * 0.318309886f + 12582912.0f) - 12582912.0f;
    }

    static float remainder(float x, float n) {
        return fma(n, 8.74227766e-08f, fma(n, -3.14159274f, x));
    }

    /* (-1)^n */
    static float turnSign(float n) {
        float h = (n * 0.5f + 12582912.0f) - 12582912.0f;
        float odd = n - 2.0f * h;
        return 1.0f - 2.0f * odd * odd;
    }

    static float sinNear(float x) {
        float n = halfTurns(x);
        return turnSign(n) * sinPoly(remainder(x, n));
    }

    static float cosNear(float x) {
        float n = halfTurns(x);
        return turnSign(n) * cosPoly(remainder(x, n));
    }

    /* 32 bits of 2/pi from bit 32 i - 2 on */
    static long twoOverPi(int i) {
        switch (i) {
            case 0:
                return 0x28be60dbL;
            case 1:
                return 0x9391054aL;
            case 2:
                return 0x7f09d5f4L;
            case 3:
                return 0x7d4d3770L;
            case 4:
                return 0x36d8a566L;
            case 5:
                return 0x4f10e410L;
            default:
                return 0L;
        }
    }

    /* sin(x + quarters pi/2) for |x| > 8192, by a product with as many bits of 2/pi as matter (Payne and Hanek) */
    static float sinFar(float x, int quarters) {
        int bits = floatToRawIntBits(abs(x));
        int exponent = (bits >> 23) - 126;
        long mantissa = ((long) bits << 8 | 0x80000000L) & 0xffffffffL;
        int word = exponent >> 5;
        int shift = exponent & 31;
        long high = twoOverPi(word - 1) << shift | twoOverPi(word) >> (32 - shift);
        long mid = twoOverPi(word) << shift | twoOverPi(word + 1) >> (32 - shift);
        long low = twoOverPi(word + 1) << shift | twoOverPi(word + 2) >> (32 - shift);
        long p = mantissa * (low & 0xffffffffL);
        p = mantissa * (mid & 0xffffffffL) + (p >> 32 & 0xffffffffL);
        p = (mantissa * (high & 0xffffffffL) << 32) + p;
        int q = (int) (p >> 62 & 3L);
        p = p & 0x3fffffffffffffffL;
        int round = (int) (p >> 61 & 1L);
        q = q + round;
        p = p - ((long) round << 62);
        float sign = x < 0.0f ? -1.0f : 1.0f;
        float r = sign * (float) ((double) p * 3.4061215800304222e-19);
        int k = (x < 0.0f ? -q : q) + quarters & 3;
        float value = (k & 1) == 1 ? cosPoly(r) : sinPoly(r);
        return (k & 2) == 2 ? -value : value;
    }

    static float sine(float x) {
        return abs(x) <= 8192.0f ? sinNear(x) : abs(x) <= 3.4028234e38f ? sinFar(x, 0) : x - x;
    }

    static float cosine(float x) {
        return abs(x) <= 8192.0f ? cosNear(x) : abs(x) <= 3.4028234e38f ? sinFar(x, 1) : x - x;
    }
    // device end

    private static boolean near(float[] z, int n) {
        float largest = 0;
        for (int i = 0; i < n; i++) {
            largest = Math.max(largest, Math.abs(z[i]));
        }
        return largest <= 8192.0f;
    }

    @Override
    public void apply(float[] z, float[] a, int n) {
        if (near(z, n)) {
            for (int i = 0; i < n; i++) {
                float x = z[i];
                a[i] = sinNear(x);
                z[i] = cosNear(x);
            }
        } else {
            for (int i = 0; i < n; i++) {
                float x = z[i];
                a[i] = sine(x);
                z[i] = cosine(x);
            }
        }
    }
}
