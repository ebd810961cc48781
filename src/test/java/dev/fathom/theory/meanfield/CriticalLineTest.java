package dev.fathom.theory.meanfield;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.theory.Fixtures;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CriticalLineTest {
    @ParameterizedTest
    @CsvSource({
        "tanh, 1.760955, 0.570048, 5e-7, true",
        "erf, 1.37584, 0.51718, 5e-6, true",
        "hard_tanh, 1.16554, 0.46386, 5e-6, true",
        "elu, 1.53372, 1.30091, 5e-6, true",
        "gelu, 2.30252, 0.72204, 5e-6, false",
        "swish, 2.72861, 0.82658, 5e-6, false"
    })
    void meetsTheTable(String name, double sigmaW2, double qStar, double digits, boolean stable) {
        List<CriticalPoint> points = CriticalLine.points(Fixtures.activation(name), 0.05);
        assertThat(points).hasSize(1);
        CriticalPoint point = points.get(0);
        assertThat(point.sigmaW2()).isCloseTo(sigmaW2, within(digits));
        assertThat(point.qStar().orElseThrow()).isCloseTo(qStar, within(digits));
        assertThat(point.stable()).isEqualTo(stable);
        MeanField net = new MeanField(Fixtures.activation(name), point.sigmaW2(), 0.05);
        assertThat(net.chiPerp(point.qStar().orElseThrow())).isCloseTo(1, within(1e-12));
        assertThat(net.length(point.qStar().orElseThrow()))
                .isCloseTo(point.qStar().orElseThrow(), within(1e-11));
    }

    @Test
    void tellsUnstablePointsByTheirSlope() {
        assertThat(chiPar("gelu")).isCloseTo(1.085, within(5e-4));
        assertThat(chiPar("swish")).isCloseTo(1.100, within(5e-4));
    }

    private static double chiPar(String name) {
        return CriticalLine.points(Fixtures.activation(name), 0.05).get(0).chiPar();
    }

    @ParameterizedTest
    // leaky_relu: 2 / (1 + a²) for a = 0.01 in float32
    @CsvSource({"relu, 2", "linear, 1", "leaky_relu, 1.9998000200069384", "tanh, 1", "erf, 0.785398163397448"})
    void withoutBiasHasClosedForms(String name, double sigmaW2) {
        List<CriticalPoint> points = CriticalLine.points(Fixtures.activation(name), 0);
        assertThat(points).hasSize(1);
        assertThat(points.get(0).sigmaW2()).isCloseTo(sigmaW2, within(1e-12));
        assertThat(points.get(0).chiPar()).isCloseTo(1, within(1e-12));
        assertThat(points.get(0).stable()).isTrue();
    }

    @Test
    void scaleFreeActivationsHaveNoLengthOfTheirOwn() {
        assertThat(CriticalLine.points(Fixtures.activation("relu"), 0).get(0).qStar())
                .isEmpty();
        assertThat(CriticalLine.points(Fixtures.activation("relu"), 0.05)).isEmpty();
        assertThat(CriticalLine.points(Fixtures.activation("tanh"), 0).get(0).qStar())
                .hasValue(0);
    }

    @Test
    void softplusHasNoneAndSigmoidFarOut() {
        assertThat(CriticalLine.points(Fixtures.activation("softplus"), 0)).isEmpty();
        assertThat(CriticalLine.points(Fixtures.activation("softplus"), 0.05)).isEmpty();
        List<CriticalPoint> sigmoid = CriticalLine.points(Fixtures.activation("sigmoid"), 0);
        assertThat(sigmoid).hasSize(1);
        assertThat(sigmoid.get(0).sigmaW2()).isCloseTo(103, within(0.5));
    }
}
