package dev.fathom.theory.meanfield;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Where a deep net ends. Quantities that do not exist are empty, and {@link #note} says why.
 *
 * @param fate what becomes of an input of second moment 1
 * @param qStar the stable fixed point of the length map: the one that such an input reaches, or if it reaches none the
 *     largest there is; 0 where the signal vanishes
 * @param chiPerp at q*; without one, at the length that the signal tends to
 * @param chiPar likewise
 * @param cStar the stable fixed point of the correlation map
 * @param xiQ depth scale of the length: -1/ln |χ_par|
 * @param xiC depth scale of the correlation: -1/ln of the correlation map's slope at c*; infinite on the critical line
 * @param fixedPoints of the length map, stable or not, ascending
 * @param note what a reader must know of the above
 */
public record Asymptotics(
        LengthLimit fate,
        OptionalDouble qStar,
        double chiPerp,
        double chiPar,
        OptionalDouble cStar,
        OptionalDouble xiQ,
        OptionalDouble xiC,
        List<FixedPoint> fixedPoints,
        Optional<String> note) {
    public Asymptotics {
        fixedPoints = List.copyOf(fixedPoints);
    }
}
