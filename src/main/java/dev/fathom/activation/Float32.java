package dev.fathom.activation;

import static java.lang.Math.abs;
import static java.lang.Math.fma;
import static java.lang.Math.max;
import static java.lang.Math.min;

/**
 * The float32 functions that activations share, in arithmetic that every device does alike and HotSpot vectorizes: no
 * branch, no conversion to integers, no bit tricks. The text between the markers is Java and CUDA C at once.
 */
public final class Float32 {
    private Float32() {}

    /** x ← exp(x) from one element to another, for x <= 0. */
    public static void exponentials(float[] x, int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] = exp(x[i]);
        }
    }

    // device begin
    /* 1 where x > 0, else 0: the smallest positive number times 2^149 is 1 */
    public static float positive(float x) {
        return min(1.0f, max(0.0f, x) * 0x1p126f * 0x1p23f);
    }

    /* expm1 of r/64 for r in [-88, 0]: minimax polynomial, error 6e-10 */
    static float expm1Base(float r) {
        float t = r * 0.015625f;
        float p = fma(t, 1.366913420e-05f, 1.762419852e-04f);
        p = fma(t, p, 1.364596304e-03f);
        p = fma(t, p, 8.318253793e-03f);
        p = fma(t, p, 4.166152701e-02f);
        p = fma(t, p, 1.666658074e-01f);
        p = fma(t, p, 4.999999404e-01f);
        return fma(t * t, p, t);
    }

    /* exp(x) - 1 for x <= 0: expm1(2u) = expm1(u) (expm1(u) + 2), and each doubling shrinks the error by e^u */
    public static float expm1(float x) {
        float e = expm1Base(max(x, -88.0f));
        e = fma(e, e, 2.0f * e);
        e = fma(e, e, 2.0f * e);
        e = fma(e, e, 2.0f * e);
        e = fma(e, e, 2.0f * e);
        e = fma(e, e, 2.0f * e);
        return fma(e, e, 2.0f * e);
    }

    /* exp(x) for x <= 0, as the square of 1 + expm1(x/2): the small values keep their digits */
    public static float exp(float x) {
        float root = 1.0f + expm1(0.5f * x);
        return root * root;
    }

    /* What sigmoid-like functions share with their derivatives: e = exp(-|x|) */
    public static float decay(float x) {
        return exp(-abs(x));
    }

    public static float sigmoid(float x, float e) {
        return (e + positive(x) * (1.0f - e)) / (1.0f + e);
    }

    public static float sigmoidSlope(float e) {
        return e / ((1.0f + e) * (1.0f + e));
    }

    /* log(1 + e) for e in [0, 1], as 2 atanh(e / (2 + e)) */
    public static float log1p(float e) {
        float u = e / (2.0f + e);
        float w = u * u;
        float p = fma(w, 1.221245453e-01f, 1.069498062e-01f);
        p = fma(w, p, 1.431052089e-01f);
        p = fma(w, p, 1.999933869e-01f);
        p = fma(w, p, 3.333334029e-01f);
        return 2.0f * fma(u * w, p, u);
    }

    /* The normal distribution: its tail is exp(-x^2/2) times a polynomial in 1 / (1 + 0.3 |x|), error 6e-9; e = exp(-x^2/2) */
    public static float normalDecay(float x) {
        float v = min(abs(x), 14.0f);
        return exp(-0.5f * v * v);
    }

    public static float normalTail(float x, float e) {
        float v = min(abs(x), 14.0f);
        float t = 1.0f / (1.0f + 0.3f * v);
        float p = fma(t, 3.687980026e-02f, -2.423536927e-01f);
        p = fma(t, p, 5.177844763e-01f);
        p = fma(t, p, -3.044708073e-01f);
        p = fma(t, p, 2.951638699e-01f);
        p = fma(t, p, 7.224273682e-02f);
        p = fma(t, p, 1.247536018e-01f);
        return t * p * e;
    }

    public static float normalCdf(float x, float e) {
        float tail = normalTail(x, e);
        return tail + positive(x) * (1.0f - 2.0f * tail);
    }

    /* the error function beyond 1: 1 less the normal tail of sqrt(2) x; zero within */
    public static float erfFar(float x, float tail) {
        float sign = 2.0f * positive(x) - 1.0f;
        return positive(abs(x) - 1.0f) * sign * (1.0f - 2.0f * tail);
    }

    /* the error function up to 1: an odd polynomial; zero beyond */
    public static float erfNear(float x) {
        float t = min(max(x, -1.0f), 1.0f);
        float s = t * t;
        float p = fma(s, 7.889122935e-05f, -8.020842215e-04f);
        p = fma(s, p, 5.189535674e-03f);
        p = fma(s, p, -2.685444430e-02f);
        p = fma(s, p, 1.128360033e-01f);
        p = fma(s, p, -3.761262596e-01f);
        p = fma(s, p, 1.128379107e+00f);
        return (1.0f - positive(abs(x) - 1.0f)) * (t * p);
    }

    /* sin and cos for |r| <= pi/2 */
    public static float sinPoly(float r) {
        float s = r * r;
        float p = fma(s, -2.388966536e-08f, 2.752529781e-06f);
        p = fma(s, p, -1.984086121e-04f);
        p = fma(s, p, 8.333330974e-03f);
        p = fma(s, p, -1.666666716e-01f);
        return fma(r * s, p, r);
    }

    public static float cosPoly(float r) {
        float s = r * r;
        float p = fma(s, -2.605134739e-07f, 2.476015288e-05f);
        p = fma(s, p, -1.388836070e-03f);
        p = fma(s, p, 4.166663811e-02f);
        p = fma(s, p, -5.000000000e-01f);
        return fma(s, p, 1.0f);
    }
    // device end
}
