package dev.fathom.engine.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.activation.Activation;
import dev.fathom.activation.catalog.Activations;
import dev.fathom.device.Arena;
import dev.fathom.device.Device;
import dev.fathom.device.Program;
import dev.fathom.device.Tensor;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.engine.BatchLoader;
import dev.fathom.engine.Cohort;
import dev.fathom.engine.KeptGradients;
import dev.fathom.engine.Oracle;
import dev.fathom.engine.Samples;
import dev.fathom.engine.TrialSetup;
import dev.fathom.init.Initializers;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The float32 engine on the CPU device against the float64 oracle, at depth 30. */
public class NetworkTest {
    private static final int DEPTH = 30;
    private static final int WIDTH = 24;
    private static final int BATCH = 16;
    private static final int INPUTS = 20;
    private static final int OUTPUTS = 10;

    static Stream<Arguments> everything() {
        return Activations.all().stream()
                .flatMap(activation -> Stream.of("plain", "residual(0.2)", "plain+layernorm", "plain+rmsnorm")
                        .map(architecture -> Arguments.of(activation, Architecture.parse(architecture))));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("everything")
    void gradientsEqualTheOracle(Activation activation, Architecture architecture) {
        int depth = depth(activation, architecture);
        Shape shape = Shape.uniform(INPUTS, depth, WIDTH, OUTPUTS);
        TrialSetup setup = new TrialSetup(Initializers.parse("he_normal"), 1, 0.1f, activation, 0.1f, 3);
        Cohort cohort = new Cohort(shape, architecture, BATCH, List.of(setup, setup));
        Samples samples = samples(BATCH);
        try (Device device = new CpuDevice(2);
                Arena arena = device.arena()) {
            Network network = new Network(arena, cohort);
            network.draw(device);
            BatchLoader loader = new BatchLoader(arena, samples, BatchLoader.onePass(BATCH, BATCH), BATCH);
            Tensor curve = arena.tensor(2, 2, 1);
            KeptGradients learning = KeptGradients.allocate(arena, network);
            try (Program program = device.record(ops -> {
                loader.gather(ops);
                network.forward(ops, loader.inputs());
                loader.loss(ops, network.output(), null, network.topGradient(), curve);
                network.backward(Pass.backward(ops, loader.inputs(), learning, null));
            })) {
                program.run();
            }
            Oracle oracle = oracle(network, device, activation, architecture, depth);
            double[][] xs = rows(samples.features(), INPUTS);
            double[][] targets = oneHot(samples);
            Oracle.Gradients expected = oracle.gradients(xs, targets);
            double loss = oracle.meanLoss(xs, targets);
            assertThat((double) device.download(curve, 1)[0]).isCloseTo(loss, within(1e-4 * loss));
            // LayerNorm drives hard_tanh into chaos (chi = 1.32): a rounding error grows 1.32^15 = 64 times
            double tolerance = architecture.norm().isPresent() ? 3e-4 : 1e-4;
            for (int layer = 1; layer <= depth + 1; layer++) {
                float[] actual = device.download(learning.weightTarget(layer), 1);
                assertThat(relativeError(actual, expected.weights[layer - 1]))
                        .as("weight gradient of layer " + layer)
                        .isLessThan(tolerance);
                float[] bias = device.download(learning.biasTarget(layer), 1);
                assertThat(relativeError(bias, new double[][] {expected.biases[layer - 1]}))
                        .as("bias gradient of layer " + layer)
                        .isLessThan(tolerance);
            }
        }
    }

    /** Without normalization squares leave the range of numbers within a few layers, whatever the weights. */
    private static int depth(Activation activation, Architecture architecture) {
        return activation.name().equals("squared_relu") && architecture.norm().isEmpty() ? 3 : DEPTH;
    }

    private static Offset<Double> within(double tolerance) {
        return Offset.offset(tolerance);
    }

    private static double relativeError(float[] actual, double[][] expected) {
        double error = 0;
        double norm = 0;
        for (int i = 0; i < expected.length; i++) {
            for (int j = 0; j < expected[i].length; j++) {
                double difference = actual[i * expected[i].length + j] - expected[i][j];
                error += difference * difference;
                norm += expected[i][j] * expected[i][j];
            }
        }
        return norm == 0 ? Math.sqrt(error) : Math.sqrt(error / norm);
    }

    private static Oracle oracle(
            Network network, Device device, Activation activation, Architecture architecture, int depth) {
        int[] sizes = new int[depth + 2];
        Arrays.fill(sizes, WIDTH);
        sizes[0] = INPUTS;
        sizes[depth + 1] = OUTPUTS;
        Oracle oracle = new Oracle(sizes, activation, architecture, true);
        for (int layer = 1; layer <= depth + 1; layer++) {
            oracle.weights[layer - 1] = rows(device.download(network.weights(layer), 1), sizes[layer]);
            oracle.biases[layer - 1] = rows(device.download(network.biases(layer), 1), sizes[layer])[0];
        }
        return oracle;
    }

    public static double[][] rows(float[] values, int columns) {
        double[][] rows = new double[values.length / columns][columns];
        for (int i = 0; i < values.length; i++) {
            rows[i / columns][i % columns] = values[i];
        }
        return rows;
    }

    private static double[][] oneHot(Samples samples) {
        int[] labels = ((Samples.Classes) samples.answers()).labels();
        double[][] targets = new double[labels.length][OUTPUTS];
        for (int i = 0; i < labels.length; i++) {
            targets[i][labels[i]] = 1;
        }
        return targets;
    }

    private static Samples samples(int count) {
        SplittableRandom random = new SplittableRandom(11);
        float[] features = new float[count * INPUTS];
        int[] labels = new int[count];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        for (int i = 0; i < count; i++) {
            labels[i] = random.nextInt(OUTPUTS);
        }
        return new Samples(features, INPUTS, new Samples.Classes(labels, OUTPUTS));
    }
}
