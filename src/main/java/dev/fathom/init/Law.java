package dev.fathom.init;

/**
 * The probability law of one layer's weights, a matrix W of shape fan_in x fan_out: what a device draws. Moments are
 * those of a single element.
 */
public interface Law {
    /** Mean of one element. */
    double mean();

    /** Variance of one element about its mean. */
    double variance();
}
