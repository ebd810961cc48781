package dev.fathom.theory.meanfield;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.hipparchus.analysis.solvers.BracketingNthOrderBrentSolver;

/** Roots of a function of q > 0, found by its changes of sign along a logarithmic grid. */
final class LogScan {
    private static final double PER_UNIT = 4;
    private static final int EVALUATIONS = 200;

    /** Values this close to 0 are rounding, and have no sign. */
    static final double ZERO = 1e-11;

    private final DoubleUnaryOperator f;

    LogScan(DoubleUnaryOperator f) {
        this.f = f;
    }

    /** Ascending roots between low and high. */
    List<Double> roots(double low, double high) {
        DoubleUnaryOperator ofLog = t -> f.applyAsDouble(Math.exp(t));
        double start = Math.log(low);
        int steps = (int) Math.ceil((Math.log(high) - start) * PER_UNIT);
        List<Double> roots = new ArrayList<>();
        double from = Double.NaN;
        double sign = 0;
        for (int i = 0; i <= steps; i++) {
            double t = start + i / PER_UNIT;
            double value = ofLog.applyAsDouble(t);
            if (Math.abs(value) <= ZERO || Double.isNaN(value)) {
                continue;
            }
            if (sign * value < 0) {
                roots.add(Math.exp(solve(ofLog, from, t)));
            }
            sign = Math.signum(value);
            from = t;
        }
        return roots;
    }

    static double solve(DoubleUnaryOperator f, double low, double high) {
        return new BracketingNthOrderBrentSolver(1e-14, 1e-14, 1e-16, 5)
                .solve(EVALUATIONS, f::applyAsDouble, low, high);
    }
}
