package dev.fathom.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.study.TrialResult;
import dev.fathom.study.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

class ComparisonsTest {
    private final List<TrialResult> results = new ArrayList<>();

    @Test
    void comparesSeedBySeedWithTheBest() {
        add("he_normal", 0.90, 0.80, 0.70);
        add("orthogonal", 0.91, 0.83, 0.72); // better by 0.01, 0.03, 0.02, though seeds differ by far more
        ArrayNode found = compare();
        assertThat(found.size()).isEqualTo(1);
        assertThat(name(found.get(0).path("best").asInt())).isEqualTo("orthogonal");
        double reach = student(0.975) * 0.01 / Math.sqrt(3);
        assertInterval(found, 0, -0.02, reach);
    }

    @Test
    void widensIntervalsToHoldForAllPairsAtOnce() {
        add("he_normal", 0.90, 0.80, 0.70);
        add("orthogonal", 0.91, 0.83, 0.72);
        add("lecun_normal", 0.80, 0.70, 0.60);
        ArrayNode found = compare();
        double reach = student(1 - 0.025 / 3) * 0.01 / Math.sqrt(3);
        assertInterval(found, 0, -0.02, reach);
        assertInterval(found, 1, -0.12, reach);
    }

    @Test
    void needsTwoThatTrainAndTwoSeeds() {
        add("he_normal", 0.9);
        add("orthogonal", 0.8);
        assertThat(compare().size()).isZero();
        results.clear();
        add("he_normal", 0.9, 0.8);
        for (int seed = 0; seed < 2; seed++) {
            results.add(Fixture.result(Fixture.trial("zeros", "relu", 5, 0.1, seed), Verdict.STALLED, 0.1));
        }
        assertThat(compare().size()).isZero();
    }

    /** Student's t with 2 degrees of freedom has its quantile in closed form. */
    private static double student(double p) {
        return (2 * p - 1) / Math.sqrt(2 * p * (1 - p));
    }

    private static void assertInterval(ArrayNode found, int row, double value, double reach) {
        double[] expected = {value, value - reach, value + reach};
        for (int i = 0; i < 3; i++) {
            double shown =
                    found.get(0).path("rows").get(row).path("interval").get(i).asDouble();
            assertThat(shown).isCloseTo(expected[i], within(1e-3 * Math.abs(expected[i]))); // four digits are kept
        }
    }

    private String name(int index) {
        return Fixture.study(results).initializers().get(index);
    }

    private ArrayNode compare() {
        ArrayNode found = JsonNodeFactory.instance.arrayNode();
        new Comparisons(Fixture.study(results)).into(found);
        return found;
    }

    private void add(String initializer, double... accuracies) {
        for (int seed = 0; seed < accuracies.length; seed++) {
            results.add(Fixture.result(
                    Fixture.trial(initializer, "relu", 5, 0.1, seed), Verdict.TRAINED, accuracies[seed]));
        }
    }
}
