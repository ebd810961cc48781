package dev.fathom.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A library's name gives exactly that library's law. */
class SpellingTest {
    private static final int N = 300;
    private static final int M = 100;

    private static Law law(String spec) {
        return Initializers.parse(spec).law(N, M, 1, 3);
    }

    /** Truncated at two deviations, corrected: the parent's deviation is larger. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HeNormal | 2.0 | 300",
                "he_normal | 2.0 | 300",
                "keras:he_normal | 2.0 | 300",
                "jax:kaiming_normal | 2.0 | 300",
                "GlorotNormal | 1.0 | 200",
                "LecunNormal() | 1.0 | 300",
                "VarianceScaling(scale=2.0, mode=\"fan_in\", distribution=\"truncated_normal\") | 2.0 | 300",
                "VarianceScaling(2.0, 'fan_out') | 2.0 | 100",
                "{\"class_name\":\"HeNormal\",\"config\":{\"seed\":null}} | 2.0 | 300",
                "{\"module\":\"keras.initializers\",\"class_name\":\"GlorotNormal\",\"config\":{\"seed\":3},"
                        + "\"registered_name\":null} | 1.0 | 200"
            })
    void kerasAndJaxTruncate(String spec, double scale, double fan) {
        Law.TruncatedNormal law = (Law.TruncatedNormal) law(spec);
        double parent = Math.sqrt(scale / fan) / .87962566103423978;
        assertThat(law.parentStd()).isCloseTo(parent, within(1e-15 * parent));
        assertThat(law.high()).isCloseTo(2 * parent, within(1e-15));
        assertThat(law.variance()).isCloseTo(scale / fan, within(1e-14 * scale / fan));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kaiming_normal_ | 0.006666666666666667",
                "kaiming_normal_(nonlinearity='relu') | 0.006666666666666667",
                "kaiming_normal_(a=0.2, mode=fan_out) | 0.019230769230769232",
                "kaiming_normal_(nonlinearity=tanh) | 0.009259259259259259",
                "xavier_normal_ | 0.005",
                "xavier_normal_(gain=2) | 0.02",
                "jax:variance_scaling(2.0, fan_in, normal) | 0.006666666666666667",
                "jax:normal | 0.0001",
                "normal_ | 1",
                "torch:normal_(0, 0.02) | 0.0004",
                "RandomNormal | 0.0025",
                "naive_normal | 0.0001",
                "standard_normal | 1",
                "RELU | 0.006666666666666667",
                "dl4j:XAVIER | 0.005",
                "dl4j:NORMAL | 0.0033333333333333335"
            })
    void normalLaws(String spec, double variance) {
        Law.Normal law = (Law.Normal) law(spec);
        assertThat(law.variance()).isCloseTo(variance, within(1e-14 * variance));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "xavier_uniform_(gain=1.6667) | 0.20413...",
                "GlorotUniform | 0.1224744871391589",
                "HeUniform | 0.1414213562373095",
                "kaiming_uniform_(a=2.23606797749979) | 0.05773502691896258",
                "uniform_fan_in | 0.05773502691896258",
                "Linear | 0.05773502691896258",
                "LecunUniform | 0.1",
                "dl4j:LECUN_UNIFORM | 0.17320508075688773",
                "dl4j:VAR_SCALING_UNIFORM_FAN_IN | 0.17320508075688773",
                "sigmoid_uniform | 0.4898979485566356",
                "RandomUniform | 0.05"
            })
    void uniformLaws(String spec, String limit) {
        Law.Uniform law = (Law.Uniform) law(spec);
        double expected = limit.endsWith("...") ? 1.6667 * Math.sqrt(6.0 / (N + M)) : Double.parseDouble(limit);
        assertThat(law.high()).isCloseTo(expected, within(1e-14));
        assertThat(law.low()).isEqualTo(-law.high());
    }

    @Test
    void jaxUniformStartsAtZeroAndItsTruncatedNormalIsNotCorrected() {
        assertThat(law("jax:uniform")).isEqualTo(new Law.Uniform(0, 0.01));
        assertThat(law("jax:truncated_normal(0.5)")).isEqualTo(new Law.TruncatedNormal(0, 0.5, -1, 1));
        assertThat(law("trunc_normal_(0, 1)")).isEqualTo(new Law.TruncatedNormal(0, 1, -2, 2));
        assertThat(Math.sqrt(law("TruncatedNormal").variance())).isCloseTo(0.0439813, within(5e-8));
    }

    @Test
    void sirenTreatsTheFirstLayerApart() {
        Initializer siren = Initializers.parse("siren");
        assertThat(siren.law(N, M, 1, 3)).isEqualTo(new Law.Uniform(-1.0 / N, 1.0 / N));
        assertThat(siren.law(N, M, 2, 3).support().high()).isCloseTo(Math.sqrt(6.0 / N) / 30, within(1e-16));
    }

    @Test
    void gainsArePyTorchsToTheLastDigit() {
        assertThat(Gain.of("tanh", 0)).isEqualTo(5.0 / 3);
        assertThat(Gain.of("relu", 0)).isEqualTo(Math.sqrt(2));
        assertThat(Gain.of("leaky_relu", 0.2)).isEqualTo(Math.sqrt(2 / (1 + 0.2 * 0.2)));
        assertThat(Gain.of("selu", 0)).isEqualTo(0.75);
        assertThat(Gain.of("sigmoid", 0)).isEqualTo(1);
    }

    @Test
    void specsReadBack() {
        for (Initializer initializer : Initializers.all()) {
            assertThat(Initializers.parse(initializer.spec()).spec()).isEqualTo(initializer.spec());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "he_nromal | did you mean he_normal",
                "GlorotUnifrom | did you mean GlorotUniform",
                "orthogonal(gian=2) | did you mean gain",
                "orthogonal(1, 2) | at most [gain]",
                "zeros(1) | takes no arguments",
                "constant | needs the argument 'value'",
                "random_normal(stddev=-1) | must not be negative",
                "random_normal(stddev=nan) | must be a finite number",
                "random_normal(stddev=big) | must be a finite number, got 'big'",
                "random_uniform(1, 0) | minval must lie below maxval",
                "orthogonal(gain=) | is empty",
                "variance_scaling(1, fan_on) | did you mean fan_in",
                "kaiming_normal_(nonlinearity=gelu) | PyTorch has no gain for 'gelu'",
                "he normal | write NAME or NAME(KEY=VALUE",
                "{\"class_name\": 3} | needs a text",
                "{oops | not valid JSON"
            })
    void mistakesGetOneLineWithTheRemedy(String spec, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Initializers.parse(spec))
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }
}
