package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.Python;
import dev.fathom.device.Moments;
import dev.fathom.engine.Samples;
import dev.fathom.formats.Array;
import dev.fathom.formats.ArrayFiles;
import dev.fathom.formats.models.ModelFiles;
import dev.fathom.store.Store;
import dev.fathom.study.TrialResult;
import dev.fathom.sweep.Inputs;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Weights and results that leave the house, and come back. */
class TravelTest {
    @TempDir
    Path folder;

    /** Standard output of a command that must succeed. */
    private static String fathom(String... arguments) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        ByteArrayOutputStream complained = new ByteArrayOutputStream();
        try {
            System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
            assertThat(Fathom.run(arguments))
                    .as(() -> complained.toString(StandardCharsets.UTF_8))
                    .isZero();
            return said.toString(StandardCharsets.UTF_8);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    private static JsonNode json(String text) {
        return JsonMapper.builder()
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS) // the logarithm of 0
                .build()
                .readTree(text);
    }

    /** numpy must count the same right answers that training reported: its logits differ by rounding alone. */
    @Test
    void trainedWeightsAnswerInNumpyAsTheyDidHere() throws Exception {
        Python.require();
        Path file = folder.resolve("trained.safetensors");
        String train =
                "train --init he_normal --activation relu --depth 3 --width 32 --steps 150 --lr 0.1 --device cpu "
                        + "--format json --save " + file;
        double accuracy = json(fathom(train.split(" "))).get("accuracy").asDouble();
        Samples test = Inputs.open("digits").test();
        int[] labels = ((Samples.Classes) test.answers()).labels();
        float[] right = new float[labels.length];
        for (int i = 0; i < labels.length; i++) {
            right[i] = labels[i];
        }
        Array x = new Array("x", List.of(test.count(), test.width()), test.features());
        Array y = new Array("y", List.of(test.count()), right);
        ArrayFiles.write(folder.resolve("data.npy"), List.of(x, y), Map.of());
        List<String> answer = Python.run(
                "model/accuracy.py", file, "relu", folder.resolve("data.x.npy"), folder.resolve("data.y.npy"));
        assertThat(Double.parseDouble(answer.get(0))).isCloseTo(accuracy, within(2.0 / test.count()));
        JsonNode metadata = json(answer.get(1));
        assertThat(metadata.get("initializer").asString()).isEqualTo("he_normal");
        assertThat(metadata.get("activation").asString()).isEqualTo("relu");
        assertThat(metadata.get("seed").asString()).isEqualTo("0");
        assertThat(metadata.get("shape").asString()).isEqualTo(test.width() + "-32-32-32-10");
        assertThat(metadata.get("fathom").asString()).isNotEmpty();
        assertThat(metadata.get("state").asString()).startsWith("150 steps of sgd");
    }

    @Test
    void aTrialOfAStoreTravels() throws Exception {
        Path store = folder.resolve("s.db");
        Path study = folder.resolve("s.yaml");
        Files.writeString(
                study,
                "{data: gaussian, steps: 30, batch: 16, width: 8, measure_at: [0, 20], grid: {initializer: [lsuv, zeros],"
                        + " activation: tanh, depth: 2, seed: 3}}");
        fathom(
                "sweep",
                study.toString(),
                "--device",
                "cpu",
                "--store",
                store.toString(),
                "--report",
                folder.resolve("s.html").toString());
        List<TrialResult> results = new ArrayList<>();
        try (Store opened = Store.forReading(store)) {
            opened.forEach(results::add);
        }
        weightsAreThoseThatTrained(store, results.get(0));
        eventsHoldTheResults(store, results);
    }

    /** The mean square of the exported weights against the one that the sweep measured at step 0. */
    private void weightsAreThoseThatTrained(Path store, TrialResult result) {
        Path weights = folder.resolve("w.npz");
        String trial = result.trial().id().substring(0, 8);
        fathom("export", store.toString(), "--trial", trial, "--to", weights.toString());
        Array first = ModelFiles.read(List.of(weights), header -> header.name().equals("0.weight"))
                .arrays()
                .get(0);
        double squares = 0;
        for (float w : first.values()) {
            squares += (double) w * w;
        }
        double measured = result.layers().get(0).get(0).weights().secondMoment();
        assertThat(squares / first.values().length).isCloseTo(measured, within(Moments.ERROR * measured));
    }

    private void eventsHoldTheResults(Path store, List<TrialResult> results) throws Exception {
        Python.require();
        Path log = folder.resolve("log.tfevents");
        fathom("export", store.toString(), "--to", log.toString());
        List<Path> files;
        try (var walk = Files.walk(log)) {
            files = walk.filter(Files::isRegularFile).toList();
        }
        assertThat(files).hasSize(results.size());
        for (TrialResult result : results) {
            Path file = files.stream()
                    .filter(f ->
                            f.getParent().toString().endsWith(result.trial().id()))
                    .findFirst()
                    .orElseThrow();
            JsonNode read = json(String.join("", Python.run("model/events.py", file)));
            JsonNode hyperparameters = read.get("hyperparameters");
            assertThat(hyperparameters.get("initializer").asString())
                    .isEqualTo(result.trial().initializer());
            assertThat(hyperparameters.get("depth").asInt()).isEqualTo(2);
            JsonNode losses = read.get("tags").get("loss");
            assertThat(losses.size()).isEqualTo(30);
            for (int step = 0; step < 30; step++) {
                assertThat(losses.get(step).get(0).asInt()).isEqualTo(step);
                assertThat((float) losses.get(step).get(1).asDouble()).isEqualTo(result.losses()[step]);
            }
            JsonNode gradient = read.get("tags").get("gradient_log10_second_moment/layer_00003");
            double expected =
                    Math.log10(result.layers().get(20).get(2).gradient().secondMoment());
            assertThat(gradient.get(1).get(0).asInt()).isEqualTo(20);
            assertThat((float) gradient.get(1).get(1).asDouble()).isEqualTo((float) expected);
        }
    }

    /** The same network on the same inputs; 1e-6 is promised, and only the order of sums could differ. */
    @ParameterizedTest
    @CsvSource({
        "gaussian, w.safetensors, torch, ''",
        "gaussian, w.npz, keras, --no-output-layer",
        "gaussian, w.npy, torch, --no-output-layer",
        "digits, w.safetensors, keras, ''",
        "digits, w.npz, torch, ''"
    })
    void savedWeightsProbedAgainShowTheSame(String input, String name, String layout, String more) {
        Path file = folder.resolve(name);
        String common =
                " --activation gelu --input " + input + " --batch 64 --seed 5 --repeats 1 --device cpu --format json";
        JsonNode drawn = json(fathom(("probe --init lecun_normal --bias-std 0.2 --depth 4 --width 40,30,30,20 --layout "
                        + layout + " --save " + file + common)
                .split(" ")));
        JsonNode read =
                json(fathom(("probe --model " + file + common + (more.isEmpty() ? "" : " " + more)).split(" ")));
        assertThat(read.get("layers").size()).isEqualTo(drawn.get("layers").size());
        for (int i = 0; i < drawn.get("layers").size(); i++) {
            JsonNode expected = drawn.get("layers").get(i);
            JsonNode got = read.get("layers").get(i);
            for (String quantity : List.of("preactivation", "activation", "gradient", "weight_gradient")) {
                expected.get(quantity)
                        .properties()
                        .forEach(entry -> same(got.get(quantity).get(entry.getKey()), entry));
            }
            for (String share : List.of("gradient_ratio", "decorrelation", "saturated", "dead", "nonfinite")) {
                same(got.get(share), Map.entry(share, expected.get(share)));
            }
        }
    }

    private static void same(JsonNode got, Map.Entry<String, JsonNode> expected) {
        if (!expected.getValue().isNumber()) {
            assertThat(got).as(expected.getKey()).isEqualTo(expected.getValue());
            return;
        }
        double value = expected.getValue().asDouble();
        assertThat(got.asDouble()).as(expected.getKey()).isCloseTo(value, within(1e-6 * Math.abs(value)));
    }

    /** PyTorch's default for linear layers under relu: E[w²] = 1 / (3 n), a sixth of what keeps signals. */
    @Test
    void aModelThatVanishesIsToldSo() {
        Path file = folder.resolve("vanishing.safetensors");
        fathom(("probe --init uniform_fan_in --activation relu --depth 14 --width 64 --device cpu --save " + file)
                .split(" "));
        JsonNode told = json(fathom(("probe --activation relu --device cpu --format json --model " + file).split(" ")));
        JsonNode first = told.get("layers").get(0);
        assertThat(first.get("sigma_w").asDouble()).isCloseTo(Math.sqrt(1.0 / 3), within(0.02));
        assertThat(first.get("factor_to_critical").asDouble()).isCloseTo(Math.sqrt(6), within(0.1));
        assertThat(first.get("state").asString()).isEqualTo("vanished");
        assertThat(first.get("state_of").get(0).asString()).isEqualTo("gradient");
        assertThat(told.get("layers").get(13).get("state").asString()).isEqualTo("vanished");
        assertThat(told.get("layers").get(13).get("state_of").get(0).asString()).isEqualTo("signal");
        assertThat(told.get("keep").asBoolean()).isFalse();
        assertThat(told.get("critical_sigma_w").asDouble()).isCloseTo(Math.sqrt(2), within(1e-9));
        String best = told.get("ranking").get(0).get("name").asString();
        assertThat(best).isIn("he_normal", "kaiming_normal_", "edge_of_chaos", "orthogonal(gain=1.4142135)");

        Path sound = folder.resolve("sound.safetensors");
        fathom(("probe --init he_normal --activation relu --depth 14 --width 256 --device cpu --save " + sound)
                .split(" "));
        String kept = fathom(("probe --activation relu --device cpu --model " + sound).split(" "));
        assertThat(kept).contains("Keep it").contains("By layer: sound: layer 1-14.");
    }
}
