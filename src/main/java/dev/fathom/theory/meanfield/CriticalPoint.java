package dev.fathom.theory.meanfield;

import java.util.OptionalDouble;

/**
 * A point of the critical line χ_perp = 1 between order and chaos.
 *
 * @param qStar the fixed point there; empty where every length is fixed, as for relu
 * @param chiPar slope of the length map at q*
 * @param stable whether real nets stay near q*; where not, the point is of no use
 */
public record CriticalPoint(double sigmaW2, OptionalDouble qStar, double chiPar, boolean stable) {}
