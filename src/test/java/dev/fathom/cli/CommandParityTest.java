package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.device.cuda.OnSimulator;
import dev.fathom.store.Store;
import dev.fathom.study.Trial;
import dev.fathom.study.TrialResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whole commands on the simulated GPUs say what they say on the CPU, and say it again to the bit. */
@OnSimulator
class CommandParityTest {
    /** Rounding of 50 layers, relative to each quantity's scale. */
    private static final double STATISTICS = 1e-4;

    private static final double LOSS = 1e-3;

    @TempDir
    Path folder;

    private static String fathom(String device, String command, Object... paths) {
        List<String> arguments =
                new ArrayList<>(List.of(String.format(command, paths).split(" ")));
        arguments.addAll(List.of("--device", device));
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
            int code = Fathom.run(arguments.toArray(String[]::new));
            assertThat(code).as(complained.toString(StandardCharsets.UTF_8)).isZero();
            return said.toString(StandardCharsets.UTF_8);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    private static JsonNode json(String text) {
        return JsonMapper.builder().build().readTree(text);
    }

    /** What follows the header of a safetensors file. */
    private FloatBuffer weights(String device, String initializer) throws IOException {
        Path file = folder.resolve(initializer + device.replace(":", "") + ".safetensors");
        fathom(
                device,
                "probe --init %s --activation tanh --depth 3 --width 31 --repeats 1 --save %s",
                initializer,
                file);
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position((int) (Long.BYTES + bytes.getLong(0)));
        return bytes.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }

    @ParameterizedTest
    @CsvSource({"glorot_uniform, 0", "kaiming_normal_, 2", "he_normal, 2"})
    void weightsAreTheSame(String initializer, int ulps) throws IOException {
        FloatBuffer cpu = weights("cpu", initializer);
        FloatBuffer gpu = weights("cuda:1", initializer);
        assertThat(gpu.remaining()).isEqualTo(cpu.remaining()).isGreaterThan(2 * 31 * 31);
        for (int i = 0; i < cpu.remaining(); i++) {
            assertThat(Math.abs(gpu.get(i) - cpu.get(i))).isLessThanOrEqualTo(ulps * Math.ulp(cpu.get(i)));
        }
    }

    /** Where a network does not hold, all that may help is probed too. */
    @ParameterizedTest
    @CsvSource({"lecun_normal, selu, 50, 32, true", "glorot_normal, sigmoid, 8, 8, false"})
    void probesAgree(String initializer, String activation, int depth, int width, boolean holds) {
        requireSameProbe(initializer, activation, depth, width, holds);
    }

    @Tag("slow")
    @Test
    void probesOfDyingUnitsAgreeAtDepth50() {
        requireSameProbe("he_normal", "relu", 50, 32, false);
    }

    private static void requireSameProbe(String initializer, String activation, int depth, int width, boolean holds) {
        String probe = String.format(
                "probe --init %s --activation %s --depth %d --width %d --batch 16 --repeats 2 --format json",
                initializer, activation, depth, width);
        String text = fathom("cuda:0", probe);
        assertThat(fathom("cuda:0", probe)).as("again").isEqualTo(text);
        JsonNode cpu = json(fathom("cpu", probe)).get("layers");
        JsonNode gpu = json(text).get("layers");
        assertThat(json(text).get("diagnosis").get("holds").asBoolean()).isEqualTo(holds);
        assertThat(gpu.size()).isEqualTo(depth);
        for (int layer = 0; layer < depth; layer++) {
            for (String quantity : List.of("preactivation", "activation", "gradient", "weight_gradient")) {
                JsonNode expected = cpu.get(layer).get(quantity);
                JsonNode found = gpu.get(layer).get(quantity);
                double second = expected.get("second_moment").asDouble();
                assertNear(found, expected, "second_moment", second);
                assertNear(found, expected, "variance", second);
                assertNear(found, expected, "mean", Math.sqrt(second));
            }
        }
    }

    private static void assertNear(JsonNode found, JsonNode expected, String name, double scale) {
        assertThat(Math.abs(found.get(name).asDouble() - expected.get(name).asDouble()))
                .as(name)
                .isLessThanOrEqualTo(STATISTICS * scale);
    }

    @Test
    void lossCurvesAgreeOver200Steps() {
        String train = "train --init glorot_normal --activation tanh --depth 4 --width 24 --batch 16 --steps 200"
                + " --data gaussian --lr 0.05 --format json";
        JsonNode again = json(fathom("cuda:1", train)).get("losses");
        JsonNode gpu = json(fathom("cuda:1", train)).get("losses");
        JsonNode cpu = json(fathom("cpu", train)).get("losses");
        assertThat(again).isEqualTo(gpu);
        assertThat(cpu.size()).isEqualTo(200);
        for (int step = 0; step < 200; step++) {
            double expected = cpu.get(step).asDouble();
            assertThat(Math.abs(gpu.get(step).asDouble() - expected))
                    .as("step " + step)
                    .isLessThanOrEqualTo(LOSS * Math.max(1, expected));
        }
    }

    @Test
    void sweepsAgree() throws IOException {
        Path study = Files.writeString(folder.resolve("study.yaml"), """
                data: gaussian
                steps: 40
                batch: 16
                width: 16
                grid:
                  initializer: [he_normal, zeros, naive_normal, orthogonal]
                  activation: [relu, gelu]
                  depth: [2, 6]
                """);
        Map<Trial, TrialResult> cpu = sweep("cpu", study);
        Map<Trial, TrialResult> gpus = sweep("cuda", study);
        assertThat(gpus.keySet()).isEqualTo(cpu.keySet()).hasSize(16);
        gpus.forEach((trial, found) -> {
            TrialResult expected = cpu.get(trial);
            assertThat(found.verdict()).as(trial.toString()).isEqualTo(expected.verdict());
            assertThat(found.device()).startsWith("cuda:");
            assertThat(expected.device()).isEqualTo("cpu");
            for (int step = 0; step < 40; step++) {
                double loss = expected.losses()[step];
                assertThat(Math.abs(found.losses()[step] - loss))
                        .as(trial + " at step " + step)
                        .isLessThanOrEqualTo(LOSS * Math.max(1, loss));
            }
        });
    }

    private Map<Trial, TrialResult> sweep(String device, Path study) {
        Path file = folder.resolve(device + ".db");
        fathom(device, "sweep %s --store %s --report %s", study, file, folder.resolve(device + ".html"));
        Map<Trial, TrialResult> results = new HashMap<>();
        try (Store store = Store.forReading(file)) {
            store.forEach(result -> results.put(result.trial(), result));
        }
        return results;
    }
}
