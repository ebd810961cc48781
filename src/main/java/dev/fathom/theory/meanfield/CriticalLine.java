package dev.fathom.theory.meanfield;

import dev.fathom.activation.Activation;
import dev.fathom.theory.integral.ActivationIntegrals;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The edge of chaos: weight variances at which χ_perp = 1 at a fixed point q (Poole et al. 2016; Schoenholz et al.
 * 2017). χ_perp = 1 gives σ_w² = 1/E[φ'²], and q is a fixed point if E[φ²]/E[φ'²] + σ_b² = q: one equation for q, all
 * of whose roots are found, whether q attracts or not.
 */
public final class CriticalLine {
    private static final double SMALLEST = 1e-10;
    private static final double LARGEST = 1e10;
    private static final double NEARBY = 1e-3;

    private CriticalLine() {}

    /** Every critical σ_w² at this σ_b², ascending. */
    public static List<CriticalPoint> points(Activation activation, double sigmaB2) {
        ActivationIntegrals moments = new ActivationIntegrals(activation);
        List<CriticalPoint> points = new ArrayList<>();
        if (moments.homogeneous()) {
            // E[φ²] = q E[φ'²]: a bias leaves no fixed point, and without one all are
            if (sigmaB2 == 0) {
                points.add(new CriticalPoint(1 / moments.derivativeSquare(1), OptionalDouble.empty(), 1, true));
            }
            return points;
        }
        if (sigmaB2 == 0 && activation.value(0) == 0) {
            points.add(at(moments, 0));
        }
        double low = sigmaB2 > 0 ? Math.min(SMALLEST, sigmaB2 / 2) : SMALLEST;
        double high = Math.max(LARGEST, 100 * sigmaB2);
        LogScan scan = new LogScan(q -> (moments.square(q) / moments.derivativeSquare(q) + sigmaB2) / q - 1);
        for (double q : scan.roots(low, high)) {
            points.add(at(moments, q));
        }
        points.removeIf(point -> !Double.isFinite(point.sigmaW2())); // a slope of 0 at q = 0, as of squared_relu
        points.sort(Comparator.comparingDouble(CriticalPoint::sigmaW2));
        return List.copyOf(points);
    }

    private static CriticalPoint at(ActivationIntegrals moments, double q) {
        double sigmaW2 = 1 / moments.derivativeSquare(q);
        double chiPar = sigmaW2 * moments.squareSlope(q);
        // at q = 0 both slopes are 1, and the next order decides
        boolean stable = q > 0 ? Math.abs(chiPar) < 1 : sigmaW2 * moments.square(NEARBY) <= NEARBY * (1 + LogScan.ZERO);
        return new CriticalPoint(sigmaW2, OptionalDouble.of(q), chiPar, stable);
    }
}
