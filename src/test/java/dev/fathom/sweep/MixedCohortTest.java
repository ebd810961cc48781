package dev.fathom.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.study.Study;
import dev.fathom.study.StudyReader;
import dev.fathom.study.Trial;
import dev.fathom.study.TrialResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Trials that differ in rate, schedule, warm-up, clipping and decay share a cohort, and each computes what it computes alone. Only SGD without
 * anything but these, which is a part of the products, has a cohort of its own.
 */
class MixedCohortTest {
    private static final String STUDY = """
            data: gaussian
            width: 8
            depth: 3
            batch: 16
            steps: 30
            measure_at: [0, 10]
            optimizer: %s
            grid:
              initializer: he_normal
              activation: relu
              learning_rate: 0.1
              schedule: [constant, "cosine(final=0.1)"]
              warmup: [0, 0.2]
              rate_hidden: [1, 0.3]
              rate_bias: [1, 0]
              clip: [0, 0.2]
              weight_decay: [0, 0.1]
            """;

    @ParameterizedTest
    @ValueSource(strings = {"sgd", "nesterov", "\"adamw(weight_decay=0)\"", "lion", "muon"})
    void eachTrialHasTheBitsThatItHasAlone(String optimizer) {
        Study study = StudyReader.read("mixed.yaml", STUDY.formatted(optimizer));
        List<CohortPlan> cohorts = CohortPlan.alike(study.trials());
        assertThat(cohorts).hasSize(optimizer.equals("sgd") ? 2 : 1);
        try (Device device = new CpuDevice(2)) {
            DeviceTrainer trainer = new DeviceTrainer(device, study.measuredSteps(), new DatasetCache());
            List<TrialResult> together = new ArrayList<>();
            cohorts.forEach(cohort -> together.addAll(trainer.train(cohort, Event.IGNORED)));
            for (int i = 0; i < together.size(); i++) {
                Trial trial = together.get(i).trial();
                TrialResult alone = trainer.train(new CohortPlan(List.of(trial)), Event.IGNORED)
                        .get(0);
                assertThat(together.get(i).losses()).as(trial.toString()).isEqualTo(alone.losses());
                assertThat(together.get(i).testLoss()).isEqualTo(alone.testLoss());
            }
            assertThat(together.stream()
                            .map(result -> Arrays.hashCode(result.losses()))
                            .distinct())
                    .as("every setting trains differently")
                    .hasSize(study.trials().size());
        }
    }
}
