package dev.fathom.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.optimizer.Parametrization.Factors;
import dev.fathom.optimizer.Parametrization.Role;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The tables at a width 4 times and a depth 16 times the base, as the papers print them. */
class ParametrizationTest {
    /** Parametrization, optimizer, role; initial, rate, rate of biases, epsilon, decay. */
    private static final List<String> TABLE = List.of(
            "standard, sgd, INPUT, 1, 1, 1, 1, 1",
            "standard, sgd, HIDDEN, 1, 1, 1, 1, 1",
            "standard, sgd, OUTPUT, 1, 1, 1, 1, 1",
            "standard, adam, INPUT, 1, 1, 1, 1, 1",
            "standard, adam, HIDDEN, 1, 1, 1, 1, 1",
            "standard, adam, OUTPUT, 1, 1, 1, 1, 1",
            "ntk, sgd, INPUT, 1, 1, 1, 1, 1",
            "ntk, sgd, HIDDEN, 1, 0.25, 1, 1, 1",
            "ntk, sgd, OUTPUT, 1, 0.25, 1, 1, 1",
            "ntk, adam, INPUT, 1, 1, 1, 1, 1",
            "ntk, adam, HIDDEN, 1, 0.5, 1, 1, 1",
            "ntk, adam, OUTPUT, 1, 0.5, 1, 1, 1",
            "mup, sgd, INPUT, 1, 4, 4, 1, 1",
            "mup, sgd, HIDDEN, 1, 1, 4, 1, 1",
            "mup, sgd, OUTPUT, 0.5, 0.25, 1, 1, 1",
            "mup, adam, INPUT, 1, 1, 1, 1, 1",
            "mup, adam, HIDDEN, 1, 0.25, 1, 1, 1",
            "mup, adam, OUTPUT, 0.5, 0.25, 1, 1, 1",
            "spectral, sgd, INPUT, 1, 4, 4, 1, 1",
            "spectral, sgd, HIDDEN, 1, 1, 4, 1, 1",
            "spectral, sgd, OUTPUT, 0.5, 0.25, 1, 1, 1",
            "spectral, adam, INPUT, 1, 1, 1, 1, 1",
            "spectral, adam, HIDDEN, 1, 0.25, 1, 1, 1",
            "spectral, adam, OUTPUT, 0.5, 0.25, 1, 1, 1",
            "depth_mup, sgd, INPUT, 1, 4, 4, 1, 1",
            "depth_mup, sgd, HIDDEN, 1, 1, 4, 1, 1",
            "depth_mup, sgd, OUTPUT, 0.5, 0.25, 1, 1, 1",
            "depth_mup, adam, INPUT, 1, 1, 1, 1, 1",
            "depth_mup, adam, HIDDEN, 1, 0.0625, 0.25, 0.0625, 4",
            "depth_mup, adam, OUTPUT, 0.5, 0.25, 1, 1, 1",
            "completep, sgd, INPUT, 1, 4, 4, 1, 1",
            "completep, sgd, HIDDEN, 1, 16, 64, 1, 1",
            "completep, sgd, OUTPUT, 0.5, 0.25, 1, 1, 1",
            "completep, adam, INPUT, 1, 1, 1, 1, 1",
            "completep, adam, HIDDEN, 1, 0.25, 1, 0.015625, 4",
            "completep, adam, OUTPUT, 0.5, 0.25, 1, 1, 1",
            "standard, muon, HIDDEN, 1, 1, 1, 1, 1",
            "ntk, muon, HIDDEN, 1, 1, 1, 1, 1",
            "mup, muon, HIDDEN, 1, 1, 1, 1, 1",
            "spectral, muon, HIDDEN, 1, 1, 1, 1, 1",
            "depth_mup, muon, HIDDEN, 1, 0.25, 0.25, 0.0625, 1",
            "completep, muon, HIDDEN, 1, 1, 1, 0.015625, 1",
            "mup, muon(scale=match_rms), HIDDEN, 1, 0.5, 1, 1, 1");

    static Stream<Arguments> table() {
        return TABLE.stream().map(row -> Arguments.of((Object[]) row.split(", ")));
    }

    private static Factors factors(String name, String optimizer, Role role) {
        return Parametrization.parse(name)
                .of(
                        role,
                        role == Role.INPUT ? 10 : 256,
                        role == Role.OUTPUT ? 10 : 256,
                        role == Role.HIDDEN,
                        16,
                        Optimizer.parse(optimizer));
    }

    private static List<Double> cells(Factors factors) {
        return List.of(factors.initial(), factors.rate(), factors.biasRate(), factors.epsilon(), factors.decay());
    }

    @ParameterizedTest
    @MethodSource("table")
    void factorsAreThoseOfTheTables(
            String name,
            String optimizer,
            Role role,
            double initial,
            double rate,
            double bias,
            double epsilon,
            double decay) {
        List<Double> actual = cells(factors(name, optimizer, role));
        List<Double> expected = List.of(initial, rate, bias, epsilon, decay);
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.get(i)).as("column " + i).isCloseTo(expected.get(i), within(1e-12));
        }
    }

    /** A cell that is broken by any power of the width or depth, or by a constant, differs from its row above. */
    @Test
    void noCellCanBreakUnseen() {
        for (String name : Parametrization.names()) {
            for (String optimizer : List.of("sgd", "adam", "muon")) {
                for (Role role : optimizer.equals("muon") ? List.of(Role.HIDDEN) : List.of(Role.values())) {
                    String row = TABLE.stream()
                            .filter(line -> line.startsWith(name + ", " + optimizer + ", " + role + ", "))
                            .findFirst()
                            .orElseThrow(
                                    () -> new AssertionError("no row for " + name + ", " + optimizer + ", " + role));
                    String[] words = row.split(", ");
                    for (int column = 0; column < 5; column++) {
                        double held = Double.parseDouble(words[3 + column]);
                        double cell = cells(factors(name, optimizer, role)).get(column);
                        for (double broken : new double[] {2, 4, 0.5, 0.25, 16, 1.0 / 16, 1.001}) {
                            assertThat(Math.abs(cell * broken - held)).as(row).isGreaterThan(1e-12);
                        }
                    }
                }
            }
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
