package dev.fathom.transfer;

import java.util.List;

/**
 * Learning rates half an octave apart, from which a search picks few; all sizes share them.
 *
 * @param lowest rate of place 0
 * @param highest at most
 */
public record RateGrid(double lowest, double highest) {
    /** Places to a doubling of the rate. */
    static final int OCTAVE = 2;

    public RateGrid {
        if (!(lowest > 0 && highest >= 8 * lowest && highest <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException("learning rates are searched over at least three doublings above 0, got "
                    + lowest + " to " + highest);
        }
    }

    /** {@code 1e-4..1}. */
    public static RateGrid parse(String text) {
        String[] ends = text.split("\\.\\.", 2);
        try {
            return new RateGrid(Double.parseDouble(ends[0]), Double.parseDouble(ends[ends.length - 1]));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "learning rates are written LOW..HIGH, such as 1e-4..1, got '" + text + "'");
        }
    }

    int last() {
        return (int) Math.floor(OCTAVE * Math.log(highest / lowest) / Math.log(2) + 1e-9);
    }

    double rate(double place) {
        return lowest * Math.pow(2, place / OCTAVE);
    }

    int clamp(int place) {
        return Math.max(0, Math.min(last(), place));
    }

    /** The least and the greatest rate. */
    public List<Double> ends() {
        return List.of(rate(0), rate(last()));
    }
}
