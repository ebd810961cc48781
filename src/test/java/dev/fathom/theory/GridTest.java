package dev.fathom.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.activation.Activation;
import dev.fathom.theory.meanfield.Asymptotics;
import dev.fathom.theory.meanfield.CriticalLine;
import dev.fathom.theory.meanfield.CriticalPoint;
import dev.fathom.theory.meanfield.FixedPoint;
import dev.fathom.theory.meanfield.JacobianSpectrum;
import dev.fathom.theory.meanfield.LengthLimit;
import dev.fathom.theory.meanfield.MeanField;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Everything that theory says of an infinitely deep net, for every activation on a grid of variances, against another
 * quadrature and another way to the root: the double-exponential rule, bisection and plain iteration.
 */
class GridTest {
    private static final double[] SIGMA_W2 = {0.6, 1.7, 3};
    private static final double[] SIGMA_B2 = {0, 0.05, 0.4};

    /** Asked of theory; both quadratures reach 1e-10. */
    private static final double CLOSE = 1e-8;

    static List<Activation> activations() {
        return Fixtures.all();
    }

    @ParameterizedTest
    @MethodSource("activations")
    void fixedPointsAndSlopesAgree(Activation phi) {
        for (double sigmaW2 : SIGMA_W2) {
            for (double sigmaB2 : SIGMA_B2) {
                Independent map = new Independent(phi, sigmaW2, sigmaB2);
                Asymptotics ends = new MeanField(phi, sigmaW2, sigmaB2).asymptotics();
                for (FixedPoint point : ends.fixedPoints()) {
                    if (point.q() > 0) {
                        check(map, point);
                    }
                }
                if (ends.fate() == LengthLimit.SETTLES) {
                    settles(map, ends);
                }
            }
        }
    }

    private static void check(Independent map, FixedPoint point) {
        double root = map.bisect(0.999 * point.q(), 1.001 * point.q());
        assertThat(point.q()).as(map.toString()).isCloseTo(root, within(CLOSE * (1 + root)));
        assertThat(point.chiPerp()).as(map.toString()).isCloseTo(map.chiPerp(point.q()), within(CLOSE));
        assertThat(point.chiPar()).as(map.toString()).isCloseTo(map.chiPar(point.q()), within(CLOSE));
    }

    /** Where an input of second moment 1 ends, the scale on which it gets there, and the spread of the Jacobian. */
    private static void settles(Independent map, Asymptotics ends) {
        double q = ends.qStar().orElseThrow();
        if (Math.abs(ends.chiPar()) < 0.95) {
            double length = map.sigmaW2 + map.sigmaB2;
            for (int layer = 0; layer < 400; layer++) {
                length = map.length(length);
            }
            assertThat(q).as(map.toString()).isCloseTo(length, within(CLOSE * (1 + q)));
            double xi = -1 / Math.log(Math.abs(map.chiPar(length)));
            assertThat(ends.xiQ().orElseThrow()).as(map.toString()).isCloseTo(xi, within(1e3 * CLOSE * xi));
        }
        JacobianSpectrum jacobian = new MeanField(map.phi, map.sigmaW2, map.sigmaB2).jacobian(q);
        double first = map.derivativePower(q, 2);
        assertThat(jacobian.kurtosis())
                .as(map.toString())
                .isCloseTo(map.derivativePower(q, 4) / (first * first), within(CLOSE * jacobian.kurtosis()));
        double c = ends.cStar().orElse(Double.NaN);
        if (c < 0.999) {
            assertThat(map.correlation(q, c)).as(map.toString()).isCloseTo(c, within(CLOSE));
        } else if (c == 1 && ends.xiC().isPresent()) {
            double xi = -1 / Math.log(map.chiPerp(q));
            assertThat(ends.xiC().getAsDouble()).as(map.toString()).isCloseTo(xi, within(1e3 * CLOSE * xi));
        }
    }

    @ParameterizedTest
    @MethodSource("activations")
    void criticalPointsAreCritical(Activation phi) {
        for (double sigmaB2 : SIGMA_B2) {
            for (CriticalPoint point : CriticalLine.points(phi, sigmaB2)) {
                Independent map = new Independent(phi, point.sigmaW2(), sigmaB2);
                double q = point.qStar().orElse(1);
                if (q > 1e-6 && q < 1e4) {
                    assertThat(map.chiPerp(q)).as(map.toString()).isCloseTo(1, within(CLOSE));
                    assertThat(map.length(q)).as(map.toString()).isCloseTo(q, within(CLOSE * (1 + q)));
                    assertThat(point.chiPar()).as(map.toString()).isCloseTo(map.chiPar(q), within(CLOSE));
                }
            }
        }
    }

    /** The maps of theory, by the double-exponential rule. */
    private record Independent(Activation phi, double sigmaW2, double sigmaB2) {
        private double expectation(DoubleUnaryOperator f, double q) {
            return TanhSinh.expectation(f, phi.kinks(), q);
        }

        double length(double q) {
            return sigmaW2 * expectation(x -> Math.pow(phi.value(x), 2), q) + sigmaB2;
        }

        double derivativePower(double q, int power) {
            return expectation(x -> Math.pow(phi.derivative(x), power), q);
        }

        double chiPerp(double q) {
            return sigmaW2 * derivativePower(q, 2);
        }

        double chiPar(double q) {
            return sigmaW2 * expectation(x -> phi.value(x) * phi.derivative(x) * x, q) / q;
        }

        double correlation(double q, double c) {
            return (sigmaW2 * TanhSinh.product(phi, q, c) + sigmaB2) / length(q);
        }

        /** The root of q' - q between two lengths. */
        double bisect(double low, double high) {
            boolean falls = length(low) > low;
            for (int step = 0; step < 50; step++) {
                double middle = 0.5 * (low + high);
                if (length(middle) > middle == falls) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            return 0.5 * (low + high);
        }

        @Override
        public String toString() {
            return phi.name() + " at sigma_w2 = " + sigmaW2 + ", sigma_b2 = " + sigmaB2;
        }
    }
}
