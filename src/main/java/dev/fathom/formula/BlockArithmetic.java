package dev.fathom.formula;

import static java.lang.Math.abs;
import static java.lang.Math.max;
import static java.lang.Math.min;

/** Steps on blocks of float32 pairs, in the order of roundings that kernels/formula.cuh has too. */
final class BlockArithmetic {
    private BlockArithmetic() {}

    /** The chain rule; a slope of 0 stays 0 whatever it is multiplied by. */
    static void chain(float[] d, float[] slope, int n) {
        for (int i = 0; i < n; i++) {
            d[i] = d[i] == 0 ? 0 : slope[i] * d[i];
        }
    }

    /** a becomes what the operation makes of a and b, da its derivative. */
    static void combine(Operation operation, float[] a, float[] da, float[] b, float[] db, int n) {
        switch (operation) {
            case ADD:
                for (int i = 0; i < n; i++) {
                    a[i] += b[i];
                    da[i] += db[i];
                }
                break;
            case SUBTRACT:
                for (int i = 0; i < n; i++) {
                    a[i] -= b[i];
                    da[i] -= db[i];
                }
                break;
            case MULTIPLY:
                for (int i = 0; i < n; i++) {
                    da[i] = a[i] * db[i] + b[i] * da[i];
                    a[i] *= b[i];
                }
                break;
            case DIVIDE:
                for (int i = 0; i < n; i++) {
                    a[i] /= b[i];
                    da[i] = (da[i] - a[i] * db[i]) / b[i];
                }
                break;
            case MIN:
                for (int i = 0; i < n; i++) {
                    da[i] = picked(b[i] - a[i], da[i], db[i]);
                    a[i] = min(a[i], b[i]);
                }
                break;
            default:
                for (int i = 0; i < n; i++) {
                    da[i] = picked(a[i] - b[i], da[i], db[i]);
                    a[i] = max(a[i], b[i]);
                }
        }
    }

    private static float picked(float lead, float da, float db) {
        if (lead != 0) {
            return lead > 0 ? da : lead < 0 ? db : Float.NaN;
        }
        float flatter = abs(da) < abs(db) ? da : db;
        return abs(da) == abs(db) ? 0.5f * (da + db) : flatter;
    }
}
