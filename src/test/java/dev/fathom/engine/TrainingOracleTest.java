package dev.fathom.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.activation.Activations;
import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.init.Initializers;
import dev.fathom.net.Architecture;
import dev.fathom.net.Descent;
import dev.fathom.net.Optimizer;
import dev.fathom.net.Parametrization;
import dev.fathom.net.RoleRates;
import dev.fathom.net.Schedule;
import dev.fathom.net.Shape;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Twenty steps of a small network, with all that bends a rate, against a training in float64 that shares no code. */
class TrainingOracleTest {
    private static final int STEPS = 20;
    private static final int BATCH = 16;
    private static final int[] SIZES = {6, 8, 8, 3};

    private final double[][] inputs = new double[BATCH][SIZES[0]];
    private final double[][] targets = new double[BATCH][SIZES[3]];

    private Samples samples() {
        SplittableRandom random = new SplittableRandom(4);
        float[] features = new float[BATCH * SIZES[0]];
        int[] labels = new int[BATCH];
        for (int i = 0; i < features.length; i++) {
            features[i] = (float) random.nextGaussian();
            inputs[i / SIZES[0]][i % SIZES[0]] = features[i];
        }
        for (int i = 0; i < BATCH; i++) {
            labels[i] = random.nextInt(SIZES[3]);
            targets[i][labels[i]] = 1;
        }
        return new Samples(features, SIZES[0], new Samples.Classes(labels, SIZES[3]));
    }

    @ParameterizedTest
    @CsvSource({
        "sgd, 0.2",
        "momentum, 0.05",
        "nesterov, 0.05",
        "adam, 0.01",
        "adamw(weight_decay=0), 0.01",
        "lion, 0.003"
    })
    void aTrainingIsThatOfTheFormulas(String optimizer, float rate) {
        RoleRates roles = new RoleRates(0.5, 2, 0.25);
        Descent descent = new Descent(rate, roles, new Schedule(Schedule.decay("cosine(final=0.1)"), 4));
        TrialSetup setup = new TrialSetup(
                Initializers.parse("glorot_normal"),
                1,
                0.1f,
                Activations.parse("tanh"),
                descent,
                Parametrization.STANDARD,
                3);
        Shape shape = Shape.uniform(SIZES[0], 2, SIZES[1], SIZES[3]);
        Cohort cohort = new Cohort(shape, Architecture.PLAIN, BATCH, List.of(setup));
        int[] order = new int[STEPS * BATCH];
        for (int i = 0; i < order.length; i++) {
            order[i] = i % BATCH;
        }
        TrainingPlan plan = new TrainingPlan(STEPS, Optimizer.parse(optimizer), List.of(7));
        double[] factors = {roles.first(), roles.hidden(), roles.last()};
        SteppedOracle oracle = new SteppedOracle(
                new SteppedOracle.Setting(optimizer.replaceFirst("\\(.*", ""), rate, factors, 4, STEPS), SIZES);
        Samples samples = samples();
        try (Device device = new CpuDevice(1);
                Training training = new Training(device, cohort, plan, samples, samples, order)) {
            Network network = training.network();
            for (int layer = 1; layer < SIZES.length; layer++) {
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
            for (int layer = 1; layer < SIZES.length; layer++) {
                double[][] expected = oracle.parameters(layer - 1);
                float[] weights = device.download(network.weights(layer), 0);
                for (int i = 0; i < weights.length; i++) {
                    assertThat((double) weights[i])
                            .as("layer %d, weight %d", layer, i)
                            .isCloseTo(expected[i / SIZES[layer]][i % SIZES[layer]], within(1e-4));
                }
            }
        }
    }
}
