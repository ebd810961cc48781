package dev.fathom.advise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.Python;
import dev.fathom.init.Distribution;
import dev.fathom.init.Scheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The code for Keras, PyTorch and JAX is run by Python on stand-ins for the three, which say what it would draw: exactly
 * the advised laws, in a network of the advised shape.
 */
class PythonCodeTest {
    private static final List<String> LIBRARIES = List.of("keras", "pytorch", "jax");

    @TempDir
    Path folder;

    @Test
    void drawsTheAdvisedLaws() throws Exception {
        Python.require();
        List<CodedNetwork> models = Printed.models().toList();
        List<Map<String, String>> codes = new ArrayList<>();
        for (CodedNetwork model : models) {
            Map<String, String> code = Code.of(model);
            LIBRARIES.forEach(library -> codes.add(Map.of("library", library, "code", code.get(library))));
        }
        JsonNode answers = run(codes);
        assertThat(answers.size()).isEqualTo(codes.size());
        for (int i = 0; i < codes.size(); i++) {
            CodedNetwork model = models.get(i / LIBRARIES.size());
            String what = codes.get(i).get("library") + ", " + Printed.name(model);
            assertThat(answers.get(i).has("failure"))
                    .as(what + ": " + answers.get(i).get("failure") + "\n"
                            + codes.get(i).get("code"))
                    .isFalse();
            requireSame(what, answers.get(i), model);
        }
    }

    private static void requireSame(String what, JsonNode answer, CodedNetwork model) {
        assertThat(answer.get("out").toString()).as(what).isEqualTo("[3," + Printed.OUTPUTS + "]");
        JsonNode drawn = answer.get("drawn");
        assertThat(drawn.size()).as(what).isEqualTo(model.layers());
        for (int layer = 1; layer <= drawn.size(); layer++) {
            int fanIn = layer == 1 ? Printed.INPUTS : Printed.WIDTH;
            int fanOut = layer == model.layers() ? Printed.OUTPUTS : Printed.WIDTH;
            JsonNode weights = drawn.get(layer - 1);
            assertThat(weights.get(0).asInt()).as(what).isEqualTo(fanIn);
            assertThat(weights.get(1).asInt()).as(what).isEqualTo(fanOut);
            List<Double> numbers = new ArrayList<>();
            weights.get(2).forEach(number -> numbers.add(number.isNumber() ? number.asDouble() : Double.NaN));
            Distribution printed =
                    Laws.of(weights.get(2).get(0).asString(), numbers.subList(1, numbers.size()), fanIn, fanOut);
            Laws.requireSame(what + ", layer " + layer, printed, advised(model, layer, fanIn, fanOut));
        }
    }

    /** From the initializer itself, not from what the code was printed from, wherever it has a law by itself. */
    private static Distribution advised(CodedNetwork model, int layer, int fanIn, int fanOut) {
        boolean own = model.initializer().scheme() instanceof Scheme.Independent;
        return own
                ? model.initializer().distribution(fanIn, fanOut, layer, model.layers() - 1)
                : model.distribution(layer);
    }

    private JsonNode run(List<Map<String, String>> codes) throws Exception {
        JsonMapper mapper = JsonMapper.builder().build();
        Path file = Files.writeString(folder.resolve("codes.json"), mapper.writeValueAsString(codes));
        return mapper.readTree(String.join("", Python.run("advise/fakes.py", file)));
    }
}
