package dev.fathom.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.Python;
import dev.fathom.activation.catalog.Activations;
import dev.fathom.data.Image;
import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.engine.Cohort;
import dev.fathom.engine.Samples;
import dev.fathom.engine.TrialSetup;
import dev.fathom.engine.network.Network;
import dev.fathom.engine.network.Weights;
import dev.fathom.engine.training.Training;
import dev.fathom.engine.training.TrainingPlan;
import dev.fathom.init.Initializers;
import dev.fathom.model.Layout;
import dev.fathom.model.ModelWriter;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import dev.fathom.optimizer.Optimizer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same weights on the same images train alike in PyTorch: patches, kernels, paddings, branches and means over positions. */
class ConvolutionsInPyTorchTest {
    private static final int STEPS = 50;
    private static final int SAMPLES = 48;
    private static final int BATCH = 16;
    private static final int CLASSES = 3;
    private static final int DEPTH = 3;
    private static final float RATE = 0.1f;
    private static final Image IMAGE = new Image(8, 6, 2);

    @TempDir
    private Path folder;

    private final SplittableRandom random = new SplittableRandom(7);

    /** Rounding of float32 grows over 50 steps of training; 1e-4 is what it was asked to stay below. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    conv(stem=2)                                         | relu | 3 | circular | 0 | 1   | none
                    conv(kernel=5,padding=zeros,stem=1)                  | tanh | 5 | zeros    | 0 | 1   | none
                    resnet(0.5,padding=zeros,stem=2)+layernorm           | relu | 3 | zeros    | 2 | 0.5 | layernorm
                    """)
    void lossesAgree(
            String architecture, String activation, int kernel, String padding, int layers, String scale, String norm)
            throws Exception {
        String python = Python.require("numpy", "torch");
        Architecture parsed = Architecture.parse(architecture);
        float[] images = new float[SAMPLES * IMAGE.size()];
        int[] labels = new int[SAMPLES];
        for (int i = 0; i < images.length; i++) {
            images[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < SAMPLES; i++) {
            labels[i] = random.nextInt(CLASSES);
            images[i * IMAGE.size() + 5 * labels[i]] += 3; // something to learn
        }
        Samples raw = new Samples(images, IMAGE.size(), new Samples.Classes(labels, CLASSES));
        Samples seen =
                new Inputs("test", Optional.of(IMAGE), raw, raw).seenBy(parsed).train();
        TrialSetup setup =
                new TrialSetup(Initializers.parse("he_normal"), 1, 0.1f, Activations.parse(activation), RATE, 11);
        Cohort cohort = new Cohort(Shape.uniform(seen.extent(), DEPTH, 6, CLASSES), parsed, BATCH, List.of(setup));
        TrainingPlan plan = new TrainingPlan(STEPS, Optimizer.SGD, List.of());
        int[] order = IntStream.range(0, STEPS * BATCH).map(i -> i % SAMPLES).toArray();
        try (Device device = new CpuDevice(1);
                Training training = new Training(device, cohort, plan, seen, seen, order)) {
            write("images.f32", images);
            writeWeights(device, training.network());
            Weights weights = Weights.of(device, training.network(), 0);
            ModelWriter.write(folder.resolve("model.npz"), weights, Layout.torch, Map.of());
            ByteBuffer bytes = ByteBuffer.allocate(4 * SAMPLES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asIntBuffer().put(labels);
            Files.write(folder.resolve("labels.i32"), bytes.array());
            float[] losses = training.run(steps -> {}).get(0).losses();
            List<String> torch = Python.runWith(
                    python,
                    "sweep/convolutions.py",
                    folder,
                    IMAGE.height(),
                    IMAGE.width(),
                    IMAGE.colours(),
                    parsed.body().patch().getAsInt(),
                    kernel,
                    padding,
                    DEPTH,
                    layers,
                    scale,
                    norm,
                    activation,
                    RATE,
                    BATCH);
            assertThat(torch).hasSize(STEPS);
            for (int step = 0; step < STEPS; step++) {
                assertThat((double) losses[step])
                        .as("step " + step)
                        .isCloseTo(Double.parseDouble(torch.get(step)), within(1e-4));
            }
            assertThat(losses[STEPS - 1]).isLessThan(losses[0]);
        }
    }

    private void writeWeights(Device device, Network network) throws IOException {
        int layers = network.cohort()
                .architecture()
                .network(network.cohort().shape())
                .weights()
                .size();
        for (int layer = 1; layer <= layers; layer++) {
            write("w" + layer + ".f32", device.download(network.weights(layer), 0));
            write("b" + layer + ".f32", device.download(network.biases(layer), 0));
        }
    }

    private void write(String name, float[] values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        Files.write(folder.resolve(name), bytes.array());
    }
}
