package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.Python;
import dev.fathom.engine.Samples;
import dev.fathom.formats.Array;
import dev.fathom.formats.ArrayFiles;
import dev.fathom.sweep.Inputs;
import dev.fathom.sweep.Store;
import dev.fathom.sweep.TrialResult;
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

    /** The mean square of the exported weights against the one that the sweep measured at step 0, to float32 rounding. */
    private void weightsAreThoseThatTrained(Path store, TrialResult result) {
        Path weights = folder.resolve("w.npz");
        String trial = result.trial().id().substring(0, 8);
        fathom("export", store.toString(), "--trial", trial, "--to", weights.toString());
        Array first = ArrayFiles.read(weights, header -> header.name().equals("0.weight"))
                .arrays()
                .get(0);
        double squares = 0;
        for (float w : first.values()) {
            squares += (double) w * w;
        }
        double measured = result.layers().get(0).get(0).weights().secondMoment();
        assertThat(squares / first.values().length).isCloseTo(measured, within(1e-9 * measured));
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
}
