package dev.fathom.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.activation.catalog.Activations;
import dev.fathom.data.Datasets;
import dev.fathom.data.Minibatches;
import dev.fathom.data.Part;
import dev.fathom.data.Targets;
import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.engine.training.Training;
import dev.fathom.engine.training.TrainingPlan;
import dev.fathom.engine.training.TrainingResult;
import dev.fathom.init.Initializers;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import dev.fathom.optimizer.Optimizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether trials leave their cohort early or not, every one of their figures is the same to the last bit. */
class LeavingTest {
    private static final int STEPS = 400;
    private static final Samples TRAIN =
            samples(Datasets.open("digits", Path.of("")).train());
    private static final Samples TEST =
            samples(Datasets.open("digits", Path.of("")).test());

    private static Samples samples(Part part) {
        Targets.Classes classes = (Targets.Classes) part.targets();
        return new Samples(part.features(), part.width(), new Samples.Classes(classes.labels(), classes.count()));
    }

    private record Run(List<TrainingResult> results, Map<Integer, String> left) {}

    private static Run train(Device device, Cohort cohort, TrainingPlan plan, boolean values) {
        Samples train = values ? TRAIN.asValues() : TRAIN;
        Samples test = values ? TEST.asValues() : TEST;
        int[] order = Minibatches.order(train.count(), cohort.batch(), plan.steps(), 0);
        Map<Integer, String> left = new TreeMap<>();
        try (Training training = new Training(device, cohort, plan, train, test, order)) {
            List<TrainingResult> results = training.run(new Training.Listener() {
                @Override
                public void steps(int done) {}

                @Override
                public void left(int trial, int step, String reason) {
                    left.put(trial, reason + " at " + step);
                }
            });
            return new Run(results, left);
        }
    }

    private static Cohort cohort(int depth, String architecture, List<String> setups) {
        List<TrialSetup> trials = new ArrayList<>();
        for (String setup : setups) {
            String[] parts = setup.split(" ");
            trials.add(new TrialSetup(
                    Initializers.parse(parts[0]),
                    1,
                    0,
                    Activations.parse(parts[1]),
                    Float.parseFloat(parts[2]),
                    trials.size()));
        }
        Shape shape = Shape.uniform(TRAIN.width(), depth, 48, TRAIN.answers().outputs());
        return new Cohort(shape, Architecture.parse(architecture), 64, trials);
    }

    private static Map<Integer, String> sameAsStaying(Cohort cohort, Optimizer optimizer, boolean values) {
        try (Device device = new CpuDevice(2)) {
            TrainingPlan plan = new TrainingPlan(STEPS, optimizer, List.of(0));
            Run staying = train(device, cohort, plan, values);
            Run leaving = train(device, cohort, plan.withCheckpoints(), values);
            assertThat(staying.left()).isEmpty();
            for (int trial = 0; trial < cohort.size(); trial++) {
                TrainingResult expected = staying.results().get(trial);
                TrainingResult result = leaving.results().get(trial);
                assertThat(result.losses()).as("losses of %d", trial).isEqualTo(expected.losses());
                assertThat(result.accuracies()).isEqualTo(expected.accuracies());
                assertThat(Double.compare(result.testLoss(), expected.testLoss()))
                        .isZero();
                assertThat(result.testAccuracy()).isEqualTo(expected.testAccuracy());
                assertThat(result.layers()).isEqualTo(expected.layers());
            }
            return leaving.left();
        }
    }

    /** One that dies slowly, one of zeros, one that explodes, and four that live. */
    private static final List<String> MIXED = List.of(
            "he_normal relu 0.1",
            "naive_normal relu 0.1",
            "zeros tanh 0.1",
            "standard_normal relu 0.1",
            "he_normal gelu 0.1",
            "zeros sigmoid 0.1",
            "glorot_normal tanh 0.1");

    @ParameterizedTest
    @CsvSource({"sgd, false", "momentum, false", "adam, false", "sgd, true", "momentum, true"})
    void resultsAreThoseOfStaying(String optimizer, boolean values) {
        Map<Integer, String> left = sameAsStaying(cohort(5, "plain", MIXED), Optimizer.parse(optimizer), values);
        assertThat(left).as("of the seven").containsKeys(2).doesNotContainKeys(5, 6);
        assertThat(left.get(2)).startsWith("all weights zero for good at 25");
        if (optimizer.equals("sgd") && !values) { // all three reasons are met
            assertThat(left.get(1)).startsWith("last hidden layer dead for good");
            assertThat(left.get(3)).startsWith("NaN for good");
        }
    }

    @ParameterizedTest
    @CsvSource({"residual(0.5)", "plain+layernorm"})
    void otherArchitecturesToo(String architecture) {
        List<String> setups = List.of("he_normal relu 0.1", "zeros relu 0.1", "standard_normal relu 5", "zeros gelu 1");
        assertThat(sameAsStaying(cohort(4, architecture, setups), Optimizer.SGD, false))
                .containsKeys(1, 3);
    }

    @Test
    void gatedBranchesTravel() {
        List<String> setups = List.of("rezero relu 0.1", "rezero relu 1e30", "rezero tanh 0.05");
        assertThat(sameAsStaying(cohort(4, "residual", setups), Optimizer.MOMENTUM, false))
                .containsOnlyKeys(1);
    }

    @Test
    void everyoneMayLeave() {
        assertThat(sameAsStaying(cohort(3, "plain", List.of("zeros relu 0.1", "zeros tanh 1")), Optimizer.ADAM, false))
                .hasSize(2);
    }

    /** What is still to be measured keeps everyone in. */
    @Test
    void nobodyLeavesBeforeTheLastMeasurement() {
        try (Device device = new CpuDevice(2)) {
            TrainingPlan plan = new TrainingPlan(STEPS, Optimizer.SGD, List.of(0, 130)).withCheckpoints();
            Run run = train(device, cohort(3, "plain", List.of("zeros relu 0.1", "he_normal relu 0.1")), plan, false);
            assertThat(run.left()).containsOnly(Map.entry(0, "all weights zero for good at 150"));
            assertThat(run.results().get(0).layers()).containsOnlyKeys(0, 130);
        }
    }
}
