package dev.fathom.activation.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.activation.Activation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Formulas beside the built-in forms of the same functions, and beside differences. */
class FormulaTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max(0, x) | relu",
                "max(x, 0.2 * x) | leaky_relu(0.2)",
                "max(-1, min(1, x)) | hard_tanh",
                "min(max(x, 0), 6) | relu6",
                "x * relu6(x + 3) / 6 | hard_swish",
                "max(x, -x) | abs",
                "relu(x)**2 | squared_relu",
                "x * sigmoid(x) | silu",
                "x * sigmoid(1.702 * x) | quick_gelu",
                "x * tanh(softplus(x)) | mish",
                "2 * sigmoid(2 * x) - 1 | tanh",
                "x / (1 + abs(x)) | softsign",
                "0.5 * x * (1 + erf(x * 0.70710678)) | gelu",
                "x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x**3))) | gelu_tanh",
            })
    void equalsTheBuiltInForm(String formula, String name) {
        Activation written = Activations.parse(formula);
        Activation builtIn = Activations.parse(name);
        assertThat(written.code()).isEqualTo(Formula.CODE);
        int n = 4001;
        float[] slope = new float[n];
        for (int i = 0; i < n; i++) {
            slope[i] = (i - 2000) / 200f; // 0, 1, -1, 6, 3, -3 among them
        }
        float[] x = slope.clone();
        float[] exact = slope.clone();
        float[] value = new float[n];
        float[] other = new float[n];
        written.apply(slope, value, n);
        builtIn.apply(exact, other, n);
        for (int i = 0; i < n; i++) {
            // numbers are float32's: 6e-8 in each, times arguments up to 10 and slopes up to 3; a few roundings of
            // float32
            assertThat(written.value(x[i])).as("value at %s", x[i]).isCloseTo(builtIn.value(x[i]), within(2e-6));
            assertThat(written.derivative(x[i]))
                    .as("slope at %s", x[i])
                    .isCloseTo(builtIn.derivative(x[i]), within(2e-6));
            assertThat(value[i]).as("float32 at %s", x[i]).isCloseTo(other[i], within(4e-6f));
            assertThat(slope[i]).as("float32 slope at %s", x[i]).isCloseTo(exact[i], within(4e-6f));
        }
        assertThat(written.kinks()).containsExactlyElementsOf(builtIn.kinks());
    }

    /** A central difference of fourth order at h = 1e-4 is off by 1e-16 |f| / h and h^4 f^(5). */
    @ParameterizedTest
    @ValueSource(strings = {"x / (1 + x**2)", "sin(3 * x) * silu(x) - x**3 / 100", "softplus(-x) / (2 + tanh(x))"})
    void derivativeEqualsTheDifferenceOfValues(String formula) {
        Activation f = Activations.parse(formula);
        double h = 1e-4;
        for (double x = -9.9; x < 10; x += 0.13) {
            double difference =
                    (f.value(x - 2 * h) - 8 * f.value(x - h) + 8 * f.value(x + h) - f.value(x + 2 * h)) / (12 * h);
            assertThat(f.derivative(x)).isCloseTo(difference, within(1e-9));
        }
    }
}
