package dev.fathom.advise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.Python;
import dev.fathom.activation.Activation;
import dev.fathom.activation.catalog.Activations;
import dev.fathom.init.Distribution;
import dev.fathom.init.Scheme;
import dev.fathom.net.Extent;
import dev.fathom.net.architecture.Architecture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The code for PyTorch, Keras and JAX in the libraries themselves: it runs, and draws what is advised. */
class RealCodeTest {
    private static final int INPUTS = 60;
    private static final int WIDTH = 64;
    private static final int OUTPUTS = 40;

    @TempDir
    Path folder;

    /** Every candidate's laws once, and every architecture and activation with one of them. */
    private static List<CodedNetwork> models() {
        Stream<CodedNetwork> laws = candidates("tanh", "plain");
        Stream<CodedNetwork> architectures = Stream.of(
                        "plain+layernorm",
                        "plain+rmsnorm",
                        "plain+batchnorm",
                        "residual",
                        "residual(depth^-0.5,layers=2)",
                        "residual(0.5,layers=2,norm=post)+layernorm",
                        "residual(layers=2,norm=peri)+rmsnorm")
                .flatMap(architecture -> candidates("tanh", architecture).limit(1));
        Stream<CodedNetwork> activations = Activations.all().stream()
                .map(Activation::spec)
                .flatMap(activation -> candidates(activation, "plain").limit(1));
        return Stream.of(laws, architectures, activations).flatMap(all -> all).toList();
    }

    private static Stream<CodedNetwork> candidates(String activation, String architecture) {
        Question question = new Question(
                Activations.parse(activation),
                Architecture.parse(architecture),
                3,
                WIDTH,
                Extent.vector(64),
                "digits",
                List.of(0.1),
                10,
                8,
                2,
                List.of());
        return question.candidates().byTheory().stream()
                .map(candidate ->
                        new CodedNetwork(question, candidate.initializer(), 0.1, Extent.vector(INPUTS), OUTPUTS, true));
    }

    @ParameterizedTest
    @CsvSource({"pytorch, torch", "keras, keras", "jax, jax"})
    void runsAndDrawsTheAdvisedLaws(String library, String module) throws Exception {
        String python = Python.require(module, "numpy");
        List<CodedNetwork> models = models();
        List<String> codes =
                models.stream().map(model -> Code.of(model).get(library)).toList();
        JsonMapper mapper = JsonMapper.builder().build();
        Path file = Files.writeString(folder.resolve("codes.json"), mapper.writeValueAsString(codes));
        List<String> printed = Python.runWith(python, "advise/real.py", library, file);
        JsonNode answers = mapper.readTree(printed.get(printed.size() - 1));
        assertThat(answers.size()).isEqualTo(models.size());
        int run = 0;
        for (int i = 0; i < models.size(); i++) {
            JsonNode answer = answers.get(i);
            String what = library + ", " + Printed.name(models.get(i));
            assertThat(answer.has("failure"))
                    .as(what + ": " + answer.get("failure") + "\n" + codes.get(i))
                    .isFalse();
            if (answer.has("drawn")) {
                run++;
                requireAdvised(what, answer, models.get(i));
            }
        }
        assertThat(run).as("all but what an old library has no layer for").isGreaterThan(models.size() - 3);
    }

    private static void requireAdvised(String what, JsonNode answer, CodedNetwork model) {
        assertThat(answer.get("out").toString()).as(what).isEqualTo("[3," + OUTPUTS + "]");
        assertThat(answer.get("finite").asBoolean()).as(what).isTrue();
        JsonNode drawn = answer.get("drawn");
        assertThat(drawn.size()).as(what).isEqualTo(model.layers());
        for (int layer = 1; layer <= drawn.size(); layer++) {
            int fanIn = layer == 1 ? INPUTS : WIDTH;
            int fanOut = layer == model.layers() ? OUTPUTS : WIDTH;
            boolean own = model.initializer().scheme() instanceof Scheme.Independent;
            Distribution law = own
                    ? model.initializer().distribution(fanIn, fanOut, layer, model.layers() - 1)
                    : model.distribution(layer);
            requireDrawn(what + ", layer " + layer, drawn.get(layer - 1), law, fanIn, fanOut);
        }
    }

    /**
     * The mean of n elements scatters by √(variance/n), their variance by at most √(2/n) of itself, for none of these laws
     * has heavier tails than the normal: six deviations of each. Orthonormal rows are so to the rounding of float32.
     */
    private static void requireDrawn(String what, JsonNode drawn, Distribution law, int fanIn, int fanOut) {
        assertThat(drawn.get(0).asInt()).as(what).isEqualTo(fanIn);
        assertThat(drawn.get(1).asInt()).as(what).isEqualTo(fanOut);
        assertThat(drawn.get(8).asDouble()).as(what + ", biases").isZero();
        double n = (double) fanIn * fanOut;
        if (law instanceof Distribution.Orthogonal orthogonal) {
            double square = orthogonal.gain() * orthogonal.gain();
            assertThat(drawn.get(6).asDouble()).as(what).isCloseTo(square, within(1e-5 * square));
            assertThat(drawn.get(7).asDouble()).as(what).isLessThan(1e-5);
            return;
        }
        assertThat(drawn.get(2).asDouble())
                .as(what)
                .isCloseTo(law.mean(), within(6 * Math.sqrt(law.variance() / n) + 1e-6 * Math.abs(law.mean())));
        assertThat(drawn.get(3).asDouble())
                .as(what)
                .isCloseTo(law.variance(), within(6 * Math.sqrt(2 / n) * law.variance() + 1e-12));
        double rounding = 1e-6 * Math.sqrt(law.variance() + law.mean() * law.mean());
        assertThat(drawn.get(4).asDouble())
                .as(what)
                .isGreaterThanOrEqualTo(law.support().low() - rounding);
        assertThat(drawn.get(5).asDouble())
                .as(what)
                .isLessThanOrEqualTo(law.support().high() + rounding);
    }
}
