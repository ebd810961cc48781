package dev.fathom.engine.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.activation.catalog.Activations;
import dev.fathom.data.Minibatches;
import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.engine.Cohort;
import dev.fathom.engine.Samples;
import dev.fathom.engine.TrialSetup;
import dev.fathom.init.Initializers;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import dev.fathom.optimizer.Optimizer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bytes foretold are those that training allocates; the operations are counted by hand. */
class CostTest {
    private static final Samples CLASSES = new Samples(new float[300 * 20], 20, new Samples.Classes(new int[300], 10));

    private static Cohort cohort(int trials, String architecture, String initializer, List<Integer> widths) {
        TrialSetup setup = new TrialSetup(Initializers.parse(initializer), 1, 0, Activations.parse("relu"), 0.1f, 0);
        return new Cohort(
                new Shape(20, widths, 10),
                Architecture.parse(architecture),
                32,
                java.util.Collections.nCopies(trials, setup));
    }

    @ParameterizedTest
    @CsvSource({
        "plain, he_normal, sgd, 12",
        "plain, he_normal, momentum, 5",
        "plain, lsuv, adam, 1",
        "plain, he_normal, muon, 3",
        "residual(0.5), he_normal, sgd, 3",
        "residual, rezero, adam, 7",
        "plain+layernorm, mup, adam, 2",
        "residual+layernorm, orthogonal, momentum, 9"
    })
    void bytesAreThoseOfTheArena(String architecture, String initializer, String optimizer, int trials) {
        TrainingPlan plan = new TrainingPlan(40, Optimizer.parse(optimizer), List.of(0));
        Cohort cohort = cohort(trials, architecture, initializer, List.of(48, 48, 64, 64));
        int[] order = Minibatches.order(300, 32, 40, 0);
        for (Samples samples : List.of(CLASSES, CLASSES.asValues())) {
            Cost cost = Cost.of(cohort, plan, samples, samples, order);
            try (Device device = new CpuDevice(2);
                    Training training = new Training(device, cohort, plan, samples, samples, order)) {
                // lsuv measures once more at its start, which no plan needs to know: 40 bytes a unit of 64 kB
                assertThat((double) training.bytes() / cost.bytes(trials)).isBetween(1.0, 1.1);
                assertThat(training.bytes() == cost.bytes(trials)).isEqualTo(!initializer.equals("lsuv"));
            }
        }
    }

    @Test
    void operationsAreThoseOfTheProducts() {
        Cohort cohort = cohort(1, "plain", "zeros", List.of(48, 64));
        Cost cost = Cost.of(cohort, new TrainingPlan(7, Optimizer.SGD, List.of()), CLASSES, CLASSES, new int[7 * 32]);
        double first = 2 * 32 * 20 * 48;
        double others = 2 * 32 * (48 * 64 + 64 * 10);
        double testBatches = 10; // 300 samples in batches of 32
        double trained = 7 * (2 * first + 3 * others) + testBatches * (first + others);
        assertThat(cost.trialFlops()).isEqualTo(trained);

        TrainingPlan muon = new TrainingPlan(7, Optimizer.MUON, List.of());
        double squares = 5 * (2 * 48 * 48 * 64 * 2 + 2 * 48 * 48 * 48); // A, A times X, and A², five times
        assertThat(Cost.of(cohort, muon, CLASSES, CLASSES, new int[7 * 32]).trialFlops())
                .isEqualTo(trained + 7 * squares);
    }

    @Test
    void asManyTrialsFitAsTheMemoryHolds() {
        Cost cost = new Cost(1000, 300, 1, 1);
        assertThat(cost.trialsIn(1000 + 5 * 300)).isEqualTo(5);
        assertThat(cost.trialsIn(1000 + 6 * 300 - 1)).isEqualTo(5);
        assertThat(cost.trialsIn(10)).as("one is always tried").isEqualTo(1);
    }
}
