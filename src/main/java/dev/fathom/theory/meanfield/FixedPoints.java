package dev.fathom.theory.meanfield;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The search for the fixed points of a net's length and correlation maps. */
final class FixedPoints {
    private static final double SMALLEST = 1e-12;
    private static final double LARGEST = 1e12;
    /** Stands for q → ∞. */
    private static final double LIMIT = 1e26;

    /** Smallest 1 - c* that is told from c* = 1. */
    private static final double NEAREST = 1e-13;

    private static final double MARGIN = 1e-10;
    /** Slopes at the ends of the range of q are those of the limit to a few 1/√q. */
    private static final double LIMIT_MARGIN = 1e-5;

    private final MeanField net;

    FixedPoints(MeanField net) {
        this.net = net;
    }

    /** Relative growth of the length in a layer: 0 at a fixed point. */
    private double growth(double q) {
        return net.length(q) / q - 1;
    }

    /** Every fixed point, ascending; empty also where all lengths are fixed. */
    List<FixedPoint> lengths() {
        List<FixedPoint> points = new ArrayList<>();
        if (net.sigmaB2() == 0 && (net.sigmaW2() == 0 || net.activation().value(0) == 0)) {
            points.add(at(0));
        }
        double low = net.sigmaB2() > 0 ? Math.min(SMALLEST, net.sigmaB2() / 2) : SMALLEST;
        double high = Math.max(LARGEST, 4 * (net.sigmaW2() + net.sigmaB2()));
        for (double q : new LogScan(this::growth).roots(low, high)) {
            points.add(at(q));
        }
        return points;
    }

    private FixedPoint at(double q) {
        return new FixedPoint(q, net.chiPerp(q), net.chiPar(q));
    }

    Asymptotics asymptotics() {
        List<FixedPoint> points = lengths();
        double unit = net.sigmaW2() + net.sigmaB2();
        Optional<FixedPoint> reached = reached(points, unit);
        LengthLimit fate = fate(reached, unit);
        Optional<FixedPoint> star = reached.or(() -> points.stream()
                .filter(FixedPoint::stable)
                .filter(point -> fate == LengthLimit.EXPLODES && point.q() > 0)
                .max(Comparator.comparingDouble(FixedPoint::q)));
        FixedPoint limit = star.orElseGet(() -> at(fate == LengthLimit.EXPLODES ? LIMIT : Math.max(unit, SMALLEST)));
        boolean settled = star.isPresent() && limit.q() > 0;
        OptionalDouble cStar = correlation(limit);
        return new Asymptotics(
                fate,
                star.isPresent() ? OptionalDouble.of(limit.q()) : OptionalDouble.empty(),
                limit.chiPerp(),
                limit.chiPar(),
                cStar,
                star.isPresent() ? scale(Math.abs(limit.chiPar())) : OptionalDouble.empty(),
                settled && cStar.isPresent()
                        ? scale(net.correlationSlope(limit.q(), cStar.getAsDouble()))
                        : OptionalDouble.empty(),
                points,
                note(fate, star, cStar));
    }

    /** For a net that normalizes every length to 1. */
    Asymptotics atUnitLength() {
        FixedPoint unit = new FixedPoint(1, net.chiPerp(1), 0);
        OptionalDouble cStar = correlation(unit);
        return new Asymptotics(
                LengthLimit.SETTLES,
                OptionalDouble.of(1),
                unit.chiPerp(),
                unit.chiPar(),
                cStar,
                scale(unit.chiPar()),
                cStar.isPresent() ? scale(net.correlationSlope(1, cStar.getAsDouble())) : OptionalDouble.empty(),
                List.of(unit),
                note(LengthLimit.SETTLES, Optional.of(unit), cStar));
    }

    /** The fixed point to which an input of second moment 1, of length σ_w² + σ_b² in the first layer, is drawn. */
    private Optional<FixedPoint> reached(List<FixedPoint> points, double unit) {
        for (FixedPoint point : points) {
            if (Math.abs(point.q() - unit) <= 1e-7 * unit) {
                return Optional.of(point);
            }
        }
        double growth = unit == 0 ? 0 : growth(unit);
        if (growth > LogScan.ZERO) {
            return points.stream().filter(point -> point.q() > unit).findFirst();
        }
        boolean falls = growth < -LogScan.ZERO;
        return points.stream()
                .filter(point -> falls && point.q() < unit)
                .max(Comparator.comparingDouble(FixedPoint::q));
    }

    private LengthLimit fate(Optional<FixedPoint> reached, double unit) {
        if (reached.isPresent()) {
            return reached.get().q() > 0 ? LengthLimit.SETTLES : LengthLimit.VANISHES;
        }
        return growth(unit) > LogScan.ZERO ? LengthLimit.EXPLODES : LengthLimit.PRESERVED;
    }

    /**
     * c* at a length. The correlation map has a power series in c without negative terms (Hermite coefficients squared),
     * so it is convex on [0, 1] and maps 1 to 1: one stable fixed point, below 1 exactly if the slope at 1 exceeds 1;
     * none if the map is the identity.
     */
    private OptionalDouble correlation(FixedPoint point) {
        double q = Math.min(Math.max(point.q(), SMALLEST), LARGEST);
        if (net.sigmaW2() == 0) {
            return net.sigmaB2() > 0 ? OptionalDouble.of(1) : OptionalDouble.empty();
        }
        double atHalf = spread(q, 0.5);
        if (Math.abs(atHalf) < MARGIN) {
            return OptionalDouble.empty();
        }
        double slope = net.chiPerp(q) * q / net.length(q);
        boolean settled = point.q() >= SMALLEST && point.q() <= LARGEST;
        if (slope <= 1 + (settled ? MARGIN : LIMIT_MARGIN) || spread(q, NEAREST) <= 0) {
            return OptionalDouble.of(1);
        }
        if (spread(q, 1) >= -LogScan.ZERO) {
            return OptionalDouble.of(0);
        }
        return OptionalDouble.of(1 - Math.exp(LogScan.solve(t -> spread(q, Math.exp(t)), Math.log(NEAREST), 0)));
    }

    /** Relative growth of d = 1 - c in a layer. */
    private double spread(double q, double d) {
        return net.decorrelation(q, d) / d - 1;
    }

    /** -1/ln slope: infinite at slope 1, and without meaning above it. */
    static OptionalDouble scale(double slope) {
        if (Math.abs(slope - 1) <= MARGIN) {
            return OptionalDouble.of(Double.POSITIVE_INFINITY);
        }
        return slope < 1 ? OptionalDouble.of(slope == 0 ? 0 : -1 / Math.log(slope)) : OptionalDouble.empty();
    }

    private static Optional<String> note(LengthLimit fate, Optional<FixedPoint> star, OptionalDouble cStar) {
        if (fate == LengthLimit.VANISHES) {
            return Optional.of(
                    "the signal vanishes (q* = 0): there xi_c, -1/ln chi_perp, is no correlation length and is left out");
        }
        if (fate == LengthLimit.PRESERVED) {
            return Optional.of("every length is a fixed point: the input's is kept, and xi_q and xi_c do not exist");
        }
        if (fate == LengthLimit.EXPLODES) {
            return Optional.of(
                    star.isPresent()
                            ? "an input of second moment 1 lies beyond the stable fixed point's reach, and explodes"
                            : "the signal explodes: no q*, no depth scales; chi is the limit at large q");
        }
        if (!star.orElseThrow().stable()) {
            return Optional.of("q* is not attracting (chi_par >= 1): real nets leave it");
        }
        return cStar.isEmpty()
                ? Optional.of("every correlation is a fixed point: c* does not exist")
                : Optional.empty();
    }
}
