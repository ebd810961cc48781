package dev.fathom.cli;

import static dev.fathom.cli.Run.fathom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.Python;
import dev.fathom.activation.catalog.Activations;
import dev.fathom.device.Device;
import dev.fathom.device.Moments;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.engine.Cohort;
import dev.fathom.engine.LayerStatistics;
import dev.fathom.engine.Quantity;
import dev.fathom.engine.Samples;
import dev.fathom.engine.TrialSetup;
import dev.fathom.engine.network.Weights;
import dev.fathom.engine.probe.Probe;
import dev.fathom.formats.Array;
import dev.fathom.formats.ArrayFiles;
import dev.fathom.init.Initializers;
import dev.fathom.model.Layout;
import dev.fathom.model.ModelWriter;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import dev.fathom.store.Recording;
import dev.fathom.store.SchemaTest;
import dev.fathom.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** PyTorch models under the recorder that Fathom prints, and what Fathom reads of them. */
class RecorderTest {
    private static final int BATCH = 32;
    private static final Shape SHAPE = new Shape(20, List.of(48, 33, 33), 5);

    @TempDir
    Path folder;

    private List<String> train(String kind, Object... more) throws Exception {
        String python = Python.require("torch", "numpy");
        Files.writeString(folder.resolve("fathom_recorder.py"), RecorderCommand.script());
        List<Object> arguments = new ArrayList<>(List.of(folder, kind, folder.resolve("run.db")));
        arguments.addAll(List.of(more));
        return Python.runWith(python, "recorder/train.py", arguments.toArray());
    }

    private Recording recording() {
        try (Store store = Store.forReading(folder.resolve("run.db"))) {
            assertThat(store.recordings()).hasSize(1);
            return store.recording(store.recordings().get(0), 100);
        }
    }

    private static Recording.Row row(Recording run, int step, String layer) {
        int number = run.layers().stream()
                .filter(each -> each.name().equals(layer))
                .findFirst()
                .orElseThrow()
                .number();
        return run.steps().get(step).stream()
                .filter(row -> row.statistics().layer() == number)
                .findFirst()
                .orElseThrow();
    }

    private static double printed(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    /**
     * Of one network, on one minibatch, Fathom and the recorder measure the same, each in its own products: float32 over at
     * most 48 terms errs by 48 · 2^-24 = 3e-6 of an element's size, a moment of many by less; and means by the size of the
     * root of the second moment.
     */
    @ParameterizedTest
    @CsvSource({"tanh, Tanh", "relu, ReLU", "sigmoid, Sigmoid"})
    void momentsAreThoseThatFathomMeasures(String activation, String module) throws Exception {
        TrialSetup setup =
                new TrialSetup(Initializers.parse("he_normal"), 1, 0.3f, Activations.parse(activation), 0.1f, 7);
        Cohort cohort = new Cohort(SHAPE, Architecture.PLAIN, BATCH, List.of(setup));
        Samples samples = samples();
        List<LayerStatistics> measured;
        Weights weights;
        try (Device device = new CpuDevice(1);
                Probe probe = Probe.onMinibatch(
                        device, cohort, samples, IntStream.range(0, BATCH).toArray())) {
            measured = probe.measure().get(0);
            weights = Weights.of(device, probe.network(), 0);
        }
        Path file = folder.resolve("w.npz");
        ModelWriter.write(file, weights, Layout.torch, Map.of());
        float[] labels = new float[BATCH];
        for (int i = 0; i < BATCH; i++) {
            labels[i] = ((Samples.Classes) samples.answers()).labels()[i];
        }
        train("dense", file, npy("x", SHAPE.inputs(), samples.features()), npy("y", 1, labels), module);
        List<Recording.Row> recorded = recording().steps().get(0);
        assertThat(recorded).hasSize(4);
        for (int layer = 0; layer < 4; layer++) {
            for (Quantity quantity : Quantity.values()) {
                Moments ours = measured.get(layer).of(quantity);
                Moments theirs = recorded.get(layer).statistics().of(quantity);
                assertThat(theirs == null)
                        .as(quantity + " of layer " + (layer + 1))
                        .isEqualTo(ours == null);
                if (ours != null) {
                    requireEqual(quantity.key() + " " + layer, ours, theirs);
                }
            }
        }
    }

    private static void requireEqual(String name, Moments ours, Moments theirs) {
        double size = Math.sqrt(ours.secondMoment());
        assertThat(theirs.mean()).as(name).isCloseTo(ours.mean(), within(1e-5 * size));
        assertThat(theirs.secondMoment()).as(name).isCloseTo(ours.secondMoment(), within(1e-5 * size * size));
        assertThat(theirs.variance()).as(name).isCloseTo(ours.variance(), within(1e-5 * size * size));
        assertThat(theirs.unitVariance()).as(name).isCloseTo(ours.unitVariance(), within(1e-5 * size * size));
        assertThat(theirs.largest()).as(name).isCloseTo(ours.largest(), within(1e-5 * ours.largest()));
        assertThat(theirs.saturated()).as(name).isEqualTo(ours.saturated(), within(1e-9));
        assertThat(theirs.dead()).as(name).isEqualTo(ours.dead(), within(1e-9));
        assertThat(theirs.nonfinite()).isZero();
    }

    private Path npy(String name, int columns, float[] values) {
        Array array = new Array(name, List.of(values.length / columns, columns), values);
        return ArrayFiles.write(folder.resolve("data-" + name + ".npy"), List.of(array), Map.of())
                .get(0);
    }

    private static Samples samples() {
        Random random = new Random(3);
        float[] features = new float[BATCH * SHAPE.inputs()];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        int[] labels = IntStream.range(0, BATCH).map(i -> i % SHAPE.outputs()).toArray();
        return new Samples(features, SHAPE.inputs(), new Samples.Classes(labels, SHAPE.outputs()));
    }

    /** Against what the loop sees by itself: retained gradients, weights before and after, and losses. */
    @Test
    void convolutionsAreMeasuredWhereActivationsOverwriteThem() throws Exception {
        List<String> printed = train("convolutions");
        Recording run = recording();
        assertThat(run.layers()).extracting(Recording.Layer::name).containsExactly("first", "norm", "second", "head");
        assertThat(run.layers()).extracting(Recording.Layer::activation).containsExactly("", "relu", "relu", "");
        assertThat(run.steps().keySet()).containsExactly(0, 10, 20);
        Recording.Row first = row(run, 10, "first");
        double output = printed(printed, "output");
        double gradient = printed(printed, "gradient");
        double weightGradient = printed(printed, "weight gradient");
        double update = printed(printed, "update");
        LayerStatistics layer = first.statistics();
        assertThat(layer.preactivation().secondMoment()).isCloseTo(output, within(1e-9 * output));
        assertThat(layer.gradient().secondMoment()).isCloseTo(gradient, within(1e-9 * gradient));
        assertThat(layer.weightGradient().secondMoment()).isCloseTo(weightGradient, within(1e-9 * weightGradient));
        assertThat(first.updateRatio()).isCloseTo(update, within(1e-9 * update));
        LayerStatistics norm = row(run, 10, "norm").statistics();
        assertThat(norm.activation().secondMoment())
                .isLessThan(norm.preactivation().secondMoment());
        assertThat(run.losses()).hasSize(25);
        assertThat(run.losses().get(24)).isEqualTo(Double.parseDouble(printed.get(printed.size() - 1)), within(1e-12));
    }

    @Test
    void attentionsProjectionsAreLayersOfTheirOwn() throws Exception {
        List<String> printed = train("words");
        Recording run = recording();
        assertThat(run.facts()).containsEntry("Optimizer", "SGD").containsEntry("Steps", "25");
        assertThat(run.layers())
                .extracting(Recording.Layer::name)
                .hasSize(18)
                .startsWith("embedding", "encoder.layers.0.self_attn.q_proj", "encoder.layers.0.self_attn.k_proj")
                .contains("encoder.layers.1.self_attn.out_proj", "encoder.layers.1.linear1", "head");
        for (Recording.Row each : run.steps().get(20)) {
            LayerStatistics layer = each.statistics();
            assertThat(layer.preactivation().secondMoment()).isPositive();
            assertThat(layer.gradient().secondMoment()).isPositive();
            assertThat(layer.weightGradient().secondMoment()).isPositive();
            assertThat(each.updateRatio()).isPositive();
        }
        double update = printed(printed, "update");
        assertThat(row(run, 10, "embedding").updateRatio()).isCloseTo(update, within(1e-9 * update));
        double gradient = printed(printed, "weight gradient");
        assertThat(row(run, 10, "embedding").statistics().weightGradient().secondMoment())
                .isCloseTo(gradient, within(1e-9 * gradient));
    }

    @Test
    void reportExportLintAndMergeReadIt() throws Exception {
        train("faults");
        String store = folder.resolve("run.db").toString();
        Path page = folder.resolve("run.html");
        assertThat(fathom("report", store).code()).isZero();
        assertThat(page)
                .content()
                .startsWith("<!DOCTYPE html>")
                .contains("Gradients by outputs, by layer and step", "<strong>dead</strong> 0: at least half")
                .doesNotContain("<script");
        Path table = folder.resolve("run.csv");
        assertThat(fathom("export", store, "--to", table.toString()).code()).isZero();
        assertThat(table).content().hasLineCount(1 + 3 * 2).contains(",update_ratio", ",Linear,\"16,12\",relu,");
        Run lint = fathom("lint", store);
        assertThat(lint.code()).isZero();
        assertThat(lint.out())
                .contains(
                        "dead: 0: at least half of the units",
                        "no gradient: 0, 2: no gradient reaches",
                        "gradients vanish: no gradient comes from 2 back to 0");
        assertThat(fathom("lint", store, "--format", "json")
                        .json()
                        .at("/runs/0/findings/0/kind")
                        .asString())
                .isEqualTo("dead");
        String merged = folder.resolve("all.db").toString();
        assertThat(fathom("merge", "--into", merged, store).code()).isZero();
        assertThat(SchemaTest.rows(Path.of(merged), "SELECT count(*) FROM recorded"))
                .containsExactly("6");
        Files.delete(page);
        train("faults");
        try (Store twice = Store.forReading(folder.resolve("run.db"))) {
            assertThat(twice.recordings()).as("a second run is added").hasSize(2);
        }
    }
}
