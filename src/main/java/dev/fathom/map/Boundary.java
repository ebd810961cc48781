package dev.fathom.map;

import dev.fathom.confidence.Interval;
import java.util.BitSet;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * The box-counting dimension of a boundary: squares between four pixels that are not all of one kind. Boxes of a size are
 * counted at several offsets of the grid, by their part where the edge cuts them; the dimension is the slope of log count by log size, and the interval that of a straight line through
 * scattered points, by Student's t.
 */
public final class Boundary {
    /** Smaller boxes see the pixels themselves, larger ones are too few to count. */
    private static final int SMALLEST = 2;

    private static final int FEWEST_ACROSS = 8;
    private static final double STEP = Math.pow(2, 0.25);
    private static final int OFFSETS = 8;
    private static final double TAIL = 0.025;

    private Boundary() {}

    /** The boundary of a set in a square of pixels: each square at the pixel that is its upper left corner. */
    public static BitSet of(BitSet set, int side) {
        BitSet boundary = new BitSet(side * side);
        for (int y = 0; y + 1 < side; y++) {
            for (int x = 0; x + 1 < side; x++) {
                int at = y * side + x;
                boolean here = set.get(at);
                boundary.set(
                        at, set.get(at + 1) != here || set.get(at + side) != here || set.get(at + side + 1) != here);
            }
        }
        return boundary;
    }

    /** NaN where there is no boundary, or too small a square. */
    public static Interval dimension(BitSet boundary, int side) {
        double[] sizes = new double[64];
        double[] counts = new double[64];
        int points = 0;
        int last = 0;
        for (double wanted = SMALLEST; wanted * FEWEST_ACROSS <= side; wanted *= STEP) {
            int size = (int) Math.round(wanted);
            if (size > last && points < sizes.length) {
                sizes[points] = Math.log(size);
                counts[points++] = Math.log(boxes(boundary, side, size));
                last = size;
            }
        }
        if (boundary.isEmpty() || points < 3) {
            return Interval.exact(Double.NaN);
        }
        return slope(sizes, counts, points);
    }

    private static double boxes(BitSet boundary, int side, int size) {
        double sum = 0;
        int offsets = Math.min(OFFSETS, size);
        for (int i = 0; i < offsets; i++) {
            for (int j = 0; j < offsets; j++) {
                sum += boxes(boundary, side, size, i * size / offsets, j * size / offsets);
            }
        }
        return sum / (offsets * offsets);
    }

    private static double boxes(BitSet boundary, int side, int size, int shiftX, int shiftY) {
        int across = side / size + 2;
        BitSet boxes = new BitSet();
        for (int at = boundary.nextSetBit(0); at >= 0; at = boundary.nextSetBit(at + 1)) {
            boxes.set((at / side + shiftY) / size * across + (at % side + shiftX) / size);
        }
        double sum = 0;
        for (int box = boxes.nextSetBit(0); box >= 0; box = boxes.nextSetBit(box + 1)) {
            sum += within(box % across * size - shiftX, size, side) * within(box / across * size - shiftY, size, side);
        }
        return sum;
    }

    /** The part of a box's side that lies among the squares. */
    private static double within(int from, int size, int side) {
        return (double) (Math.min(side - 1, from + size) - Math.max(0, from)) / size;
    }

    private static Interval slope(double[] x, double[] y, int n) {
        double meanX = 0;
        double meanY = 0;
        for (int i = 0; i < n; i++) {
            meanX += x[i] / n;
            meanY += y[i] / n;
        }
        double xx = 0;
        double xy = 0;
        for (int i = 0; i < n; i++) {
            xx += (x[i] - meanX) * (x[i] - meanX);
            xy += (x[i] - meanX) * (y[i] - meanY);
        }
        double slope = xy / xx;
        double rest = 0;
        for (int i = 0; i < n; i++) {
            double error = y[i] - meanY - slope * (x[i] - meanX);
            rest += error * error;
        }
        double reach = new TDistribution(n - 2).inverseCumulativeProbability(1 - TAIL) * Math.sqrt(rest / (n - 2) / xx);
        return new Interval(-slope, -slope - reach, -slope + reach);
    }

    /**
     * The window of so many pixels a side with the most boundary.
     *
     * @return its left and its top
     */
    public static int[] densest(BitSet boundary, int side, int window) {
        int[] best = {0, 0};
        int most = -1;
        int step = Math.max(1, window / 4);
        for (int top = 0; top + window <= side; top += step) {
            for (int left = 0; left + window <= side; left += step) {
                int count = 0;
                for (int row = top; row < top + window; row++) {
                    count += boundary.get(row * side + left, row * side + left + window)
                            .cardinality();
                }
                if (count > most) {
                    most = count;
                    best = new int[] {left, top};
                }
            }
        }
        return best;
    }
}
