package dev.fathom.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.activation.catalog.Activations;
import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.engine.Cohort;
import dev.fathom.engine.Samples;
import dev.fathom.engine.SteppedOracle;
import dev.fathom.engine.TrialSetup;
import dev.fathom.engine.network.Network;
import dev.fathom.init.Initializers;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import dev.fathom.optimizer.Descent;
import dev.fathom.optimizer.Optimizer;
import dev.fathom.optimizer.Parametrization;
import dev.fathom.optimizer.RoleRates;
import dev.fathom.optimizer.Schedule;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Twenty steps of a small network, with all that bends a rate, against a training in float64 that shares no code. */
class TrainingOracleTest {
    private static final int STEPS = 20;
    private static final int BATCH = 16;
    private static final int INPUTS = 6;
    private static final int CLASSES = 3;

    private final double[][] inputs = new double[BATCH][INPUTS];
    private final double[][] targets = new double[BATCH][CLASSES];

    private Samples samples() {
        SplittableRandom random = new SplittableRandom(4);
        float[] features = new float[BATCH * INPUTS];
        int[] labels = new int[BATCH];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
            inputs[i / INPUTS][i % INPUTS] = features[i];
        }
        for (int i = 0; i < BATCH; i++) {
            labels[i] = random.nextInt(CLASSES);
            targets[i][labels[i]] = 1;
        }
        return new Samples(features, INPUTS, new Samples.Classes(labels, CLASSES));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // optimizer, rate, decay of its own, decay of the trial, clip, biases, sizes
                "sgd | 0.2 | 0 | 0 | 0 | 1 | 6 8 8 3",
                "sgd | 0.2 | 0 | 0.05 | 0.5 | 1 | 6 8 8 3",
                "momentum | 0.05 | 0 | 0.05 | 0.5 | 1 | 6 8 8 3",
                "nesterov | 0.05 | 0 | 0.05 | 0.5 | 1 | 6 8 8 3",
                "adam | 0.01 | 0 | 0.05 | 0.5 | 1 | 6 8 8 3",
                "adamw(weight_decay=0.3) | 0.01 | 0.3 | 0 | 0.5 | 1 | 6 8 8 3",
                "adamw(weight_decay=0, independent=true) | 0.01 | 0 | 0.02 | 0.5 | 1 | 6 8 8 3",
                "lion | 0.003 | 0 | 0.3 | 0.5 | 1 | 6 8 8 3",
                "muon(weight_decay=0.2) | 0.02 | 0.2 | 0 | 0.5 | 1 | 6 8 8 3",
                "muon | 0.02 | 0 | 0.2 | 0.5 | 1 | 6 12 5 3",
                "sgd | 0.2 | 0 | 0 | 0 | 0 | 6 8 8 3",
                "momentum | 0.05 | 0 | 0.05 | 0.5 | 0 | 6 8 8 3",
                "nesterov | 0.05 | 0 | 0.05 | 0.5 | 0 | 6 8 8 3",
                "adam | 0.01 | 0 | 0.05 | 0.5 | 0 | 6 8 8 3",
                "adamw(weight_decay=0.3) | 0.01 | 0.3 | 0 | 0.5 | 0.5 | 6 8 8 3",
                "lion | 0.003 | 0 | 0.3 | 0.5 | 0 | 6 8 8 3",
                "muon | 0.02 | 0 | 0.2 | 0.5 | 0 | 6 12 5 3",
                "muon | 0.02 | 0 | 0 | 0 | 1 | 6 5 12 3"
            })
    void aTrainingIsThatOfTheFormulas(
            String optimizer, float rate, double own, float decay, float clip, double biases, String layers) {
        int[] sizes =
                Arrays.stream(layers.split(" ")).mapToInt(Integer::parseInt).toArray();
        RoleRates roles = new RoleRates(0.5, 2, 0.25, biases);
        Schedule schedule = new Schedule(Schedule.decay("cosine(final=0.1)"), 4);
        Descent descent = new Descent(rate, roles, schedule, decay, clip);
        TrialSetup setup = new TrialSetup(
                Initializers.parse("glorot_normal"),
                1,
                0.1f,
                Activations.parse("tanh"),
                descent,
                Parametrization.STANDARD,
                3);
        Shape shape = new Shape(sizes[0], List.of(sizes[1], sizes[2]), sizes[3]);
        Cohort cohort = new Cohort(shape, Architecture.PLAIN, BATCH, List.of(setup));
        int[] order = new int[STEPS * BATCH];
        for (int i = 0; i < order.length; i++) {
            order[i] = i % BATCH;
        }
        TrainingPlan plan = new TrainingPlan(STEPS, Optimizer.parse(optimizer), List.of(7));
        double[] factors = {roles.first(), roles.hidden(), roles.last(), roles.bias()};
        String kind = optimizer.replaceFirst("\\(.*", "") + (optimizer.contains("independent") ? " independent" : "");
        double limit = clip == 0 ? Double.POSITIVE_INFINITY : clip;
        SteppedOracle oracle =
                new SteppedOracle(new SteppedOracle.Setting(kind, rate, factors, 4, STEPS, own + decay, limit), sizes);
        Samples samples = samples();
        try (Device device = new CpuDevice(1);
                Training training = new Training(device, cohort, plan, samples, samples, order)) {
            Network network = training.network();
            for (int layer = 1; layer < sizes.length; layer++) {
                oracle.load(
                        layer - 1,
                        device.download(network.weights(layer), 0),
                        device.download(network.biases(layer), 0));
            }
            float[] losses = training.run(done -> {}).get(0).losses();
            for (int step = 0; step < STEPS; step++) {
                // each product sums some tens of terms of float32, 6e-8 each; twenty steps amplify that less than a
                // hundredfold
                double expected = oracle.step(inputs, targets, step);
                assertThat((double) losses[step])
                        .as("loss before step " + step)
                        .isCloseTo(expected, within(1e-4 * expected));
            }
            for (int layer = 1; layer < sizes.length; layer++) {
                double[][] expected = oracle.parameters(layer - 1);
                float[] weights = device.download(network.weights(layer), 0);
                for (int i = 0; i < weights.length; i++) {
                    assertThat((double) weights[i])
                            .as("layer %d, weight %d", layer, i)
                            .isCloseTo(expected[i / sizes[layer]][i % sizes[layer]], within(1e-4));
                }
            }
        }
    }
}
