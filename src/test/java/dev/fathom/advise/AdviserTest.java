package dev.fathom.advise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.activation.catalog.Activations;
import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.init.Initializer;
import dev.fathom.init.Initializers;
import dev.fathom.net.Extent;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.sweep.DatasetCache;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Advice on small networks. */
class AdviserTest {
    private static Device device;

    @BeforeAll
    static void open() {
        device = new CpuDevice();
    }

    @AfterAll
    static void close() {
        device.close();
    }

    private final List<String> progress = new ArrayList<>();

    private Advice advise(String activation, String architecture, int depth, String data, int steps, int seeds) {
        Question question = new Question(
                Activations.parse(activation),
                Architecture.parse(architecture),
                depth,
                32,
                Extent.vector(64),
                data,
                List.of(0.05, 0.2),
                steps,
                64,
                seeds,
                List.of());
        return new Adviser(device, new DatasetCache(), progress::add).advise(question);
    }

    @Test
    void theoryRanksWhatKeepsSignalsFirst() {
        Question relu = Printed.question(Activations.parse("relu"), Architecture.PLAIN, 30);
        List<Candidate> ranked = relu.candidates().distinct(relu.candidates().byTheory());
        // of variance 2/n all three; theory sees no difference, so one of each kind goes on
        assertThat(ranked.subList(0, 2).stream().map(c -> c.initializer().spec()))
                .containsExactlyInAnyOrder("he_normal", "orthogonal(gain=1.4142135)");
        assertThat(ranked).noneMatch(c -> c.initializer().spec().equals("zeros"));
    }

    @Test
    void whatMakesDeepReluTrainWins() {
        Advice advice = advise("relu", "plain", 12, "digits", 150, 3);
        Initializer winner = advice.recommendation().orElseThrow().initializer();
        // the gain of least drift, or one of the two 5 % beside it
        assertThat(Initializers.parse(winner.spec()).distribution(32, 32, 2, 12).variance())
                .isBetween(1.9 / 1.05 / 1.05 / 32, 2.1 * 1.05 * 1.05 / 32);
        assertThat(advice.works()).isTrue();
        assertThat(advice.confirmed().orElseThrow().trained()).isGreaterThanOrEqualTo(2);
        assertThat(advice.sentence()).startsWith("Take " + winner.spec() + " at learning rate ");
        assertThat(advice.margin()).isPresent();
        assertThat(advice.margin().get().seeds()).isEqualTo(3);
        assertThat(advice.ranking()).isSortedAccordingTo((a, b) -> Double.compare(b.score(), a.score()));
        assertThat(progress).anyMatch(line -> line.contains("s left"));
    }

    /** The first two meet again on seeds that chose nothing. */
    @Test
    void theMarginRestsOnFreshSeeds() {
        Question question = Printed.question(Activations.parse("tanh"), Architecture.PLAIN, 2);
        var initializer = Initializers.parse("lecun_normal");
        var choosing = question.trials(initializer).stream().map(t -> t.seed()).toList();
        var fresh = question.fresh(initializer, 0.1).stream().map(t -> t.seed()).toList();
        assertThat(fresh).hasSize(question.seeds()).doesNotContainAnyElementsOf(choosing);
    }

    /** One failure of six is clear; more are decided by twice as many more networks, of which two of three must train. */
    @ParameterizedTest
    @CsvSource({
        "6, 6, true, true",
        "5, 6, true, true",
        "4, 6, false, true",
        "3, 6, false, false",
        "12, 18, false, true",
        "11, 18, false, false",
        "2, 2, true, true",
        "1, 2, false, false"
    })
    void halfOfSixIsNotEnough(int trained, int networks, boolean clear, boolean reliable) {
        Candidate.Training training = new Candidate.Training(new double[networks], trained, 0.1);
        assertThat(training.clear()).isEqualTo(clear);
        assertThat(training.reliable()).isEqualTo(reliable);
        Candidate.Training all = training.and(new Candidate.Training(new double[] {0.5}, 1, 0.1));
        assertThat(all.share()).isEqualTo(trained + 1 + " of " + (networks + 1));
        assertThat(all.gains()).hasSize(networks + 1).endsWith(0.5);
    }

    /** What is recommended where nothing works is a change that trained fresh networks, never what failed. */
    @Test
    void whereNoneWorksItRecommendsWhatDoes() {
        Advice advice = advise("sigmoid", "plain", 20, "digits", 100, 2);
        assertThat(advice.works()).isFalse();
        assertThat(advice.margin()).isEmpty();
        Advice.Recommendation best = advice.recommendation().orElseThrow();
        assertThat(best.training().works()).isTrue();
        assertThat(best.question()).isNotEqualTo(advice.question());
        String answer = advice.sentence();
        assertThat(answer).startsWith("No initializer tried makes sigmoid networks train at 20 layers. Take ");
        String recommended = answer.substring(0, answer.indexOf("fresh networks train."));
        advice.remedies().stream()
                .filter(remedy -> !remedy.helps())
                .forEach(remedy -> assertThat(recommended).doesNotContain(remedy.change()));
        for (String tried : List.of("tanh", "relu", "residual connections, rezero", "layer normalization")) {
            assertThat(answer).contains(tried);
        }
    }

    /** GELU's critical point is unstable; its gain is found for the depth at hand all the same. */
    @Test
    void unstableCriticalPointsHaveCandidatesToo() {
        Question gelu = Printed.question(Activations.parse("gelu"), Architecture.PLAIN, 20);
        List<Candidate> ranked = gelu.candidates().byTheory();
        assertThat(ranked.get(0).predicted().size()).isLessThan(2);
        assertThat(ranked.subList(0, 8).stream().map(c -> c.initializer().spec()))
                .anyMatch(spec -> spec.startsWith("orthogonal(gain="));
    }

    /** A signal that leaves the range of numbers is known to be bad; where theory is silent nothing is known. */
    @Test
    void onlySilenceIsUnknown() {
        Initializer zeros = Initializers.parse("zeros");
        assertThat(Candidate.predicted(zeros, Drift.UNKNOWN).unknown()).isTrue();
        assertThat(Candidate.predicted(zeros, new Drift(Double.NEGATIVE_INFINITY, Double.NaN))
                        .unknown())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"tanh, residual, digits", "gelu, residual(0.5)+layernorm, teacher", "relu, plain+layernorm, gaussian"})
    void otherArchitecturesAndData(String activation, String architecture, String data) {
        Advice advice = advise(activation, architecture, 4, data, 60, 2);
        assertThat(advice.ranking().get(0).training()).isPresent();
        assertThat(advice.ranking().get(0).evidence()).hasSize(3);
    }
}
