package dev.fathom.advise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.activation.Activations;
import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.init.Initializers;
import dev.fathom.net.Architecture;
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
                data,
                List.of(0.05, 0.2),
                steps,
                64,
                seeds);
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
        assertThat(Initializers.parse(advice.winner().initializer().spec())
                        .distribution(32, 32, 2, 12)
                        .variance())
                .isCloseTo(2.0 / 32, org.assertj.core.api.Assertions.within(1e-6));
        assertThat(advice.winner().training().orElseThrow().trained()).isGreaterThanOrEqualTo(2);
        assertThat(advice.warning()).isEmpty();
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

    @Test
    void whereNoneWorksItSaysWhatDoes() {
        Advice advice = advise("sigmoid", "plain", 20, "digits", 100, 2);
        assertThat(advice.margin()).isEmpty();
        String warning = advice.warning().orElseThrow();
        assertThat(warning).startsWith("No initializer makes sigmoid train at 20 layers. Change the network instead: ");
        for (String tried : List.of("tanh with orthogonal: ", "relu with he_normal: ", "rezero: ", "layer norm")) {
            assertThat(warning).contains(tried);
        }
    }

    @ParameterizedTest
    @CsvSource({"tanh, residual, digits", "gelu, residual(0.5)+layernorm, teacher", "relu, plain+layernorm, gaussian"})
    void otherArchitecturesAndData(String activation, String architecture, String data) {
        Advice advice = advise(activation, architecture, 4, data, 60, 2);
        assertThat(advice.winner().training()).isPresent();
        assertThat(advice.winner().evidence()).hasSize(3);
    }
}
