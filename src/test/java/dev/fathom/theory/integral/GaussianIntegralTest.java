package dev.fathom.theory.integral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.activation.Activation;
import dev.fathom.theory.Fixtures;
import dev.fathom.theory.TanhSinh;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GaussianIntegralTest {
    static List<Activation> activations() {
        return Fixtures.all();
    }

    @ParameterizedTest
    @MethodSource("activations")
    void agreesWithAnotherQuadrature(Activation phi) {
        ActivationIntegrals moments = new ActivationIntegrals(phi);
        for (double q : new double[] {1e-6, 0.01, 0.3, 1, 2.7, 10, 150}) {
            DoubleUnaryOperator slope = x -> phi.value(x) * phi.derivative(x) * x / q;
            check(moments.square(q), x -> Math.pow(phi.value(x), 2), phi, q);
            check(moments.derivativeSquare(q), x -> Math.pow(phi.derivative(x), 2), phi, q);
            check(moments.squareSlope(q), slope, phi, q);
            check(moments.fourth(q), x -> Math.pow(phi.value(x), 4), phi, q);
            check(moments.derivativeFourth(q), x -> Math.pow(phi.derivative(x), 4), phi, q);
            check(moments.mean(q), phi::value, phi, q);
        }
    }

    private static void check(double actual, DoubleUnaryOperator f, Activation phi, double q) {
        double expected = TanhSinh.expectation(f, phi.kinks(), q);
        assertThat(actual)
                .as("%s at q = %s", phi.name(), q)
                .isCloseTo(expected, within(1e-12 * (1 + Math.abs(expected))));
    }

    @Test
    void meetsClosedForms() {
        for (double q : new double[] {1e-8, 0.04, 1, 9, 400}) {
            double erf = 2 / Math.PI * Math.asin(2 * q / (1 + 2 * q));
            assertThat(moments("erf").square(q)).isCloseTo(erf, within(1e-12));
            assertThat(moments("sin").square(q)).isCloseTo(-Math.expm1(-2 * q) / 2, within(1e-12));
            assertThat(moments("relu").square(q)).isCloseTo(q / 2, within(1e-13 * q));
            assertThat(moments("relu").derivativeSquare(q)).isCloseTo(0.5, within(1e-13));
            assertThat(moments("relu").fourth(q)).isCloseTo(1.5 * q * q, within(1e-12 * q * q));
        }
    }

    /** The slope of the length map, from E[φφ'x]/q, against a difference of the length map itself. */
    @ParameterizedTest
    @MethodSource("activations")
    void slopeIsTheDerivativeOfTheSquare(Activation phi) {
        ActivationIntegrals moments = new ActivationIntegrals(phi);
        for (double q : new double[] {0.05, 0.8, 4}) {
            double h = 1e-3 * q;
            double near = moments.square(q + h) - moments.square(q - h);
            double far = moments.square(q + 2 * h) - moments.square(q - 2 * h);
            assertThat(moments.squareSlope(q)).isCloseTo((8 * near - far) / (12 * h), within(1e-8));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-300, 1e-60, 1e-20})
    void takesTheLimitFromAboveAtZero(double q) {
        assertThat(moments("relu").derivativeSquare(q)).isCloseTo(0.5, within(1e-12));
        assertThat(moments("gelu").derivativeSquare(q)).isCloseTo(0.25, within(1e-12));
        assertThat(moments("sigmoid").square(q)).isCloseTo(0.25, within(1e-12));
        assertThat(moments("tanh").square(q)).isCloseTo(q, within(1e-12 * q));
    }

    @Test
    void followsPowersBeyondTheRange() {
        assertThat(moments("relu").square(1e200)).isCloseTo(5e199, within(1e188));
        assertThat(moments("tanh").square(1e80)).isCloseTo(1, within(1e-10));
        // E[sech⁴(√q z)] → ∫ sech⁴ / √(2πq) = 4/3 / √(2πq)
        double expected = 4 / 3.0 / Math.sqrt(2 * Math.PI) * 1e-30;
        assertThat(moments("tanh").derivativeSquare(1e60)).isCloseTo(expected, within(1e-9 * expected));
        assertThat(moments("relu").squareIntegral().logAt(-5000)).isCloseTo(-5000 - Math.log(2), within(1e-9));
        assertThat(moments("softplus").squareIntegral().logAt(5000)).isCloseTo(5000 - Math.log(2), within(1e-9));
    }

    @Test
    void findsAnUndeclaredJump() {
        GaussianIntegral step = new GaussianIntegral(x -> x > 0.3 ? 1 : 0, List.of());
        assertThat(step.at(1)).isCloseTo(0.3820885778110474, within(1e-4));
        GaussianIntegral declared = new GaussianIntegral(x -> x > 0.3 ? 1 : 0, List.of(0.3));
        assertThat(declared.at(1)).isCloseTo(0.3820885778110474, within(1e-14));
    }

    private static ActivationIntegrals moments(String name) {
        return new ActivationIntegrals(Fixtures.activation(name));
    }
}
