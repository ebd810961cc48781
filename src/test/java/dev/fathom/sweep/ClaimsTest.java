package dev.fathom.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.activation.catalog.Activations;
import dev.fathom.data.Minibatches;
import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.engine.Cohort;
import dev.fathom.engine.TrialSetup;
import dev.fathom.engine.training.Training;
import dev.fathom.engine.training.TrainingPlan;
import dev.fathom.engine.training.TrainingResult;
import dev.fathom.init.Initializers;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import dev.fathom.optimizer.Optimizer;
import dev.fathom.study.Verdict;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The robust facts of initialization, on the embedded digits. */
class ClaimsTest {
    private static final Inputs DIGITS = Inputs.open("digits");
    private static final double CHANCE = Math.log(10);

    private interface Look {
        void at(Training training, List<TrainingResult> results, Device device);
    }

    private static void train(int depth, int width, int steps, float rate, List<String> setups, Look look) {
        try (Device device = new CpuDevice()) {
            train(device, depth, width, steps, rate, setups, look);
        }
    }

    private static void train(
            Device device, int depth, int width, int steps, float rate, List<String> setups, Look look) {
        List<TrialSetup> trials = setups.stream()
                .map(setup -> setup.split(" "))
                .map(parts -> new TrialSetup(Initializers.parse(parts[0]), 1, 0, Activations.parse(parts[1]), rate, 0))
                .toList();
        Shape shape = Shape.uniform(DIGITS.train().width(), depth, width, 10);
        Cohort cohort = new Cohort(shape, Architecture.PLAIN, 128, trials);
        int[] order = Minibatches.order(DIGITS.train().count(), 128, steps, 0);
        TrainingPlan plan = new TrainingPlan(steps, Optimizer.SGD, List.of(0));
        try (Training training = new Training(device, cohort, plan, DIGITS.train(), DIGITS.test(), order)) {
            look.at(training, training.run(done -> {}), device);
        }
    }

    @Test
    void fiveReluLayersWithHeReach95PercentWithin2000Steps() {
        train(
                5,
                128,
                2000,
                0.1f,
                List.of("he_normal relu"),
                (training, results, device) ->
                        assertThat(results.get(0).testAccuracy()).isGreaterThanOrEqualTo(0.95));
    }

    @Test
    void thirtyReluLayersTrainWithHeAndDoNotMoveWithSmallNormals() {
        train(30, 64, 600, 0.02f, List.of("he_normal relu", "naive_normal relu"), (training, results, device) -> {
            assertThat(Verdict.finalLoss(results.get(0).losses())).isLessThan(0.5 * CHANCE);
            assertThat(Verdict.finalLoss(results.get(1).losses())).isBetween(CHANCE - 1e-2, CHANCE + 1e-2);
        });
    }

    @Test
    void zerosMoveNoWeightOfReluAndTanhNetworks() {
        train(3, 32, 100, 0.1f, List.of("zeros relu", "zeros tanh"), (training, results, device) -> {
            for (int layer = 1; layer <= 4; layer++) {
                for (int trial = 0; trial < 2; trial++) {
                    for (float weight : device.download(training.network().weights(layer), trial)) {
                        assertThat(weight).isZero();
                    }
                }
            }
        });
    }

    /**
     * Every unit of a hidden layer computes the same, for ever; yet the loss does fall. The device is the one that rounds
     * all columns alike.
     */
    @Test
    void constantsKeepTheUnitsOfASigmoidNetworkExactlyEqual() {
        List<String> setups = List.of("zeros sigmoid", "constant(0.1) sigmoid");
        try (Device plain = CpuDevice.plainJava(2)) {
            train(plain, 1, 32, 300, 0.5f, setups, (training, results, device) -> {
                for (int trial = 0; trial < setups.size(); trial++) {
                    float[] w = device.download(training.network().weights(1), trial);
                    for (int i = 0; i < w.length; i++) {
                        assertThat(w[i]).isEqualTo(w[i - i % 32]);
                    }
                    float[] losses = results.get(trial).losses();
                    assertThat(Verdict.finalLoss(losses)).isLessThan(losses[0]);
                }
            });
        }
    }

    @Test
    void sigmoidsWithGlorotTrainShallowAndStandStillDeep() {
        double[] losses = Stream.of(2, 10)
                .mapToDouble(depth -> {
                    double[] last = new double[1];
                    train(
                            depth,
                            64,
                            600,
                            0.1f,
                            List.of("glorot_normal sigmoid"),
                            (training, results, device) ->
                                    last[0] = Verdict.finalLoss(results.get(0).losses()));
                    return last[0];
                })
                .toArray();
        assertThat(losses[0]).isLessThan(0.5 * CHANCE);
        assertThat(losses[1]).isGreaterThan(0.95 * CHANCE);
    }
}
