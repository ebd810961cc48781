package dev.fathom.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.Python;
import dev.fathom.activation.catalog.Activations;
import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.engine.network.Network;
import dev.fathom.engine.network.WeightLaws;
import dev.fathom.engine.probe.Estimate;
import dev.fathom.engine.probe.ProbeReport;
import dev.fathom.engine.probe.ProbeRequest;
import dev.fathom.engine.training.Training;
import dev.fathom.engine.training.TrainingPlan;
import dev.fathom.init.Initializers;
import dev.fathom.net.Extent;
import dev.fathom.net.NetworkSpec;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import dev.fathom.net.architecture.Transformer;
import dev.fathom.optimizer.Optimizer;
import dev.fathom.theory.propagation.LayerPrediction;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Transformers beside PyTorch's modules, and beside what theory says of them. */
class TransformerTest {
    private static final int BATCH = 16;
    private static final int STEPS = 50;
    private static final Extent INPUT = new Extent(1, 6, 5);
    private static final int CLASSES = 3;

    @TempDir
    Path folder;

    /** The same weights and data give the same losses, step by step: 50 steps enlarge roundings of 1e-7 some hundred times. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "transformer+layernorm",
                "transformer(0.5,heads=2,ratio=2,norm=post,causal=true)+layernorm",
                "transformer(depth^-0.5,norm=peri)+layernorm",
                "transformer(0.5,mlp=none)",
                "transformer(mlp=none,skip=none)+layernorm"
            })
    void trainsAsPyTorchDoes(String text) throws Exception {
        String python = Python.require("torch");
        Architecture architecture = Architecture.parse(text);
        Cohort cohort = new Cohort(
                Shape.uniform(INPUT, 2, 16, CLASSES),
                architecture,
                BATCH,
                List.of(new TrialSetup(
                        Initializers.parse("glorot_uniform"), 1, 0.1f, Activations.parse("gelu"), 0.05f, 3)));
        Samples samples = samples();
        int[] order = IntStream.range(0, STEPS * BATCH).map(i -> i % BATCH).toArray();
        try (Device device = new CpuDevice(1);
                Training training = new Training(
                        device, cohort, new TrainingPlan(STEPS, Optimizer.SGD, List.of()), samples, samples, order)) {
            write(device, training.network(), architecture, samples);
            float[] losses = training.run(step -> {}).get(0).losses();
            List<String> expected = Python.runWith(python, "net/transformer.py", folder);
            assertThat(expected).hasSize(STEPS);
            for (int step = 0; step < STEPS; step++) {
                double loss = Double.parseDouble(expected.get(step));
                assertThat((double) losses[step]).as("step " + step).isCloseTo(loss, within(1e-4 * loss));
            }
            assertThat(losses[STEPS - 1]).isLessThan(losses[0]);
        }
    }

    private void write(Device device, Network network, Architecture architecture, Samples samples) throws Exception {
        for (int layer = 1; layer <= network.layers(); layer++) {
            write("weights-" + layer, device.download(network.weights(layer), 0));
            write("biases-" + layer, device.download(network.biases(layer), 0));
        }
        write("features", samples.features());
        Transformer body = (Transformer) architecture.body();
        int[] labels = ((Samples.Classes) samples.answers()).labels();
        Files.writeString(folder.resolve("network.json"), """
                {"width": 16, "heads": %d, "ratio": %d, "place": "%s", "skip": %b, "causal": %b, "norm": %b, "scale": %s,
                 "depth": 2, "tokens": 6, "inputs": 5, "classes": 3, "rate": 0.05, "steps": %d, "labels": %s}
                """.formatted(
                        body.attention().heads(),
                        body.ratio(),
                        body.place(),
                        body.skip(),
                        body.attention().causal(),
                        architecture.norm().isPresent(),
                        body.scale().at(2),
                        STEPS,
                        Arrays.toString(labels)));
    }

    private void write(String name, float[] values) throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        Files.write(folder.resolve(name + ".f32"), bytes.array());
    }

    private static Samples samples() {
        SplittableRandom random = new SplittableRandom(5);
        float[] features = new float[BATCH * INPUT.size()];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        int[] labels = random.ints(BATCH, 0, CLASSES).toArray();
        return new Samples(features, INPUT, new Samples.Classes(labels, CLASSES));
    }

    /**
     * Theory beside networks: heads of 32 channels stray from wide ones by some 1/32 a block, and networks of this width by
     * some 1/192 a layer.
     */
    @ParameterizedTest
    @CsvSource({
        "relu, glorot_uniform, transformer+layernorm, 0.3",
        "gelu, lecun_normal, 'transformer(norm=post)+layernorm', 0",
        "tanh, he_normal, 'transformer(0.5,norm=peri)+rmsnorm', 0.8",
        "tanh, lecun_normal, 'transformer(depth^-0.5)', 0.1",
        "relu, he_normal, 'transformer(mlp=none,skip=none)+layernorm', 0",
        "tanh, lecun_normal, 'transformer(mlp=none)+layernorm', 0"
    })
    void theoryHoldsForTokens(String activation, String initializer, String architecture, double correlation) {
        ProbeRequest request = new ProbeRequest(
                Initializers.parse(initializer),
                Activations.parse(activation),
                Architecture.parse(architecture),
                4,
                1,
                0,
                1,
                12);
        try (Device device = new CpuDevice(2)) {
            Shape shape = Shape.uniform(new Extent(1, 12, 128), 3, 128, 0);
            ProbeReport report = request.gaussian(device, shape, correlation);
            for (ProbeReport.Layer layer : report.layers()) {
                LayerPrediction theory = layer.theory().orElseThrow();
                near(layer.name(), layer.preactivation().secondMoment(), theory.preactivationSecondMoment());
                near(layer.name() + ", gradient", layer.gradientRatio(), theory.gradientRatio());
            }
        }
    }

    private static void near(String what, Estimate measured, double expected) {
        double allowed = 4 * measured.standardError() + 0.15 * expected;
        assertThat(measured.value()).as(what).isCloseTo(expected, within(allowed));
    }

    /** What ends a branch, and what stands in for normalization, starts as small as the papers have it. */
    @ParameterizedTest
    @CsvSource({
        "gpt2, transformer+layernorm, 0.02, 0.02, 0.01", // 0.02 / sqrt(4 branches)
        "t_fixup, transformer, 0.17678, 0.09960, 0.09960", // sqrt(1/32), times 0.67 2^-1/4
        "deepnorm, 'transformer(0.8409*depth^-0.25,norm=post)+layernorm', 0.17678, 0.08839, 0.08839", // times 16^-1/4
        "small_init, transformer+layernorm, 0.11180, 0.11180, 0.11180" // sqrt(2/160)
    })
    void initializersKnowTheRoles(String initializer, String architecture, double query, double value, double end) {
        TrialSetup setup = new TrialSetup(Initializers.parse(initializer), 1, 0, Activations.parse("relu"), 1, 0);
        NetworkSpec network = Architecture.parse(architecture).network(Shape.uniform(INPUT, 2, 32, CLASSES));
        Cohort.requireFit(setup.initializer(), Architecture.parse(architecture));
        List<String> names = network.names();
        List<Double> deviations = IntStream.rangeClosed(1, names.size())
                .mapToObj(layer ->
                        Math.sqrt(WeightLaws.of(setup).weights(network, layer).variance()))
                .toList();
        assertThat(deviations.get(names.indexOf("block 2, query"))).isCloseTo(query, within(1e-4));
        assertThat(deviations.get(names.indexOf("block 2, key"))).isCloseTo(query, within(1e-4));
        assertThat(deviations.get(names.indexOf("block 2, value"))).isCloseTo(value, within(1e-4));
        assertThat(deviations.get(names.indexOf("block 2, output"))).isCloseTo(end, within(1e-4));
        assertThat(deviations.get(names.indexOf("positions"))).isCloseTo(0.02, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({
        "lsuv, transformer",
        "fixup, transformer",
        "mup, transformer+layernorm",
        "t_fixup, transformer+layernorm",
        "deepnorm, transformer+layernorm",
        "deepnorm, plain",
        "rezero, 'transformer(norm=peri)+layernorm'"
    })
    void othersAreRefused(String initializer, String architecture) {
        assertThatThrownBy(() -> Cohort.requireFit(Initializers.parse(initializer), Architecture.parse(architecture)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(initializer);
    }
}
