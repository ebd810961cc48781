package dev.fathom.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.Python;
import dev.fathom.activation.catalog.Activations;
import dev.fathom.device.Arena;
import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.engine.network.Network;
import dev.fathom.engine.training.Training;
import dev.fathom.engine.training.TrainingPlan;
import dev.fathom.engine.training.TrainingResult;
import dev.fathom.init.Initializers;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import dev.fathom.optimizer.Optimizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** Fifty steps of networks with normalizations, and a test whose last minibatch is not full, beside PyTorch's own. */
class NormTrainingTest {
    private static final int STEPS = 50;
    private static final int BATCH = 16;
    private static final int SAMPLES = 40;
    private static final Shape SHAPE = Shape.uniform(10, 4, 24, 3);

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "batchnorm, false, false, sgd, 0.1",
        "batchnorm, true, true, adam, 0.003",
        "batchnorm, true, false, sgd, 0.1",
        "layernorm, true, true, sgd, 0.1",
        "layernorm, false, false, adam, 0.003",
        "rmsnorm, true, false, adam, 0.003"
    })
    void lossesAreThoseOfPyTorch(String norm, boolean affine, boolean residual, String optimizer, float rate)
            throws Exception {
        String python = Python.require("torch");
        String base = residual ? "residual(0.5)" : "plain";
        Architecture architecture = Architecture.parse(base + "+" + norm + (affine ? "(affine)" : ""));
        TrialSetup setup =
                new TrialSetup(Initializers.parse("lecun_normal"), 1, 0.1f, Activations.parse("tanh"), rate, 3);
        Cohort cohort = new Cohort(SHAPE, architecture, BATCH, List.of(setup, setup));
        SplittableRandom random = new SplittableRandom(8);
        float[] features = new float[SAMPLES * SHAPE.inputs()];
        int[] labels = new int[SAMPLES];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < SAMPLES; i++) {
            labels[i] = features[i * SHAPE.inputs()] > 0.4 ? 2 : features[i * SHAPE.inputs() + 1] > 0 ? 1 : 0;
        }
        int[] order = random.ints(STEPS * BATCH, 0, SAMPLES).toArray();
        Samples samples = new Samples(features, SHAPE.inputs(), new Samples.Classes(labels, SHAPE.outputs()));
        Map<String, Object> given = new LinkedHashMap<>(Map.of(
                "norm",
                norm,
                "affine",
                affine,
                "residual",
                residual,
                "optimizer",
                optimizer,
                "rate",
                rate,
                "batch",
                BATCH,
                "features",
                features,
                "labels",
                labels,
                "order",
                order));
        given.put("sizes", List.of(10, 24, 24, 24, 24, 3));
        TrainingPlan plan = new TrainingPlan(STEPS, Optimizer.parse(optimizer), List.of(0, 20));
        TrainingResult result;
        try (Device device = new CpuDevice(2)) {
            weights(device, cohort, given);
            try (Training training = new Training(device, cohort, plan, samples, samples, order)) {
                result = training.run(step -> {}).get(1);
            }
        }
        Path file = Files.writeString(
                folder.resolve("given.json"), JsonMapper.builder().build().writeValueAsString(given));
        List<String> printed = Python.runWith(python, "engine/norms.py", file);
        assertThat(printed).hasSize(STEPS + 1);
        for (int step = 0; step < STEPS; step++) {
            double expected = Double.parseDouble(printed.get(step));
            assertThat((double) result.losses()[step]).as("step %d", step).isCloseTo(expected, within(1e-4));
        }
        assertThat(result.testLoss()).isCloseTo(Double.parseDouble(printed.get(STEPS)), within(1e-4));
        assertThat(result.losses()[STEPS - 1]).isLessThan(0.7f * result.losses()[0]);
    }

    private static void weights(Device device, Cohort cohort, Map<String, Object> into) {
        try (Arena arena = device.arena()) {
            Network network = new Network(arena, cohort);
            network.draw(device);
            List<float[]> weights = new ArrayList<>();
            List<float[]> biases = new ArrayList<>();
            for (int layer = 1; layer <= network.layers(); layer++) {
                weights.add(device.download(network.weights(layer), 1));
                biases.add(device.download(network.biases(layer), 1));
            }
            into.put("weights", weights);
            into.put("biases", biases);
        }
    }
}
