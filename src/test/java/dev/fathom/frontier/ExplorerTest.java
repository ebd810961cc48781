package dev.fathom.frontier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.activation.catalog.Activations;
import dev.fathom.init.Initializers;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Which networks the searches ask for, and what they make of the answers. */
class ExplorerTest {
    private static final Pair TANH = pair("lecun_normal", "tanh");
    private static final Pair RELU = pair("he_normal", "relu");
    private static final SearchSetting SETTING = new SearchSetting(
            Architecture.PLAIN, 16, "digits", OptimizerSetting.all("sgd", List.of(0.02, 0.1)), 32, 50, 0.5);

    private final List<Trial> asked = new ArrayList<>();

    private static Pair pair(String initializer, String activation) {
        return new Pair(Initializers.parse(initializer), Activations.parse(activation));
    }

    /** @param loss final loss of a trial in units of chance */
    private Map<Pair, Frontier> explore(ToDoubleFunction<Trial> loss, Pair... pairs) {
        Explorer explorer = new Explorer(
                SETTING,
                new Goal(100, 1.25, 60, 2),
                trials -> {
                    asked.addAll(trials);
                    Map<String, Double> losses = new HashMap<>();
                    trials.forEach(trial -> losses.put(trial.id(), loss.applyAsDouble(trial)));
                    return losses;
                },
                line -> {});
        return explorer.explore(List.of(pairs));
    }

    @Test
    void findsEachPairsOwnFrontier() {
        Map<Pair, Frontier> found =
                explore(trial -> trial.depth() <= (trial.activation().equals("tanh") ? 40 : 12) ? 0.1 : 1, TANH, RELU);
        assertThat(40).isBetween(found.get(TANH).low(), found.get(TANH).high());
        assertThat(12).isBetween(found.get(RELU).low(), found.get(RELU).high());
    }

    @Test
    void oneLearningRateIsEnough() {
        Frontier slow = explore(trial -> trial.learningRate() == 0.02 && trial.depth() <= 20 ? 0.5 : Double.NaN, TANH)
                .get(TANH);
        assertThat(20).isBetween(slow.low(), slow.high());
    }

    @Test
    void everyCombinationOfOptimizerRateAndWarmupIsTried() {
        SearchSetting setting = new SearchSetting(
                Architecture.PLAIN,
                16,
                "digits",
                OptimizerSetting.all(List.of("sgd", "adam"), List.of(0.02, 0.1), List.of(0.0, 0.2)),
                32,
                50,
                0.5);
        List<Trial> trials = setting.trials(TANH, 5, 7);
        assertThat(trials.stream()
                        .map(trial -> trial.optimizer() + " " + trial.learningRate() + " " + trial.get(Fields.WARMUP)
                                + " " + trial.seed()))
                .containsExactly(
                        "sgd 0.02 0.0 7",
                        "sgd 0.02 0.2 7",
                        "sgd 0.1 0.0 7",
                        "sgd 0.1 0.2 7",
                        "adam 0.02 0.0 7",
                        "adam 0.02 0.2 7",
                        "adam 0.1 0.0 7",
                        "adam 0.1 0.2 7");
        Map<String, Double> losses = new HashMap<>();
        trials.forEach(trial -> losses.put(trial.id(), trial == trials.get(5) ? 0.4 : 1));
        assertThat(setting.trained(trials, losses)).isTrue();
        losses.put(trials.get(5).id(), 0.6);
        assertThat(setting.trained(trials, losses)).isFalse();
    }

    @Test
    void noSeedIsUsedTwiceInASearch() {
        Frontier found = explore(trial -> trial.depth() <= 20 ? 0.1 : 1, TANH).get(TANH);
        assertThat(asked).hasSize(2 * found.networks());
        assertThat(asked.stream().map(Trial::seed).distinct()).hasSize(found.networks());
        assertThat(asked).allSatisfy(trial -> assertThat(trial.widths()).containsOnly(16));
    }

    @Test
    void whatCannotBeBuiltIsRefusedBeforeAnythingIsTrained() {
        assertThatThrownBy(() -> explore(trial -> 0, TANH, pair("rezero", "tanh")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rezero");
        assertThat(asked).isEmpty();
    }
}
