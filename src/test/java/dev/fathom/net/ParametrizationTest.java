package dev.fathom.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.net.Parametrization.Factors;
import dev.fathom.net.Parametrization.Role;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables at a width 4 times and a depth 16 times the base, as the papers print them. */
class ParametrizationTest {
    @ParameterizedTest
    @CsvSource({
        // parametrization, optimizer, role, initial, rate, rate of biases, epsilon, decay
        "standard, sgd, HIDDEN, 1, 1, 1, 1, 1",
        "standard, adam, OUTPUT, 1, 1, 1, 1, 1",
        "ntk, sgd, INPUT, 1, 1, 1, 1, 1",
        "ntk, sgd, HIDDEN, 1, 0.25, 1, 1, 1",
        "ntk, sgd, OUTPUT, 1, 0.25, 1, 1, 1",
        "ntk, adam, HIDDEN, 1, 0.5, 1, 1, 1",
        "mup, sgd, INPUT, 1, 4, 4, 1, 1",
        "mup, sgd, HIDDEN, 1, 1, 4, 1, 1",
        "mup, sgd, OUTPUT, 0.5, 0.25, 1, 1, 1",
        "mup, adam, INPUT, 1, 1, 1, 1, 1",
        "mup, adam, HIDDEN, 1, 0.25, 1, 1, 1",
        "mup, adam, OUTPUT, 0.5, 0.25, 1, 1, 1",
        "spectral, sgd, INPUT, 1, 4, 4, 1, 1",
        "spectral, sgd, HIDDEN, 1, 1, 4, 1, 1",
        "spectral, adam, OUTPUT, 0.5, 0.25, 1, 1, 1",
        "depth_mup, sgd, HIDDEN, 1, 1, 4, 1, 1",
        "depth_mup, adam, HIDDEN, 1, 0.0625, 0.25, 0.0625, 4",
        "depth_mup, adam, INPUT, 1, 1, 1, 1, 1",
        "completep, sgd, HIDDEN, 1, 16, 64, 1, 1",
        "completep, adam, HIDDEN, 1, 0.25, 1, 0.015625, 4",
        "completep, adam, OUTPUT, 0.5, 0.25, 1, 1, 1",
        "mup, muon, HIDDEN, 1, 1, 1, 1, 1", // orthogonal steps of square matrices have spectral norm 1 at every width
        "mup, muon(scale=spectral), HIDDEN, 1, 1, 1, 1, 1",
        "mup, muon(scale=match_rms), HIDDEN, 1, 0.5, 1, 1, 1",
        "depth_mup, muon, HIDDEN, 1, 0.25, 0.25, 0.0625, 1"
    })
    void factorsAreThoseOfTheTables(
            String name,
            String optimizer,
            Role role,
            double initial,
            double rate,
            double bias,
            double epsilon,
            double decay) {
        int fanIn = role == Role.INPUT ? 10 : 256;
        int fanOut = role == Role.OUTPUT ? 10 : 256;
        Factors factors = Parametrization.parse(name)
                .of(role, fanIn, fanOut, role == Role.HIDDEN, 16, Optimizer.parse(optimizer));
        List<Double> actual =
                List.of(factors.initial(), factors.rate(), factors.biasRate(), factors.epsilon(), factors.decay());
        List<Double> expected = List.of(initial, rate, bias, epsilon, decay);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i)).as("column " + i).isCloseTo(expected.get(i), within(1e-12));
        }
    }

    /** Feature learning asks for updates of spectral norm √(m/n) in every layer, of unequal widths too (SGD: m/n). */
    @ParameterizedTest
    @ValueSource(strings = {"mup", "spectral"})
    void layersOfUnequalWidthsStepByFanOutOverFanIn(String name) {
        Factors factors = Parametrization.parse(name).of(Role.HIDDEN, 512, 128, false, 3, Optimizer.SGD);
        assertThat(factors.rate()).isCloseTo(128.0 / 512, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(strings = {"standard", "ntk", "mup", "mup(base_width=128)", "completep(base_width=32, base_depth=4)"})
    void textsAreReadBack(String text) {
        assertThat(Parametrization.parse(text).spec()).isEqualTo(text);
    }
}
