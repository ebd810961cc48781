package dev.fathom.theory.propagation;

import java.util.OptionalDouble;

/**
 * What flows through a network, as theory knows it.
 *
 * @param logSquare ln of the second moment
 * @param decorrelation 1 - c of two inputs, where it is followed
 */
record Signal(double logSquare, OptionalDouble decorrelation) {
    static double logSum(double a, double b) {
        double larger = Math.max(a, b);
        return Double.isInfinite(larger) ? larger : larger + Math.log1p(Math.exp(Math.min(a, b) - larger));
    }
}
