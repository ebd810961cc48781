package dev.fathom.activation.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.activation.Activation;
import dev.fathom.init.Spellings;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every library's name means exactly that library's function. */
class ActivationNamesTest {
    static Stream<Activation> printed() {
        return Stream.concat(
                Activations.all().stream(),
                Stream.of(
                                "leaky_relu(0.2)",
                                "elu(0.5)",
                                "x * sigmoid(1.5 * x)",
                                "max(0.1 * x, elu(x, 0.7) + gelu(2 * x))")
                        .map(Activations::parse));
    }

    /** Whatever `activations` prints is read as it stands; a formula's value differs by roundings of float64 alone. */
    @ParameterizedTest
    @MethodSource("printed")
    void spellingIsReadBack(Activation activation) {
        Spellings s = activation.spellings();
        assertThat(Stream.of(s.keras(), s.pytorch(), s.jax())).doesNotContainNull();
        Stream.of(s.keras(), s.pytorch(), s.jax(), s.dl4j(), activation.spec())
                .filter(Objects::nonNull)
                .forEach(spelling -> {
                    Activation read = Activations.parse(spelling);
                    for (double x = -8; x <= 8; x += 0.37) {
                        assertThat(read.value(x)).as(spelling).isCloseTo(activation.value(x), within(2e-7));
                    }
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "jax:gelu | gelu_tanh",
                "jax.nn.gelu(approximate=False) | gelu",
                "keras:gelu | gelu",
                "keras.activations.gelu(approximate=True) | gelu_tanh",
                "nn.GELU() | gelu",
                "nn.gelu | gelu_tanh",
                "F.gelu | gelu",
                "dl4j:GELU | quick_gelu",
                "dl4j:LEAKYRELU | leaky_relu",
                "keras:leaky_relu | leaky_relu(0.2)",
                "tf.nn.leaky_relu(alpha=0.3) | leaky_relu(0.3)",
                "keras:LeakyReLU | leaky_relu(0.3)",
                "torch:LeakyReLU | leaky_relu",
                "nn.LeakyReLU(negative_slope=1e-2, inplace=True) | leaky_relu",
                "LeakyReLU(0.2) | leaky_relu(0.2)",
                "activation=keras.activations.silu | silu",
                "self.activation = nn.ReLU(inplace=True); | relu",
                ".activation(Activation.HARDTANH) | hard_tanh",
                "hard_silu | hard_swish",
                "lambda y: jax.nn.relu(y) | relu",
                "nn.Hardswish()(x) | hard_swish",
                "x | linear",
                "lambda x: jnp.square(jax.nn.relu(x)) | relu(x)**2",
                "torch.clamp(x, -1, 1) * F.silu(x / 2) | min(max(x, -1), 1) * silu(x / 2)",
                "x*torch.sigmoid(1.702*x) | x * sigmoid(1.702 * x)",
                "-x + 2 * (x - 1) - (x - 3) | -1 * x + 2 * (x - 1) - (x - 3)",
                "leaky_relu(x, 0.2) / sqrt(2) | leaky_relu(x, 0.2) / 1.4142135",
            })
    void codeIsRead(String code, String means) {
        assertThat(Activations.parse(code).spec()).isEqualTo(means);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "LeakyReLU | keras:LeakyReLU is leaky_relu(0.3), torch:LeakyReLU is leaky_relu",
                "sigmoid(1.5) | takes no arguments",
                "1 + 2 | has no x",
                "1 / x | no finite value and slope at x = 0.0",
                "x ** 0.5 | whole powers from 1 to 8",
                "x * y | 'y' is none of them",
                "x * frobnicate(x) | unknown activation 'frobnicate'",
                "sigmoid(x | ends too early",
                "x x | cannot read",
                "min(x) | takes 2 arguments",
                "1e300 * x | not finite in float32",
                "foo:relu | unknown library 'foo'",
            })
    void defectIsToldInOneLine(String code, String part) {
        assertThatThrownBy(() -> Activations.parse(code))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .contains(part)
                .doesNotContain("\n");
    }

    /** Programs run to the end of what a device keeps, and no further. */
    @ParameterizedTest
    @CsvSource({"20, true", "40, false"})
    void longFormulasAreRefused(int terms, boolean allowed) {
        String formula = String.join(" + ", java.util.Collections.nCopies(terms, "tanh(x)"));
        if (allowed) {
            assertThat(Activations.parse(formula).value(1)).isCloseTo(terms * Math.tanh(1), within(1e-12));
        } else {
            assertThatThrownBy(() -> Activations.parse(formula)).hasMessageContaining("write it shorter");
        }
    }
}
