package dev.fathom.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every library's name means exactly that library's law, at fan_in 300 and fan_out 700. */
class SpellingTest {
    private static final int N = 300;
    private static final int M = 700;
    private static final double KERAS_CUT = .87962566103423978;

    private static Distribution distribution(String text) {
        return Initializers.parse(text).distribution(N, M, 2, 3);
    }

    static Stream<Arguments> uniforms() {
        return Stream.of(
                Arguments.of("GlorotUniform", Math.sqrt(6.0 / (N + M))),
                Arguments.of("glorot_uniform", Math.sqrt(6.0 / (N + M))),
                Arguments.of("xavier_uniform_", Math.sqrt(6.0 / (N + M))),
                Arguments.of("xavier_uniform_(gain=1.6667)", 1.6667 * Math.sqrt(6.0 / (N + M))),
                Arguments.of("jax:xavier_uniform", Math.sqrt(6.0 / (N + M))),
                Arguments.of("dl4j:XAVIER_UNIFORM", Math.sqrt(6.0 / (N + M))),
                Arguments.of("HeUniform()", Math.sqrt(6.0 / N)),
                Arguments.of("kaiming_uniform_", Math.sqrt(6.0 / N)),
                Arguments.of("kaiming_uniform_(mode='fan_out')", Math.sqrt(6.0 / M)),
                Arguments.of("kaiming_uniform_(nonlinearity=\"tanh\")", 5.0 / 3 * Math.sqrt(3.0 / N)),
                Arguments.of("kaiming_uniform_(a=2.23606797749979)", 1 / Math.sqrt(N)),
                Arguments.of("torch:Linear", 1 / Math.sqrt(N)),
                Arguments.of("uniform_fan_in", 1 / Math.sqrt(N)),
                Arguments.of("dl4j:UNIFORM", 1 / Math.sqrt(N)),
                Arguments.of("LecunUniform", Math.sqrt(3.0 / N)),
                Arguments.of("dl4j:LECUN_UNIFORM", 3 / Math.sqrt(N)),
                Arguments.of("dl4j:RELU_UNIFORM", Math.sqrt(6.0 / N)),
                Arguments.of("dl4j:VAR_SCALING_UNIFORM_FAN_OUT", 3 / Math.sqrt(M)),
                Arguments.of("dl4j:VAR_SCALING_UNIFORM_FAN_AVG", 3 / Math.sqrt((N + M) / 2.0)),
                Arguments.of("dl4j:SIGMOID_UNIFORM", 4 * Math.sqrt(6.0 / (N + M))),
                Arguments.of("siren", Math.sqrt(6.0 / N) / 30));
    }

    @ParameterizedTest
    @MethodSource("uniforms")
    void symmetricUniform(String text, double limit) {
        Distribution.Uniform uniform = (Distribution.Uniform) distribution(text);
        assertThat(uniform.high()).isCloseTo(limit, within(1e-15 * limit));
        assertThat(uniform.low()).isEqualTo(-uniform.high());
    }

    static Stream<Arguments> normals() {
        return Stream.of(
                Arguments.of("kaiming_normal_", Math.sqrt(2.0 / N)),
                Arguments.of("pytorch:kaiming_normal_", Math.sqrt(2.0 / N)),
                Arguments.of("kaiming_normal_(0.2, 'fan_out')", Math.sqrt(2 / 1.04 / M)),
                Arguments.of("kaiming_normal_(mode=fan_out, nonlinearity=selu)", 0.75 / Math.sqrt(M)),
                Arguments.of("xavier_normal_", Math.sqrt(2.0 / (N + M))),
                Arguments.of("xavier_normal_(gain=1.5)", 1.5 * Math.sqrt(2.0 / (N + M))),
                Arguments.of("torch:normal_", 1),
                Arguments.of("normal_(std=0.02)", 0.02),
                Arguments.of("jax:normal", 0.01),
                Arguments.of("jax:normal(0.3)", 0.3),
                Arguments.of("RandomNormal", 0.05),
                Arguments.of("standard_normal", 1),
                Arguments.of("jax:variance_scaling(2.0, 'fan_avg', 'normal')", Math.sqrt(4.0 / (N + M))),
                Arguments.of("dl4j:RELU", Math.sqrt(2.0 / N)),
                Arguments.of("dl4j:XAVIER", Math.sqrt(2.0 / (N + M))),
                Arguments.of("dl4j:XAVIER_LEGACY", Math.sqrt(1.0 / (N + M))),
                Arguments.of("dl4j:LECUN_NORMAL", 1 / Math.sqrt(N)),
                Arguments.of("dl4j:NORMAL", 1 / Math.sqrt(N)));
    }

    @ParameterizedTest
    @MethodSource("normals")
    void untruncatedNormal(String text, double std) {
        Distribution.Normal normal = (Distribution.Normal) distribution(text);
        assertThat(normal.mean()).isZero();
        assertThat(normal.std()).isCloseTo(std, within(1e-15 * std));
    }

    static Stream<Arguments> cutNormals() {
        double he = Math.sqrt(2.0 / N) / KERAS_CUT;
        double glorot = Math.sqrt(2.0 / (N + M)) / KERAS_CUT;
        return Stream.of(
                Arguments.of("HeNormal", he, 2 * he),
                Arguments.of("he_normal", he, 2 * he),
                Arguments.of("jax:kaiming_normal", he, 2 * he),
                Arguments.of("{\"class_name\":\"HeNormal\",\"config\":{\"seed\":null}}", he, 2 * he),
                Arguments.of(
                        "{\"module\":\"keras.initializers\",\"class_name\":\"HeNormal\","
                                + "\"config\":{\"seed\":7},\"registered_name\":null}",
                        he,
                        2 * he),
                Arguments.of(
                        "VarianceScaling(scale=2.0, mode=\"fan_in\", distribution=\"truncated_normal\")", he, 2 * he),
                Arguments.of(
                        "{\"class_name\":\"VarianceScaling\",\"config\":{\"scale\":2.0,\"mode\":\"fan_in\","
                                + "\"distribution\":\"truncated_normal\",\"seed\":null}}",
                        he,
                        2 * he),
                Arguments.of("GlorotNormal", glorot, 2 * glorot),
                Arguments.of("LecunNormal(seed=3)", 1 / Math.sqrt(N) / KERAS_CUT, 2 / Math.sqrt(N) / KERAS_CUT),
                Arguments.of("TruncatedNormal", 0.05, 0.1),
                Arguments.of("keras:truncated_normal", 0.05, 0.1),
                Arguments.of("trunc_normal_", 1, 2),
                Arguments.of("trunc_normal_(std=0.02)", 0.02, 2),
                Arguments.of("jax:truncated_normal", 0.01, 0.02),
                Arguments.of("jax:truncated_normal(0.5, -3, 3)", 0.5, 1.5));
    }

    @ParameterizedTest
    @MethodSource("cutNormals")
    void truncatedNormal(String text, double std, double cut) {
        Distribution.TruncatedNormal normal = (Distribution.TruncatedNormal) distribution(text);
        assertThat(normal.parentMean()).isZero();
        assertThat(normal.parentStd()).isCloseTo(std, within(1e-15 * std));
        assertThat(normal.high()).isCloseTo(cut, within(1e-15 * cut));
        assertThat(normal.low()).isEqualTo(-normal.high());
    }

    /** The published constant, which is also the deviation of the cut law: to a rounding of each of its few operations. */
    @Test
    void truncationConstantIsExact() {
        assertThat(Variance.TRUNCATED_DEVIATION).isEqualTo(KERAS_CUT);
        double variance = Distribution.TruncatedNormal.symmetric(1, 2).variance();
        assertThat(Math.sqrt(variance)).isCloseTo(KERAS_CUT, within(2e-15));
        assertThat(distribution("he_normal").variance()).isCloseTo(2.0 / N, within(1e-14 / N));
    }

    @Test
    void oneSidedUniform() {
        assertThat(distribution("jax:uniform")).isEqualTo(new Distribution.Uniform(0, 0.01));
        assertThat(distribution("jax:uniform(2)")).isEqualTo(new Distribution.Uniform(0, 2));
        assertThat(distribution("uniform_")).isEqualTo(new Distribution.Uniform(0, 1));
        assertThat(distribution("RandomUniform(-1, maxval=3)")).isEqualTo(new Distribution.Uniform(-1, 3));
    }

    @Test
    void sirenStartsWider() {
        assertThat(Initializers.parse("siren").distribution(N, M, 1, 3))
                .isEqualTo(new Distribution.Uniform(-1.0 / N, 1.0 / N));
    }

    @Test
    void fixedAndOrthogonal() {
        assertThat(distribution("Zeros()")).isEqualTo(new Distribution.Constant(0));
        assertThat(distribution("constant_(val=0.1)")).isEqualTo(new Distribution.Constant(0.1));
        assertThat(distribution("jax:orthogonal(2)")).isEqualTo(new Distribution.Orthogonal(2, N, M));
        assertThat(distribution("Orthogonal(gain=1.414)")).isEqualTo(new Distribution.Orthogonal(1.414, N, M));
        assertThat(distribution("keras:orthogonal(gain=2)")).isEqualTo(new Distribution.Orthogonal(2, N, M));
        assertThat(distribution("keras:random_normal(stddev=0.3)")).isEqualTo(new Distribution.Normal(0, 0.3));
        assertThat(distribution("eye_(w).mul_(3)")).isEqualTo(new Distribution.Identity(3, N, M));
        assertThat(distribution("xavier_uniform_(w, gain=0)")).isEqualTo(new Distribution.Constant(0));
        assertThat(distribution("sparse_(w, sparsity=0.101)")).isEqualTo(new Distribution.Sparse(629, 0.01, M, false));
        assertThat(distribution("eye_")).isEqualTo(new Distribution.Identity(1, N, M));
    }

    /** Code as it is found in bug reports, with the text of Fathom's that it means. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "tf.keras.initializers.he_normal() | he_normal",
                "keras.initializers.HeNormal(seed=1) | he_normal",
                "kernel_initializer=\"he_normal\", | he_normal",
                "kernel_initializer=tf.keras.initializers.RandomNormal(mean=0., stddev=.02) | random_normal(stddev=0.02)",
                "nn.init.kaiming_uniform_(self.fc.weight, a=math.sqrt(5)) | kaiming_uniform_(a=2.23606797749979)",
                "nn.init.kaiming_uniform_(self.layers[0].weight.data, a=5**0.5) | uniform_fan_in",
                "torch.nn.init.trunc_normal_(w, std=.02) | trunc_normal_(std=0.02)",
                "torch.nn.init.normal_(m.weight, mean=0.0, std=0.02) | random_normal(stddev=0.02)",
                "init.xavier_normal_(m.weight.data, gain=nn.init.calculate_gain('relu')) | xavier_normal_(gain=1.4142135623730951)",
                "nn.init.xavier_uniform_(torch.empty(3, 5), calculate_gain(\"leaky_relu\", 0.2)) | torch:xavier_uniform_(1.3867504905630728)",
                "nn.init.kaiming_normal_(tensor=w, mode='fan_out', nonlinearity='conv2d') | variance_scaling(1, fan_out, untruncated_normal)",
                "torch.nn.init.orthogonal_(w, gain=np.sqrt(2)) | orthogonal(1.4142135623730951)",
                "nn.init.normal_(w, 0, 2 ** -0.5 / 10) | random_normal(stddev=0.07071067811865475)",
                "xavier_normal(w) | xavier_normal_",
                "jax.nn.initializers.variance_scaling(1.0, \"fan_avg\", \"uniform\") | glorot_uniform",
                "jax.nn.initializers.he_normal()(key, (784, 256), jnp.float32) | he_normal",
                "nn.initializers.lecun_normal() | lecun_normal",
                "nn.initializers.xavier_normal(dtype=jnp.float32) | glorot_normal",
                "normal(stddev=0.02) | random_normal(stddev=0.02)",
                "flax:Dense | lecun_normal",
                "hk.initializers.TruncatedNormal(0.02) | truncated_normal(stddev=0.02)",
                "haiku:RandomNormal | random_normal(stddev=1)",
                "haiku:RandomUniform | random_uniform(minval=0, maxval=1)",
                "haiku:VarianceScaling(2.0) | he_normal",
                "haiku:UniformScaling | lecun_uniform",
                "haiku:Linear | variance_scaling(0.7737413035499233, fan_in, truncated_normal)",
                "glorot_uniform_initializer() | glorot_uniform",
                "tf.variance_scaling_initializer(scale=2.0) | he_normal",
                "tf.compat.v1.truncated_normal_initializer(stddev=0.02) | truncated_normal(stddev=0.02)",
                "tf.random_normal_initializer(stddev=0.02) | random_normal(stddev=0.02)",
                "tf1:random_uniform_initializer | random_uniform(minval=0, maxval=1)",
                "zero | zeros",
                "one | ones",
                "keras:normal | random_normal",
                "keras:uniform | random_uniform",
                "torch:normal | random_normal(stddev=1)",
                "glorotnormal | glorot_normal",
                "Glorot_Uniform | glorot_uniform",
                "orthogonal_initializer | orthogonal",
                "eye | identity",
                "keras:VarianceScaling(2, 'fan_avg', 'normal') | variance_scaling(2, fan_avg, truncated_normal)",
                "new NormalDistribution(0.0, 0.02) | random_normal(stddev=0.02)",
                ".weightInit(WeightInit.XAVIER) | xavier_normal_",
                "dl4j:VAR_SCALING_NORMAL_FAN_AVG | variance_scaling(0.7737413035499233, fan_avg, truncated_normal)",
                "{'class_name': 'HeNormal', 'config': {'seed': None}} | he_normal",
                "{\"module\": \"keras.initializers\", \"class_name\": \"VarianceScaling\", \"config\": {\"scale\": 1.0,"
                        + " \"mode\": \"fan_avg\", \"distribution\": \"normal\", \"seed\": {\"module\": \"keras.random\","
                        + " \"class_name\": \"SeedGenerator\", \"config\": {\"seed\": 3}, \"registered_name\": null}},"
                        + " \"registered_name\": null, \"build_config\": {\"input_shape\": [null, 3]}} | glorot_normal",
            })
    void pastedCodeIsRead(String code, String means) {
        Initializer meant = Initializers.parse(means);
        Initializer read = Initializers.parse(code);
        assertThat(read.draws(meant)).as("%s is %s, not %s", code, read, meant).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"linear, 1", "sigmoid, 1", "tanh, 1.6666666666666667", "selu, 0.75", "relu, 1.4142135623730951"})
    void gains(String nonlinearity, double gain) {
        assertThat(Gain.of(nonlinearity, 0)).isEqualTo(gain);
    }

    @Test
    void gainOfLeakyReluFollowsItsSlope() {
        assertThat(Gain.of("leaky_relu", 0.2)).isEqualTo(Math.sqrt(2 / (1 + 0.2 * 0.2)));
        assertThatThrownBy(() -> Gain.of("gelu", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("gelu");
    }

    static Stream<String> specs() {
        return Stream.concat(
                Initializers.all().stream().map(Initializer::spec),
                Stream.of(
                        "xavier_normal_(gain=2)",
                        "identity(3)",
                        "orthogonal(2)",
                        "constant(-1)",
                        "kaiming_normal_(a=0.1, mode=\"fan_out\")",
                        "VarianceScaling(2.0, \"fan_avg\", \"uniform\")",
                        "trunc_normal_(std=0.02)",
                        "kaiming_uniform_(a=2.23606797749979)"));
    }

    @ParameterizedTest
    @MethodSource("specs")
    void specIsReadBack(String text) {
        Initializer first = Initializers.parse(text);
        Initializer second = Initializers.parse(first.spec());
        assertThat(second.spec()).isEqualTo(first.spec());
        assertThat(second.distribution(N, M, 1, 2)).isEqualTo(first.distribution(N, M, 1, 2));
        assertThat(second.distribution(M, N, 2, 2)).isEqualTo(first.distribution(M, N, 2, 2));
        assertThat(first).hasToString(first.spec());
    }

    /** Whatever `inits` prints is read as it stands, as the same law; DL4J's constants also behind their prefix. */
    @ParameterizedTest
    @MethodSource("specs")
    void spellingDrawsTheSameLaw(String text) {
        Initializer initializer = Initializers.parse(text);
        Spellings s = initializer.spellings();
        Stream.of(s.keras(), s.pytorch(), s.jax(), s.dl4j())
                .filter(Objects::nonNull)
                .forEach(spelling -> assertThat(Initializers.parse(spelling).draws(initializer))
                        .as(spelling)
                        .isTrue());
        if (s.dl4j() != null) {
            assertThat(distribution(s.dl4j().replace("WeightInit.", "dl4j:")))
                    .isEqualTo(initializer.distribution(N, M, 2, 3));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "he_nromal | he_normal",
                "keras:HeNorml | HeNormal",
                "jax:he_nromal | he_normal",
                "quux | fathom inits",
                "naive_normal(sigma=1) | has no argument 'sigma'",
                "VarianceScaling(scal=2) | did you mean scale",
                "he_normal(gain=2) | takes none",
                "he_normal(2) | takes no arguments",
                "naive_normal(1, stddev=2) | twice",
                "naive_normal(-1) | must not be negative",
                "trunc_normal_(std=-1) | must be positive",
                "trunc_normal_(mean=-50) | no mass",
                "naive_normal(big) | finite number",
                "naive_normal(NaN) | finite number",
                "naive_normal(Infinity) | finite number",
                "naive_normal() extra | cannot read",
                "naive_normal(,) | empty",
                "naive_normal(stddev=) | empty",
                "random_normal(mean=1, 2) | without a name",
                "constant | needs the argument 'value'",
                "random_uniform(1, 1) | must lie below",
                "sparse(k=1.5) | whole number",
                "VarianceScaling(mode=fan_inn) | did you mean fan_in",
                "VarianceScaling(distribution=cauchy) | cauchy",
                "kaiming_normal_(nonlinearity=gelu) | no gain",
                "kaiming_normal_(mode=fan_avg) | unknown mode 'fan_avg'",
                "kaiming_uniform_(mode=fan_avg) | unknown mode 'fan_avg'",
                "xavier_uniform_(gain=-1) | must not be negative",
                "trunc_normal_(0, 1, -40, -38) | no mass",
                "trunc_normal_(w, 0, 1, 7, 9) | no mass",
                "normal | keras:normal is random_normal = N(0.0, 0.05²), torch:normal is",
                "uniform | jax:uniform is random_uniform(minval=0, maxval=0.01)",
                "xavier_normal | torch:xavier_normal is xavier_normal_, jax:xavier_normal is glorot_normal",
                "kaiming_normal | jax:kaiming_normal is he_normal",
                "initializers.truncated_normal | jax:truncated_normal is",
                "truncated_normal(0.02) | in JAX",
                "variance_scaling(2, fan_avg, normal) | jax:variance_scaling is",
                "random_normal_initializer() | tf1:random_normal_initializer is random_normal(stddev=1)",
                "foo:he_normal | unknown library 'foo'",
                "foo.bar.he_normal() | unknown module 'foo.bar'",
                "haiku:HeNormal | unknown initializer 'HeNormal' of haiku",
                "normal_(w, std=1/sqrt(dim)) | write numbers where it has names",
                "he_normal(in_axis=0) | turns the matrix",
                "normal_(w).mul_(2) | --weight-gain",
                "sparse_(w) | needs the argument 'sparsity'",
                "sparse_(sparsity=1.5) | at most 1",
                "{\"class_name\": | not valid JSON",
                "{\"class_name\":\"HeNormal\"} x | not valid JSON",
                "{\"name\":\"HeNormal\"} | class_name",
                "{\"class_name\":\"Constant\",\"config\":{\"value\":[1, 2]}} | value",
                "{\"class_name\":\"he_nromal\"} | he_normal",
            })
    void defectIsToldInOneLine(String text, String part) {
        assertThatThrownBy(() -> Initializers.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .contains(part)
                .doesNotContain("\n");
    }

    @Test
    void hintNamesEachCandidateOnceAndOnlyThoseOfTheLibrary() {
        assertThatThrownBy(() -> Initializers.parse("he_nromal"))
                .hasMessageStartingWith("unknown initializer 'he_nromal'; did you mean he_normal")
                .message()
                .containsOnlyOnce(" he_normal");
        assertThatThrownBy(() -> Initializers.parse("torch:kaiming_nromal_"))
                .message()
                .containsOnlyOnce("kaiming_normal_")
                .doesNotContain("he_normal");
    }

    /** The one name whose law differs by library and which Fathom has itself: Keras', unless another is in front. */
    @Test
    void nameOfTwoLawsFollowsItsLibrary() {
        assertThat(distribution("truncated_normal")).isEqualTo(distribution("keras:truncated_normal"));
        assertThat(distribution("truncated_normal")).isNotEqualTo(distribution("jax:truncated_normal"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n", "{", "{}", "{\"class_name\":\n\"He\nNormal\"}", "he_normal(\n2)"})
    void blankOrBrokenTextIsToldInOneLine(String text) {
        assertThatThrownBy(() -> Initializers.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .doesNotContain("\n");
    }
}
