package dev.fathom.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.study.Study;
import dev.fathom.study.Trial;
import dev.fathom.study.TrialResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The built-in study with and without early leaving, cohort by cohort: equal results; prints what is saved. */
@Tag("slow")
class SeedStudyLeavingTest {
    @Test
    void everyResultIsThatOfStaying() {
        Study study = Study.seedStudy();
        DatasetCache data = new DatasetCache();
        List<PricedCohort> plan = new Planner(1, Long.MAX_VALUE, 16, study.measuredSteps(), data).plan(study.trials());
        double work = 0;
        double saved = 0;
        double staying = 0;
        double leaving = 0;
        Map<String, Integer> reasons = new TreeMap<>();
        try (Device device = new CpuDevice()) {
            DeviceTrainer trainer = new DeviceTrainer(device, study.measuredSteps(), data);
            for (PricedCohort priced : plan) {
                Map<Trial, Integer> left = new HashMap<>();
                long start = System.nanoTime();
                List<TrialResult> results = trainer.train(priced.cohort(), event -> {
                    if (event instanceof Event.TrialLeft gone) {
                        left.put(gone.trial(), gone.step());
                        reasons.merge(gone.reason(), 1, Integer::sum);
                    }
                });
                long middle = System.nanoTime();
                List<TrialResult> expected = trainer.train(priced.cohort(), Event.IGNORED, network -> {});
                leaving += (middle - start) / 1e9;
                staying += (System.nanoTime() - middle) / 1e9;
                work += priced.flops();
                double each = priced.flops() / priced.cohort().trials().size();
                for (int step : left.values()) {
                    saved += each * (1 - (double) step / 600);
                }
                assertThat(essence(results)).isEqualTo(essence(expected));
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%d trials left early %s: %.1f %% of the work saved; %.1f s instead of %.1f s%n",
                reasons.values().stream().mapToInt(Integer::intValue).sum(),
                reasons,
                100 * saved / work,
                leaving,
                staying);
    }

    /** Everything but the time. */
    private static List<List<Object>> essence(List<TrialResult> results) {
        List<List<Object>> essence = new ArrayList<>();
        for (TrialResult r : results) {
            List<Object> losses = new ArrayList<>();
            for (float loss : r.losses()) {
                losses.add(loss);
            }
            essence.add(List.of(
                    r.trial(),
                    r.verdict(),
                    r.firstLoss(),
                    r.finalLoss(),
                    r.testLoss(),
                    r.accuracy(),
                    losses,
                    r.layers()));
        }
        return essence;
    }
}
