package dev.fathom.device;

import java.io.Serializable;

/**
 * What is measured of one matrix of shape (batch, units) of one trial. All values are float64 and free of float32
 * overflow and underflow: only the elements themselves are float32.
 *
 * @param mean over units and batch
 * @param variance over units and batch together ("pooled")
 * @param secondMoment mean of the squares, over units and batch
 * @param unitVariance variance over the batch of one unit, averaged over units: it vanishes when all inputs map to one
 *     point, while the pooled variance may look healthy
 * @param largest greatest absolute value
 * @param saturated share of elements in the activation's saturated range
 * @param dead share of units whose derivative is zero on the whole batch
 * @param nonfinite share of elements that are infinite or NaN; where it is positive the other values are meaningless
 */
public record Moments(
        double mean,
        double variance,
        double secondMoment,
        double unitVariance,
        double largest,
        double saturated,
        double dead,
        double nonfinite)
        implements Serializable {
    /** As many terms as a device may add in float32 before float64 takes their sum. */
    public static final int TERMS = 32;

    /**
     * How far a mean, over the root of the second moment, a variance or a second moment may lie from its definition. A sum
     * of so many squares of rounded deviations errs by at most (TERMS + 2) 2^-24, relative to itself. Deviations are taken
     * from the first row; their mean square is twice the variance where that row is a sample like the others, and the square
     * of their mean, which is taken off, errs by as much again. A first row far out costs as much more as its deviation.
     */
    public static final double ERROR = 4 * (TERMS + 2) * 0x1p-24;

    /** Number of float64 values in a row of statistics, in the order of the components. */
    public static final int WIDTH = 8;

    /** Whether all elements are zero. */
    public boolean isZero() {
        return nonfinite == 0 && largest == 0;
    }

    /** Reads the row that starts at {@code offset}. */
    public static Moments of(double[] values, int offset) {
        return new Moments(
                values[offset],
                values[offset + 1],
                values[offset + 2],
                values[offset + 3],
                values[offset + 4],
                values[offset + 5],
                values[offset + 6],
                values[offset + 7]);
    }
}
