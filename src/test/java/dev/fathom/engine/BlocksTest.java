package dev.fathom.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.activation.catalog.Activations;
import dev.fathom.device.Arena;
import dev.fathom.device.Device;
import dev.fathom.device.Program;
import dev.fathom.device.Tensor;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.engine.network.Network;
import dev.fathom.engine.network.NetworkTest;
import dev.fathom.engine.network.Normalizer;
import dev.fathom.engine.network.Pass;
import dev.fathom.engine.probe.Estimate;
import dev.fathom.engine.probe.ProbeReport;
import dev.fathom.engine.probe.ProbeRequest;
import dev.fathom.engine.training.Training;
import dev.fathom.engine.training.TrainingPlan;
import dev.fathom.engine.training.TrainingResult;
import dev.fathom.init.Initializers;
import dev.fathom.net.Extent;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import dev.fathom.optimizer.Optimizer;
import dev.fathom.theory.propagation.LayerPrediction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole networks of blocks on the CPU device against a float64 oracle: losses, gradients by differences, training. */
class BlocksTest {
    private static final int BATCH = 6;
    private static final int INPUTS = 5;
    private static final int OUTPUTS = 3;

    /** Central differences err by some step² and by rounding over the step: both below this. */
    private static final double STEP = 1e-5;

    private final SplittableRandom random = new SplittableRandom(5);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "residual(0.5)+layernorm",
                "residual(0.5,norm=post)+rmsnorm",
                "residual(0.5,norm=peri)+layernorm",
                "residual(0.5*depth^-0.5,layers=2)",
                "residual(0.7,layers=2)+layernorm",
                "plain+batchnorm",
                "residual(0.5)+batchnorm(affine)",
                "residual(0.5,layers=2,norm=post)+rmsnorm(affine)",
                "residual(0.5,layers=2,norm=peri)+layernorm(affine)",
                "residual(0.5,layers=2,norm=peri)+batchnorm(affine)",
                "residual(0.7,layers=2,norm=post)+layernorm",
                "residual(0.7,layers=2)+rmsnorm",
                "residual(depth^-1,layers=3,norm=peri)+layernorm",
                "conv",
                "conv(padding=zeros)+layernorm",
                "resnet(0.5,kernel=1,padding=zeros)",
                "resnet(layers=1,kernel=5,stem=2)",
                "resnet(0.7,padding=zeros)+layernorm",
                "resnet(depth^-0.5,layers=3,norm=post,padding=zeros)+layernorm",
                "resnet(norm=peri)+layernorm",
                "transformer(depth^-1)",
                "transformer(heads=2,mlp=none)+layernorm",
                "transformer(0.5,ratio=2,norm=post,causal=true)+layernorm",
                "transformer(depth^-0.5,heads=1,norm=peri)+rmsnorm",
                "transformer(heads=8,skip=none,stem=2)",
                "transformer(mlp=none,skip=none)+layernorm"
            })
    void gradientsAreThoseOfTheLoss(String text) {
        Architecture architecture = Architecture.parse(text);
        assertThat(architecture.toString()).isEqualTo(text);
        Cohort cohort = cohort(architecture, "he_normal");
        Samples samples = samples(cohort.shape().input());
        try (Device device = new CpuDevice(1);
                Arena arena = device.arena()) {
            Network network = new Network(arena, cohort);
            network.draw(device);
            scatter(device, network);
            BatchLoader loader = new BatchLoader(arena, samples, BatchLoader.onePass(BATCH, BATCH), BATCH);
            Tensor curve = arena.tensor(1, 2, 1);
            KeptGradients kept = KeptGradients.allocate(arena, network);
            try (Program program = device.record(ops -> {
                loader.gather(ops);
                network.forward(ops, loader.inputs());
                loader.loss(ops, network.output(), null, network.topGradient(), curve);
                network.backward(Pass.backward(ops, loader.inputs(), kept, null));
            })) {
                program.run();
            }
            BlockOracle oracle = oracle(device, network);
            double[][] inputs =
                    NetworkTest.rows(samples.features(), samples.extent().channels());
            int[] labels = ((Samples.Classes) samples.answers()).labels();
            double loss = oracle.loss(inputs, labels);
            assertThat((double) device.download(curve, 0)[0]).isCloseTo(loss, within(1e-5 * loss));
            for (int layer = 1; layer <= network.layers(); layer++) {
                check(
                        oracle,
                        oracle.weights.get(layer - 1),
                        device.download(kept.weightTarget(layer), 0),
                        inputs,
                        labels);
                check(oracle, oracle.biases.get(layer - 1), device.download(kept.biasTarget(layer), 0), inputs, labels);
            }
            for (Normalizer norm : network.normalizers()) {
                checkIfThere(device, oracle, oracle.gains, kept.sums(norm).gain(), norm, inputs, labels);
                checkIfThere(device, oracle, oracle.shifts, kept.sums(norm).shift(), norm, inputs, labels);
            }
        }
    }

    private void checkIfThere(
            Device device,
            BlockOracle oracle,
            List<double[]> parameters,
            Tensor gradient,
            Normalizer norm,
            double[][] inputs,
            int[] labels) {
        if (gradient != null) {
            check(oracle, parameters.get(norm.number()), device.download(gradient, 0), inputs, labels);
        }
    }

    /** Gains and shifts away from where they start. */
    private void scatter(Device device, Network network) {
        network.normalizers().stream()
                .flatMap(norm -> Stream.of(norm.gain(), norm.shift()))
                .filter(Objects::nonNull)
                .forEach(tensor -> {
                    float[] values = device.download(tensor, 0);
                    for (int i = 0; i < values.length; i++) {
                        values[i] += 0.3f * (float) random.nextGaussian();
                    }
                    device.upload(values, tensor, 0);
                });
    }

    /** The derivative along a random direction, which every element of the gradient takes part in. */
    private void check(BlockOracle oracle, double[] parameter, float[] gradient, double[][] inputs, int[] labels) {
        double[] direction =
                random.doubles(parameter.length).map(x -> 2 * x - 1).toArray();
        double[] before = parameter.clone();
        Arrays.setAll(parameter, i -> before[i] + STEP * direction[i]);
        double up = oracle.loss(inputs, labels);
        Arrays.setAll(parameter, i -> before[i] - STEP * direction[i]);
        double down = oracle.loss(inputs, labels);
        Arrays.setAll(parameter, i -> before[i]);
        double expected = (up - down) / (2 * STEP);
        double actual = 0;
        double size = 0;
        for (int i = 0; i < gradient.length; i++) {
            actual += gradient[i] * direction[i];
            size += Math.abs(gradient[i] * direction[i]);
        }
        // float32 through 7 layers, some hundred roundings each
        assertThat(actual).isCloseTo(expected, within(2e-5 * size + 1e-7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"he_normal", "fixup", "rezero"})
    void twoLayerBranchesTrain(String initializer) {
        Architecture architecture = Architecture.parse("residual(depth^-0.5,layers=2)");
        TrainingPlan plan = new TrainingPlan(150, Optimizer.parse("adam"), List.of(0));
        int[] order = IntStream.range(0, 150 * BATCH).map(i -> i % BATCH).toArray();
        Samples samples = samples(Extent.vector(INPUTS));
        try (Device device = new CpuDevice(1);
                Training training =
                        new Training(device, cohort(architecture, initializer), plan, samples, samples, order)) {
            TrainingResult result = training.run(step -> {}).get(0);
            assertThat(result.testLoss()).isLessThan(0.1 * result.losses()[0]);
            assertThat(result.layers().get(0)).hasSize(1 + 2 * 3 + 1);
        }
    }

    /** Theory beside measurement; how far nets of this width and depth may stray from infinite ones is some k/width a layer. */
    @ParameterizedTest
    @CsvSource({
        "relu, 'residual(1,layers=2)'",
        "relu, 'residual(depth^-0.5,layers=2)'",
        "tanh, 'residual(0.5,layers=2)+layernorm'",
        "tanh, 'residual(1,layers=2,norm=post)+layernorm'",
        "tanh, 'residual(1,layers=2,norm=post)+rmsnorm'",
        "tanh, 'residual(1,layers=2,norm=peri)+layernorm'",
        "gelu, 'residual(1,norm=peri)+layernorm'",
        "tanh, 'conv(padding=zeros)'",
        "relu, 'resnet(0.5,padding=zeros,kernel=5)'",
        "tanh, 'resnet+layernorm'"
    })
    void theoryHoldsForBranches(String activation, String architecture) {
        Architecture parsed = Architecture.parse(architecture);
        int width = parsed.isDense() ? 192 : 96;
        Extent input = parsed.isDense() ? Extent.vector(width) : new Extent(4, 3, width);
        ProbeRequest request = new ProbeRequest(
                Initializers.parse("he_normal"), Activations.parse(activation), parsed, 32, 1, 0, 1, 24);
        try (Device device = new CpuDevice(2)) {
            ProbeReport report = request.gaussian(device, Shape.uniform(input, 4, width, 0), 0);
            for (ProbeReport.Layer layer : report.layers()) {
                LayerPrediction theory = layer.theory().orElseThrow();
                near(layer.name(), layer.preactivation().secondMoment(), theory.preactivationSecondMoment(), width);
                near(layer.name() + ", gradient", layer.gradientRatio(), theory.gradientRatio(), width);
            }
        }
    }

    private static void near(String what, Estimate measured, double expected, int width) {
        double allowed = 4 * measured.standardError() + 20.0 / width * expected;
        assertThat(measured.value()).as(what).isCloseTo(expected, within(allowed));
    }

    private static Cohort cohort(Architecture architecture, String initializer) {
        TrialSetup setup =
                new TrialSetup(Initializers.parse(initializer), 1, 0.1f, Activations.parse("tanh"), 0.01f, 3);
        Extent input = architecture.isDense() ? Extent.vector(INPUTS) : new Extent(3, 4, INPUTS);
        return new Cohort(Shape.uniform(input, 3, 8, OUTPUTS), architecture, BATCH, List.of(setup));
    }

    private static BlockOracle oracle(Device device, Network network) {
        List<double[]> weights = new ArrayList<>();
        List<double[]> biases = new ArrayList<>();
        for (int layer = 1; layer <= network.layers(); layer++) {
            weights.add(widen(device.download(network.weights(layer), 0)));
            biases.add(widen(device.download(network.biases(layer), 0)));
        }
        BlockOracle oracle = new BlockOracle(network.cohort().network(), Activations.parse("tanh"), weights, biases);
        for (Normalizer norm : network.normalizers()) {
            oracle.gains.add(norm.gain() == null ? null : widen(device.download(norm.gain(), 0)));
            oracle.shifts.add(norm.shift() == null ? null : widen(device.download(norm.shift(), 0)));
        }
        return oracle;
    }

    private static double[] widen(float[] values) {
        return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
    }

    private Samples samples(Extent extent) {
        float[] features = new float[BATCH * extent.size()];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
        }
        return new Samples(features, extent, new Samples.Classes(new int[] {0, 1, 2, 0, 1, 2}, OUTPUTS));
    }
}
