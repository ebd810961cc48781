package dev.fathom.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.Python;
import dev.fathom.activation.catalog.Activations;
import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.engine.network.Network;
import dev.fathom.engine.training.Training;
import dev.fathom.engine.training.TrainingPlan;
import dev.fathom.init.Initializers;
import dev.fathom.net.Extent;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import dev.fathom.optimizer.Optimizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * Networks that PyTorch and JAX drew and trained, in files that golden.py beside them wrote: weights, data, the losses of 20
 * steps and the weights after them. Needs no Python, but for the test that runs the script again.
 */
class GoldenTrainingTest {
    private static final Path FOLDER = Path.of("src/test/resources/dev/fathom/golden");
    private static final int STEPS = 20;
    private static final int DEPTH = 3;
    private static final int WIDTH = 8;
    private static final int CLASSES = 3;

    /** Each step rounds values near 1 by some 1e-7, and a rate of 0.1 enlarges what it finds little: 20 steps, with room. */
    private static final float ROUNDING = 5e-6f;

    private record Golden(
            float[] features,
            int[] labels,
            List<float[]> weights,
            List<float[]> biases,
            float[] losses,
            List<float[]> finalWeights,
            List<float[]> finalBiases) {
        static Golden read(String text) {
            return JsonMapper.builder().build().readValue(text, Golden.class);
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
                    torch, plain,    plain,                   tanh
                    torch, residual, residual(0.5)+layernorm, relu
                    jax,   plain,    plain,                   tanh
                    jax,   residual, residual(0.5)+layernorm, relu
                    """)
    void trainsAsTheLibraryDid(String library, String network, String architecture, String activation)
            throws IOException {
        Golden golden = Golden.read(Files.readString(file(library, network)));
        int samples = golden.labels().length;
        Extent input = Extent.vector(golden.features().length / samples);
        Samples data = new Samples(golden.features(), input, new Samples.Classes(golden.labels(), CLASSES));
        TrialSetup setup =
                new TrialSetup(Initializers.parse("he_normal"), 1, 0, Activations.parse(activation), 0.1f, 1);
        Cohort cohort = new Cohort(
                Shape.uniform(input, DEPTH, WIDTH, CLASSES), Architecture.parse(architecture), samples, List.of(setup));
        int[] order = IntStream.range(0, STEPS * samples).map(i -> i % samples).toArray();
        TrainingPlan plan = new TrainingPlan(STEPS, Optimizer.SGD, List.of());
        try (Device device = new CpuDevice(1);
                Training training = new Training(device, cohort, plan, data, data, order)) {
            Network drawn = training.network();
            assertThat(drawn.layers()).isEqualTo(golden.weights().size());
            for (int layer = 1; layer <= drawn.layers(); layer++) {
                device.upload(golden.weights().get(layer - 1), drawn.weights(layer), 0);
                device.upload(golden.biases().get(layer - 1), drawn.biases(layer), 0);
            }
            float[] losses = training.run(steps -> {}).get(0).losses();
            assertClose("losses", losses, golden.losses());
            for (int layer = 1; layer <= drawn.layers(); layer++) {
                float[] weights = device.download(drawn.weights(layer), 0);
                assertClose("weights " + layer, weights, golden.finalWeights().get(layer - 1));
                float[] biases = device.download(drawn.biases(layer), 0);
                assertClose("biases " + layer, biases, golden.finalBiases().get(layer - 1));
            }
        }
    }

    /** Other versions than those of the files must train likewise. */
    @ParameterizedTest
    @ValueSource(strings = {"torch", "jax"})
    void theLibraryStillTrainsSo(String library) throws Exception {
        String python = Python.require("numpy", library);
        List<String> lines = Python.runWith(python, "golden/golden.py", library, FOLDER);
        List<String> networks = List.of("plain", "residual");
        assertThat(lines).hasSameSizeAs(networks);
        for (int i = 0; i < networks.size(); i++) {
            Golden golden = Golden.read(Files.readString(file(library, networks.get(i))));
            Golden again = Golden.read(lines.get(i));
            assertClose(networks.get(i), again.losses(), golden.losses());
            for (int layer = 1; layer <= golden.weights().size(); layer++) {
                String where = networks.get(i) + " " + layer;
                assertClose(
                        where,
                        again.finalWeights().get(layer - 1),
                        golden.finalWeights().get(layer - 1));
                assertClose(
                        where,
                        again.finalBiases().get(layer - 1),
                        golden.finalBiases().get(layer - 1));
            }
        }
    }

    private static Path file(String library, String network) {
        return FOLDER.resolve(library + "-" + network + ".json");
    }

    private static void assertClose(String what, float[] actual, float[] expected) {
        assertThat(actual).as(what).containsExactly(expected, within(ROUNDING));
    }
}
