package dev.fathom.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.study.Study;
import dev.fathom.study.StudyReader;
import dev.fathom.study.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Cohorts fit the memory, the longest come first, and devices end together. */
class PlannerTest {
    private static final Study STUDY = StudyReader.read("plan.yaml", """
            data: gaussian
            steps: 20
            grid:
              initializer: [he_normal, glorot_normal]
              activation: [relu, tanh]
              depth: [2, 5, 20]
              optimizer: [sgd, adam]
              seed: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
            """);

    private final DatasetCache data = new DatasetCache();

    private List<PricedCohort> plan(int devices, long memory, int most) {
        return new Planner(devices, memory, most, STUDY.measuredSteps(), data).plan(STUDY.trials());
    }

    private static List<Trial> trials(List<PricedCohort> plan) {
        return plan.stream()
                .flatMap(priced -> priced.cohort().trials().stream())
                .toList();
    }

    @Test
    void cohortsFitTheMemoryOfTheSmallestDevice() {
        long whole = plan(1, Long.MAX_VALUE, 1000).stream()
                .mapToLong(PricedCohort::bytes)
                .max()
                .orElseThrow();
        List<PricedCohort> plan = plan(1, whole / 3, 1000);
        assertThat(plan).allMatch(priced -> priced.bytes() <= whole / 3);
        assertThat(plan.size()).isGreaterThan(6);
        assertThat(trials(plan)).containsExactlyInAnyOrderElementsOf(STUDY.trials());
    }

    @Test
    void aCohortHoldsWhatCanRunTogetherAndTheMostWorkComesFirst() {
        List<PricedCohort> plan = plan(1, Long.MAX_VALUE, 1000);
        assertThat(plan).hasSize(6);
        assertThat(plan.stream().map(priced -> priced.cohort().trials().get(0).depth()))
                .containsExactly(20, 20, 5, 5, 2, 2);
        assertThat(plan.stream().map(PricedCohort::flops).toList()).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    }

    @Test
    void severalDevicesEndTogether() {
        for (int devices : List.of(2, 3, 8)) {
            List<Double> times = plan(devices, Long.MAX_VALUE, 1000).stream()
                    .map(PricedCohort::flops)
                    .collect(Collectors.toCollection(ArrayList::new));
            double total = times.stream().mapToDouble(Double::doubleValue).sum();
            // Graham's bound: no later than an equal share and one cohort, which is a quarter of a share at most
            assertThat(Planner.makespan(times, devices) * devices / total).isBetween(1.0, 1.25);
        }
    }

    @Test
    void theMakespanIsThatOfWhoeverIsFreeTakingTheNext() {
        assertThat(Planner.makespan(List.of(5.0, 4.0, 3.0, 3.0), 2)).isEqualTo(8);
        assertThat(Planner.makespan(List.of(5.0, 4.0, 3.0, 3.0), 1)).isEqualTo(15);
        assertThat(Planner.makespan(List.of(), 3)).isZero();
    }
}
