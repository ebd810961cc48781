package dev.fathom.selftest;

/**
 * What became of one exercise.
 *
 * @param error greatest deviation from the reference, relative as in {@link Deviation}; infinite where one of the two
 *     has a number and the other has none
 * @param tolerance greatest error that rounding explains
 * @param dimensions trials x (B, n, m) of the timed run
 * @param rate throughput there, in {@code unit}
 */
public record Outcome(
        String operation,
        double error,
        double tolerance,
        boolean passed,
        String dimensions,
        double rate,
        String unit) {}
