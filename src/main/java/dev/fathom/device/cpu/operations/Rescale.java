package dev.fathom.device.cpu.operations;

import java.util.List;

/** Brings the norm of several matrices together to another. */
public final class Rescale {
    /** Squares that are summed in float32, side by side, which HotSpot vectorizes; their sums in float64. */
    private static final int SPAN = 256;

    private Rescale() {}

    /** @param norm infinite where all stays as it is */
    public static void to(float norm, List<float[]> xs, float epsilon, boolean onlyDown) {
        if (norm == Float.POSITIVE_INFINITY) {
            return;
        }
        double squares = 0;
        for (float[] x : xs) {
            squares += squares(x);
        }
        float factor = (float) (norm / (Math.sqrt(squares) + epsilon));
        if (onlyDown && factor > 1) {
            return;
        }
        for (float[] x : xs) {
            for (int i = 0; i < x.length; i++) {
                x[i] *= factor;
            }
        }
    }

    private static double squares(float[] x) {
        double sum = 0;
        for (float value : x) {
            sum += (double) value * value;
        }
        return sum;
    }
}
