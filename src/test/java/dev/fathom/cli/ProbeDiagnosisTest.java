package dev.fathom.cli;

import static dev.fathom.cli.Run.fathom;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** A probe ends with what it saw and what would help, and what it names helps. */
class ProbeDiagnosisTest {
    @Test
    void sigmoidsFailureIsExplainedAndEveryRemedyHolds() {
        String probe = "probe --init glorot_normal --activation sigmoid --depth 30 --width 64 --device cpu";
        String text = fathom(probe.split(" ")).out();
        assertThat(text)
                .contains("Gradients vanish on the way back (layers 1-25)")
                .contains("Inputs become alike (layers ")
                .contains("The activations' mean")
                .contains("No initializer of these layers helps")
                .contains("fathom advise --activation sigmoid --depth 30 --width 64");
        String end = text.substring(text.indexOf("Through the hidden layers"));
        assertThat(end.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));

        JsonNode diagnosis =
                fathom((probe + " --format json").split(" ")).json().get("diagnosis");
        assertThat(diagnosis.get("holds").asBoolean()).isFalse();
        assertThat(diagnosis.get("remedies").size()).isGreaterThanOrEqualTo(3);
        for (JsonNode remedy : diagnosis.get("remedies")) {
            List<String> command = words(remedy.get("command").asString());
            command.addAll(List.of("--device", "cpu", "--format", "json"));
            JsonNode again = fathom(command.subList(1, command.size()).toArray(String[]::new))
                    .json()
                    .get("diagnosis");
            assertThat(again.get("holds").asBoolean()).as(command.toString()).isTrue();
        }
    }

    /** As a shell splits them. */
    private static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        String[] parts = command.split("'");
        for (int i = 0; i < parts.length; i++) {
            words.addAll(
                    i % 2 == 1 ? List.of(parts[i]) : List.of(parts[i].strip().split(" ")));
        }
        words.removeIf(String::isEmpty);
        return words;
    }

    @ParameterizedTest
    @CsvSource({
        "constant(0.1), tanh, 4, 32, Units stay alike (layers 1-4)",
        "zeros, tanh, 4, 32, Units stay alike (layers 1-4)",
        "normal(std=1), tanh, 20, 64, Half or more of the activations saturate",
        "normal(std=1), tanh, 20, 64, Gradients explode on the way back",
        "normal(std=1), relu, 12, 64, Signals explode (layers ",
        "naive_normal, linear, 60, 32, Signals vanish (layers ",
        "he_normal, relu, 60, 4, Half or more of the units are dead",
        "he_normal, relu, 60, 4, too narrow for their depth",
        "he_normal, relu, 20, 128, Every layer is sound"
    })
    void eachSymptomIsToldWithItsLayers(String init, String activation, int depth, int width, String expected) {
        Run run = fathom(
                "probe",
                "--init",
                init,
                "--activation",
                activation,
                "--depth",
                "" + depth,
                "--width",
                "" + width,
                "--repeats",
                "4",
                "--batch",
                "64",
                "--device",
                "cpu");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains(expected).doesNotContain("NaN").doesNotContain("Infinity");
    }
}
