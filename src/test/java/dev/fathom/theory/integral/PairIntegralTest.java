package dev.fathom.theory.integral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.activation.Activation;
import dev.fathom.theory.Fixtures;
import dev.fathom.theory.TanhSinh;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PairIntegralTest {
    static List<Activation> activations() {
        return Fixtures.all();
    }

    /** The arc-cosine kernels of orders 1 and 0 (Cho & Saul 2009). */
    @ParameterizedTest
    @ValueSource(doubles = {-1, -0.9, -0.3, 0, 0.5, 0.9, 0.999, 0.9999999, 1})
    void reluHasTheArcCosineKernel(double c) {
        ActivationIntegrals relu = new ActivationIntegrals(Fixtures.activation("relu"));
        double theta = Math.acos(c);
        for (double q : new double[] {1e-9, 0.3, 1, 50}) {
            double expected = q / (2 * Math.PI) * (Math.sin(theta) + (Math.PI - theta) * c);
            assertThat(relu.product(q, c)).isCloseTo(expected, within(1e-11 * q));
            assertThat(relu.deficit(q, 1 - c)).isCloseTo(q / 2 - expected, within(1e-11 * q));
            assertThat(relu.derivativeProduct(q, c)).isCloseTo((Math.PI - theta) / (2 * Math.PI), within(1e-9));
        }
    }

    /** The arc-sine kernel (Williams 1997). */
    @ParameterizedTest
    @ValueSource(doubles = {-1, -0.7, 0, 0.5, 0.9, 0.999, 0.9999999, 1})
    void erfHasTheArcSineKernel(double c) {
        ActivationIntegrals erf = new ActivationIntegrals(Fixtures.activation("erf"));
        for (double q : new double[] {1e-4, 0.5, 3, 80}) {
            double expected = 2 / Math.PI * Math.asin(2 * q * c / (1 + 2 * q));
            assertThat(erf.product(q, c)).isCloseTo(expected, within(1e-10));
            double slope = 4 / Math.PI / Math.sqrt((1 + 2 * q) * (1 + 2 * q) - 4 * q * q * c * c);
            assertThat(erf.derivativeProduct(q, c)).isCloseTo(slope, within(1e-9));
        }
    }

    @ParameterizedTest
    @MethodSource("activations")
    void agreesWithNestedQuadrature(Activation phi) {
        ActivationIntegrals moments = new ActivationIntegrals(phi);
        for (double q : new double[] {0.2, 1.5, 20}) {
            for (double c : new double[] {-0.6, 0.02, 0.5, 0.9, 0.99}) {
                double expected = TanhSinh.product(phi, q, c);
                assertThat(moments.product(q, c))
                        .as("%s at q = %s, c = %s", phi.name(), q, c)
                        .isCloseTo(expected, within(1e-9 * (1 + moments.square(q))));
            }
        }
    }

    /** As d → 0 the deficit is d q E[φ'²]: digits that E[φ²] - E[φ(u) φ(v)] would have lost. */
    @ParameterizedTest
    @MethodSource("activations")
    void keepsItsDigitsNearEqualInputs(Activation phi) {
        ActivationIntegrals moments = new ActivationIntegrals(phi);
        for (double q : new double[] {0.1, 1, 12}) {
            double slope = q * moments.derivativeSquare(q);
            assertThat(moments.deficit(q, 1e-12) / 1e-12).isCloseTo(slope, within(3e-5 * slope));
            assertThat(moments.deficit(q, 1e-60) / 1e-60).isCloseTo(slope, within(3e-6 * slope));
        }
    }

    @Test
    void piecewiseLinearClosedFormIsTheSameMap() {
        for (String name : List.of("relu", "leaky_relu", "linear")) {
            Activation phi = Fixtures.activation(name);
            PiecewiseLinear shape = PiecewiseLinear.of(phi).orElseThrow();
            ActivationIntegrals moments = new ActivationIntegrals(phi);
            for (double d : new double[] {1e-13, 1e-7, 1e-3, 0.3, 1, 1.7, 2}) {
                double expected = moments.deficit(1, d) / moments.square(1);
                assertThat(shape.lost(d)).as("%s at d = %s", name, d).isCloseTo(expected, within(1e-8 * expected));
            }
        }
    }
}
