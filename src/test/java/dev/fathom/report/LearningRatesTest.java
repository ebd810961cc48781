package dev.fathom.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.report.results.Cell;
import dev.fathom.study.TrialResult;
import java.util.List;
import org.junit.jupiter.api.Test;

class LearningRatesTest {
    /** Equal factors: the mean over the rates. */
    @Test
    void sensitivityIsTheMeanOverTheRatesLessTheLeast() {
        List<TrialResult> results = study(List.of(0.01, 0.1, 1.0));
        double low = overChance(results, 0.01);
        double middle = overChance(results, 0.1);
        double high = overChance(results, 1.0);
        double least = Math.min(low, Math.min(middle, high));
        assertThat(of(results).sensitivity()).isCloseTo((low + middle + high) / 3 - least, within(1e-12));
        assertThat(List.of(low, middle, high)).doesNotHaveDuplicates();
    }

    @Test
    void twoRatesSayNothingOfIt() {
        assertThat(of(study(List.of(0.01, 0.1))).sensitivity()).isNaN();
    }

    private static List<TrialResult> study(List<Double> rates) {
        return Fixture.study(List.of("he_normal"), List.of("relu"), List.of(10), rates, 4);
    }

    private static LearningRates of(List<TrialResult> results) {
        Cell cell = Fixture.study(results).cells().values().iterator().next();
        return LearningRates.of(cell);
    }

    private static double overChance(List<TrialResult> results, double rate) {
        return results.stream()
                .filter(result -> result.trial().learningRate() == rate)
                .mapToDouble(result -> Math.min(1, result.finalLoss() / result.chance()))
                .average()
                .orElseThrow();
    }
}
