package dev.fathom.theory.meanfield;

/**
 * A length q that a layer maps to itself.
 *
 * @param chiPerp above 1 nearby inputs drift apart and gradients explode, below 1 both shrink
 * @param chiPar slope of the length map; above 1 lengths near q leave it
 */
public record FixedPoint(double q, double chiPerp, double chiPar) {
    /** Whether nearby lengths approach q. */
    public boolean stable() {
        return Math.abs(chiPar) < 1;
    }
}
