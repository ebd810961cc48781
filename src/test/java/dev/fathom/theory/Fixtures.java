package dev.fathom.theory;

import dev.fathom.net.Activation;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.hipparchus.special.Erf;

/** Stands for the registry of {@code dev.fathom.net} until it is there: float64 forms alone. */
final class Fixtures {
    private static final double SELU_LAMBDA = 1.0507009873554805;
    private static final double SELU_ALPHA = 1.6732632423543772;

    private Fixtures() {}

    static Activation activation(String name) {
        return all().stream()
                .filter(activation -> activation.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static List<Activation> all() {
        return List.of(
                new Analytic("linear", x -> x, x -> 1, List.of()),
                new Analytic("relu", x -> Math.max(0, x), x -> x > 0 ? 1 : 0, List.of(0.0)),
                new Analytic("leaky_relu", x -> x > 0 ? x : 0.01 * x, x -> x > 0 ? 1 : 0.01, List.of(0.0)),
                new Analytic("tanh", Math::tanh, x -> 1 - Math.tanh(x) * Math.tanh(x), List.of()),
                new Analytic("sigmoid", Fixtures::sigmoid, x -> sigmoid(x) * sigmoid(-x), List.of()),
                new Analytic("softplus", Fixtures::softplus, Fixtures::sigmoid, List.of()),
                new Analytic(
                        "softsign",
                        x -> x / (1 + Math.abs(x)),
                        x -> 1 / ((1 + Math.abs(x)) * (1 + Math.abs(x))),
                        List.of(0.0)),
                new Analytic("erf", Erf::erf, x -> 2 / Math.sqrt(Math.PI) * Math.exp(-x * x), List.of()),
                new Analytic(
                        "hard_tanh",
                        x -> Math.max(-1, Math.min(1, x)),
                        x -> x > -1 && x <= 1 ? 1 : 0,
                        List.of(-1.0, 1.0)),
                new Analytic("elu", x -> x > 0 ? x : Math.expm1(x), x -> x > 0 ? 1 : Math.exp(x), List.of(0.0)),
                new Analytic(
                        "selu",
                        x -> SELU_LAMBDA * (x > 0 ? x : SELU_ALPHA * Math.expm1(x)),
                        x -> SELU_LAMBDA * (x > 0 ? 1 : SELU_ALPHA * Math.exp(x)),
                        List.of(0.0)),
                new Analytic("gelu", x -> x * normal(x), x -> normal(x) + x * density(x), List.of()),
                new Analytic("swish", x -> x * sigmoid(x), x -> sigmoid(x) * (1 + x * sigmoid(-x)), List.of()),
                new Analytic("mish", x -> x * Math.tanh(softplus(x)), Fixtures::mishDerivative, List.of()),
                new Analytic("sin", Math::sin, Math::cos, List.of()));
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double softplus(double x) {
        return Math.max(0, x) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    private static double mishDerivative(double x) {
        double t = Math.tanh(softplus(x));
        return t + x * (1 - t * t) * sigmoid(x);
    }

    private static double normal(double x) {
        return 0.5 * Erf.erfc(-x / Math.sqrt(2));
    }

    private static double density(double x) {
        return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
    }

    private record Analytic(String name, DoubleUnaryOperator f, DoubleUnaryOperator slope, List<Double> kinks)
            implements Activation {
        @Override
        public String formula() {
            return name;
        }

        @Override
        public double value(double x) {
            return f.applyAsDouble(x);
        }

        @Override
        public double derivative(double x) {
            return slope.applyAsDouble(x);
        }

        @Override
        public Saturation saturation() {
            return Saturation.NONE;
        }

        @Override
        public float parameter() {
            return 0;
        }

        @Override
        public void apply(float[] z, float[] a, int n) {
            throw new UnsupportedOperationException("the theory integrates in float64");
        }
    }
}
