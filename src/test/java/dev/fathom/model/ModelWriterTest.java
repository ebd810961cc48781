package dev.fathom.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.Python;
import dev.fathom.activation.catalog.Activations;
import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.engine.Cohort;
import dev.fathom.engine.Samples;
import dev.fathom.engine.TrialSetup;
import dev.fathom.engine.network.Weights;
import dev.fathom.engine.probe.Probe;
import dev.fathom.formats.Array;
import dev.fathom.formats.ArrayFiles;
import dev.fathom.init.Initializers;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelWriterTest {
    private static final int BATCH = 32;
    private static final Shape SHAPE = new Shape(20, List.of(48, 33, 33), 5);

    @TempDir
    Path folder;

    /**
     * Products of 48 terms in float32 against float64: rounding is near 48 · 2^-24 = 3e-6 of the outputs' size at worst,
     * and the signs of roundings differ; 1e-5 is what users are promised.
     */
    @ParameterizedTest
    @CsvSource({
        "w.safetensors, torch, tanh",
        "w.safetensors, keras, relu",
        "w.npz, torch, relu",
        "w.npz, keras, tanh",
        "w.npy, torch, sigmoid",
        "w.npy, keras, relu"
    })
    void numpyRebuildsTheNetwork(String name, Layout layout, String activation) throws Exception {
        Python.require();
        TrialSetup setup =
                new TrialSetup(Initializers.parse("he_normal"), 1, 0.3f, Activations.parse(activation), 0.1f, 7);
        Cohort cohort = new Cohort(SHAPE, Architecture.PLAIN, BATCH, List.of(setup));
        Samples samples = samples();
        float[] logits;
        Weights weights;
        try (Device device = new CpuDevice(1);
                Probe probe = Probe.onMinibatch(
                        device, cohort, samples, IntStream.range(0, BATCH).toArray())) {
            probe.measure();
            logits = device.download(probe.network().output(), 0);
            weights = Weights.of(device, probe.network(), 0);
        }
        Path file = folder.resolve(name);
        List<Path> written = ModelWriter.write(file, weights, layout, Map.of("seed", "7"));
        assertThat(written).allMatch(Files::isRegularFile).hasSize(name.endsWith(".npy") ? 8 : 1);
        Path x = npy("x", BATCH, SHAPE.inputs(), samples.features());
        Path y = npy("y", BATCH, SHAPE.outputs(), logits);
        List<String> answer = Python.run("model/rebuild.py", file, activation, x, y);
        assertThat(Double.parseDouble(answer.get(0))).isLessThan(1e-5);
        if (name.endsWith(".safetensors")) {
            assertThat(answer.get(1)).contains("\"seed\": \"7\"", "\"layout\": \"" + layout + "\"");
        }
    }

    @Test
    void gatedBranchesAreRefused() {
        TrialSetup setup = new TrialSetup(Initializers.parse("rezero"), 1, 0, Activations.parse("relu"), 0.1f, 0);
        Cohort cohort = new Cohort(Shape.uniform(4, 2, 4, 0), Architecture.parse("residual"), 2, List.of(setup));
        try (Device device = new CpuDevice(1);
                Probe probe = Probe.onGaussian(device, cohort, 0)) {
            assertThatThrownBy(() -> Weights.of(device, probe.network(), 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("rezero has a learnable factor on each branch");
        }
    }

    @Test
    void equalWeightsMakeEqualFiles() throws Exception {
        Weights weights = new Weights(List.of(new Weights.Dense(2, 1, new float[] {1, 2}, new float[] {3})));
        for (String ending : List.of(".safetensors", ".npz")) {
            Path one = folder.resolve("one" + ending);
            Path two = folder.resolve("two" + ending);
            ModelWriter.write(one, weights, Layout.torch, Map.of("a", "b", "c", "d"));
            ModelWriter.write(two, weights, Layout.torch, Map.of("a", "b", "c", "d"));
            assertThat(one).hasSameBinaryContentAs(two);
        }
    }

    private Path npy(String name, int rows, int columns, float[] values) {
        Array array = new Array(name, List.of(rows, columns), values);
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
}
