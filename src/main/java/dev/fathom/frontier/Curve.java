package dev.fathom.frontier;

/**
 * Probability that a network trains, by its depth d: a logistic curve in log d, 1/2 at the location, with a share of
 * networks to which depth does not matter (Wichmann & Hill 2001). It falls with depth; the search rests on that.
 *
 * @param location natural logarithm of the depth at which the probability is one half
 * @param slope how fast the odds fall: by a factor d^-slope
 */
record Curve(double location, double slope) {
    /** Networks whose fate is a coin's, so that a single odd one cannot mislead a search for good. */
    static final double LAPSE = 0.02;

    double probability(double depth) {
        return LAPSE / 2 + (1 - LAPSE) / (1 + Math.exp(slope * (Math.log(depth) - location)));
    }
}
