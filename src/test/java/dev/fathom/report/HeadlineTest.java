package dev.fathom.report;

import static dev.fathom.study.Verdict.DIVERGED;
import static dev.fathom.study.Verdict.SLOW;
import static dev.fathom.study.Verdict.STALLED;
import static dev.fathom.study.Verdict.TRAINED;
import static dev.fathom.study.Verdict.VANISHED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.report.results.GroupedResults;
import dev.fathom.study.TrialResult;
import dev.fathom.study.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeadlineTest {
    private final List<TrialResult> results = new ArrayList<>();

    @Test
    void namesWhoTrainsAtTheGreatestDepthAndWhoGivesUpFirst() {
        add("he_normal", "relu", 5, TRAINED, TRAINED);
        add("he_normal", "relu", 30, TRAINED, TRAINED);
        add("orthogonal(gain=1.4142135623730951)", "relu", 5, TRAINED, TRAINED);
        add("orthogonal(gain=1.4142135623730951)", "relu", 30, TRAINED, STALLED);
        add("naive_normal", "relu", 5, TRAINED, VANISHED);
        add("naive_normal", "relu", 30, VANISHED, VANISHED);
        assertThat(sentence())
                .isEqualTo("At depth 30, he_normal and orthogonal(gain=√2) train relu networks;"
                        + " naive_normal trains none beyond depth 5. 8 of 12 networks trained.");
    }

    @Test
    void oneTrainedSeedOfThreeIsNotTraining() {
        add("he_normal", "relu", 30, TRAINED, VANISHED, VANISHED);
        add("he_normal", "relu", 5, TRAINED, TRAINED, TRAINED);
        assertThat(sentence()).isEqualTo("At depth 5, he_normal trains relu networks. 4 of 6 networks trained.");
    }

    @Test
    void speaksOfActivationsToo() {
        for (String activation : List.of("relu", "tanh", "sigmoid")) {
            add("he_normal", activation, 2, TRAINED);
            add("zeros", activation, 2, STALLED);
            add("he_normal", activation, 50, activation.equals("sigmoid") ? VANISHED : TRAINED);
            add("zeros", activation, 50, STALLED);
        }
        assertThat(sentence())
                .isEqualTo("At depth 50, he_normal trains relu networks, and he_normal trains tanh networks;"
                        + " no sigmoid network trains beyond depth 2; zeros trains none at any depth."
                        + " 5 of 12 networks trained.");
        GroupedResults study = study();
        assertThat(new Headline(study).sentence(study.panels().get(2)))
                .isEqualTo("At depth 2, he_normal trains; zeros trains none at any depth.");
    }

    @Test
    void namesTheInitializerThatSuitsMostActivations() {
        for (String activation : List.of("relu", "tanh", "selu", "elu")) {
            add("orthogonal", activation, 50, TRAINED);
            add("he_normal", activation, 50, activation.equals("relu") ? TRAINED : VANISHED);
        }
        assertThat(sentence())
                .isEqualTo(
                        "At depth 50, orthogonal trains relu, tanh, selu and elu networks. 5 of 8 networks trained.");
    }

    @Test
    void takesTheBestLearningRate() {
        for (double rate : List.of(0.001, 0.1)) {
            Verdict verdict = rate > 0.01 ? TRAINED : STALLED;
            results.add(Fixture.result(Fixture.trial("he_normal", "relu", 10, rate, 1), verdict, 0.5));
            results.add(Fixture.result(Fixture.trial("zeros", "relu", 10, rate, 1), STALLED, 0.1));
        }
        assertThat(sentence())
                .isEqualTo("At depth 10, each at its best of 2 settings, he_normal trains relu networks;"
                        + " zeros trains none at any depth. 1 of 4 networks trained.");
        assertThat(new Headline(study()).lines())
                .containsExactly(
                        "Learning rate 0.001 trains 0 of 2, 0.1 trains 1 of 2.",
                        "One seed: nothing here has error bars.");
        assertThat(study().hasSettings()).isTrue();
    }

    /** Five of twenty-four: every initializer trains at one of its settings, most networks do not. */
    @Test
    void theBestOfManySettingsIsNotEveryNetwork() {
        for (double rate : List.of(0.001, 0.01, 0.1, 1.0)) {
            for (long seed = 0; seed < 2; seed++) {
                for (String initializer : List.of("he_normal", "orthogonal", "glorot_normal")) {
                    boolean trains = rate == 0.1 && !(initializer.equals("glorot_normal") && seed == 1);
                    Verdict verdict = trains ? TRAINED : STALLED;
                    results.add(Fixture.result(Fixture.trial(initializer, "relu", 10, rate, seed), verdict, 0.5));
                }
            }
        }
        assertThat(sentence())
                .isEqualTo("Every initializer trains at least half of its networks at every depth,"
                        + " each at its best of 4 settings. 5 of 24 networks trained.");
    }

    @Test
    void saysWhenAllOrNoneTrain() {
        add("he_normal", "relu", 2, TRAINED);
        add("he_normal", "tanh", 10, TRAINED);
        assertThat(sentence()).isEqualTo("All 2 networks trained, down to depth 10.");
        results.clear();
        add("zeros", "relu", 2, STALLED, STALLED, SLOW, DIVERGED);
        assertThat(sentence()).isEqualTo("None of the 4 networks trained: 1 diverged, 1 slow, 2 stalled.");
        results.clear();
        add("zeros", "relu", 2, STALLED, STALLED, TRAINED);
        assertThat(sentence()).isEqualTo("Only 1 of 3 networks trained, and no initializer in half of its seeds.");
    }

    @Test
    void describesASingleTrialAndNone() {
        assertThat(sentence()).isEqualTo("No trial has finished yet.");
        add("he_normal", "relu", 10, TRAINED);
        assertThat(sentence()).isEqualTo("The relu network of depth 10 with he_normal trained: test accuracy 90.0 %.");
        results.set(0, Fixture.result("naive_normal", "relu", 30, 1, VANISHED));
        assertThat(sentence())
                .isEqualTo("The relu network of depth 30 with naive_normal did not train well:"
                        + " vanished, test accuracy 10.0 %.");
    }

    private GroupedResults study() {
        return Fixture.study(results);
    }

    private String sentence() {
        return new Headline(study()).sentence();
    }

    private void add(String initializer, String activation, int depth, Verdict... verdicts) {
        for (int seed = 0; seed < verdicts.length; seed++) {
            results.add(Fixture.result(initializer, activation, depth, seed, verdicts[seed]));
        }
    }
}
