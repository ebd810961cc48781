package dev.fathom.theory.meanfield;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.net.architecture.Architecture;
import dev.fathom.theory.Fixtures;
import dev.fathom.theory.integral.ActivationIntegrals;
import dev.fathom.theory.propagation.FiniteNetwork;
import dev.fathom.theory.propagation.Layer;
import dev.fathom.theory.propagation.LayerPrediction;
import dev.fathom.theory.propagation.Propagation;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeanFieldTest {
    /** Poole et al. 2016, figure 2. */
    @ParameterizedTest
    @CsvSource({"2, 0.744", "2.5, 0.447", "3, 0.299", "4, 0.165"})
    void meetsPoole(double sigmaW2, double cStar) {
        Asymptotics tanh = net("tanh", sigmaW2, 0.05).asymptotics();
        assertThat(tanh.cStar().orElseThrow()).isCloseTo(cStar, within(5e-4));
    }

    /** Schoenholz et al. 2017: 6 ξ_c bounds the trainable depth. */
    @ParameterizedTest
    @CsvSource({
        "1, 21.8, 0.05",
        "1.3, 47.0, 0.05",
        "1.5, 94.7, 0.06",
        "1.7, 449.5, 0.05",
        "1.8, 755, 0.5",
        "2, 151, 0.5",
        "2.5, 71, 0.5",
        "3, 54, 0.5",
        "4, 42, 0.5"
    })
    void meetsSchoenholz(double sigmaW2, double sixXi, double digits) {
        Asymptotics tanh = net("tanh", sigmaW2, 0.05).asymptotics();
        assertThat(6 * tanh.xiC().orElseThrow()).isCloseTo(sixXi, within(digits));
    }

    @Test
    void fixedPointsAreFixed() {
        MeanField net = net("tanh", 2.5, 0.05);
        Asymptotics ends = net.asymptotics();
        double q = ends.qStar().orElseThrow();
        double c = ends.cStar().orElseThrow();
        assertThat(net.length(q)).isCloseTo(q, within(1e-12));
        assertThat(net.correlation(q, c)).isCloseTo(c, within(1e-11));
        double h = 1e-4;
        double slope = (net.correlation(q, c + h) - net.correlation(q, c - h)) / (2 * h);
        assertThat(net.correlationSlope(q, c)).isCloseTo(slope, within(1e-7));
        assertThat(ends.xiQ().orElseThrow()).isCloseTo(-1 / Math.log(ends.chiPar()), within(1e-12));
    }

    @Test
    void seluKeepsUnitVarianceUnderLecun() {
        Asymptotics selu = net("selu", 1, 0).asymptotics();
        assertThat(selu.fate()).isEqualTo(LengthLimit.SETTLES);
        assertThat(selu.qStar().orElseThrow()).isCloseTo(1, within(1e-12));
        assertThat(selu.chiPerp()).isCloseTo(1.0716, within(5e-5));
        assertThat(new ActivationIntegrals(Fixtures.activation("selu")).mean(1)).isCloseTo(0, within(1e-12));
    }

    @Test
    void tellsTheFateOfAUnitInput() {
        assertThat(net("relu", 1.9, 0).asymptotics().fate()).isEqualTo(LengthLimit.VANISHES);
        assertThat(net("relu", 2, 0).asymptotics().fate()).isEqualTo(LengthLimit.PRESERVED);
        assertThat(net("relu", 2, 0.1).asymptotics().fate()).isEqualTo(LengthLimit.EXPLODES);
        assertThat(net("relu", 2.1, 0).asymptotics().fate()).isEqualTo(LengthLimit.EXPLODES);
        assertThat(net("relu", 1.5, 0.05).asymptotics().fate()).isEqualTo(LengthLimit.SETTLES);
        assertThat(net("tanh", 1, 0).asymptotics().fate()).isEqualTo(LengthLimit.VANISHES);
        assertThat(net("hard_tanh", 0.9, 0).asymptotics().fate()).isEqualTo(LengthLimit.VANISHES);
        assertThat(net("softplus", 2, 0).asymptotics().fate()).isEqualTo(LengthLimit.EXPLODES);
        assertThat(net("tanh", 0, 0.3).asymptotics().qStar().orElseThrow()).isCloseTo(0.3, within(1e-12));
        assertThat(net("tanh", 0, 0).asymptotics().fate()).isEqualTo(LengthLimit.VANISHES);
    }

    /** relu with biases: q* = σ_b²/(1 - σ_w²/2), all in closed form. */
    @Test
    void reluWithBiasesSettles() {
        Asymptotics relu = net("relu", 1.5, 0.05).asymptotics();
        assertThat(relu.qStar().orElseThrow()).isCloseTo(0.2, within(1e-12));
        assertThat(relu.chiPerp()).isCloseTo(0.75, within(1e-12));
        assertThat(relu.chiPar()).isCloseTo(0.75, within(1e-12));
        assertThat(relu.cStar()).hasValue(1);
        assertThat(relu.xiC().orElseThrow()).isCloseTo(-1 / Math.log(0.75), within(1e-10));
        assertThat(relu.note()).isEmpty();
    }

    /** relu with layer norm, whatever its weights: χ = 1 and c* = 1; with biases of the signal's own variance χ = 1/2. */
    @Test
    void layerNormalizationFixesTheLength() {
        Asymptotics relu = net("relu", 7, 0).normalizedAsymptotics();
        assertThat(relu.qStar()).hasValue(1);
        assertThat(relu.chiPerp()).isCloseTo(1, within(1e-12));
        assertThat(relu.cStar()).hasValue(1);
        assertThat(relu.xiC()).hasValue(Double.POSITIVE_INFINITY);
        assertThat(relu.xiQ()).hasValue(0);
        Asymptotics biased = net("relu", 2, 1).normalizedAsymptotics();
        assertThat(biased.chiPerp()).isCloseTo(0.5, within(1e-12));
        assertThat(biased.xiC().orElseThrow()).isCloseTo(1 / Math.log(2), within(1e-10));
        assertThatThrownBy(() -> net("tanh", 0, 0).normalized()).isInstanceOf(IllegalArgumentException.class);
    }

    /** Layer by layer, by other code, deep normalized networks come to the same c*, xi_c and gradient. */
    @ParameterizedTest
    @CsvSource({"tanh, 2.5, 0.05", "tanh, 1, 0.3", "gelu, 3, 1", "softplus, 1.5, 0"})
    void deepNormalizedNetworksGetThere(String activation, double sigmaW2, double sigmaB2) {
        MeanField net = net(activation, sigmaW2, sigmaB2);
        Asymptotics ends = net.normalizedAsymptotics();
        List<Layer> layers = Collections.nCopies(400, Layer.centred(10, 10, sigmaW2 / 10, sigmaB2));
        FiniteNetwork network =
                FiniteNetwork.of(net.activation(), layers, Architecture.parse("plain+layernorm"), false);
        List<LayerPrediction> deep =
                Propagation.of(network, 1, OptionalDouble.of(0.2)).layers();
        double d = deep.get(399).decorrelation().orElseThrow();
        double end = 1 - ends.cStar().orElseThrow();
        assertThat(d).isCloseTo(end, within(1e-9));
        double before = deep.get(9).decorrelation().orElseThrow() - end;
        double after = deep.get(10).decorrelation().orElseThrow() - end;
        // the rate of the limit but for terms of the order of what is left
        assertThat(after / before)
                .isCloseTo(Math.exp(-1 / ends.xiC().orElseThrow()), within(4 * Math.abs(before) + 1e-6));
        // the first layer's length before normalization is the input's
        assertThat((deep.get(1).log10GradientRatio() - deep.get(11).log10GradientRatio()) / 10)
                .isCloseTo(Math.log10(ends.chiPerp()), within(1e-9));
    }

    @Test
    void leavesOutWhatDoesNotExistAndSaysSo() {
        Asymptotics vanishing = net("tanh", 0.5, 0).asymptotics();
        assertThat(vanishing.qStar()).hasValue(0);
        assertThat(vanishing.cStar()).isEmpty();
        assertThat(vanishing.xiC()).isEmpty();
        assertThat(vanishing.note().orElseThrow()).contains("no correlation length");
        Asymptotics exploding = net("elu", 2, 0).asymptotics();
        assertThat(exploding.qStar()).isEmpty();
        assertThat(exploding.chiPerp()).isCloseTo(1, within(1e-10));
        assertThat(exploding.cStar()).hasValue(1);
        Asymptotics preserved = net("relu", 2, 0).asymptotics();
        assertThat(preserved.qStar()).isEmpty();
        assertThat(preserved.chiPerp()).isCloseTo(1, within(1e-12));
        assertThat(preserved.cStar()).hasValue(1);
    }

    /** gelu has two fixed points with biases: one holds, and beyond the other all explodes. */
    @Test
    void findsSeveralFixedPoints() {
        Asymptotics gelu = net("gelu", 2.30252, 0.05).asymptotics();
        assertThat(gelu.fixedPoints()).hasSize(2);
        assertThat(gelu.fixedPoints().get(0).stable()).isTrue();
        assertThat(gelu.fixedPoints().get(1).stable()).isFalse();
        assertThat(gelu.fixedPoints().get(1).q()).isCloseTo(0.72204, within(2e-5));
        assertThat(gelu.fate()).isEqualTo(LengthLimit.EXPLODES);
        assertThat(gelu.qStar()).hasValue(gelu.fixedPoints().get(0).q());
        assertThat(gelu.note().orElseThrow()).contains("beyond");
    }

    @Test
    void onTheCriticalLineTheDepthScaleIsInfinite() {
        double critical =
                CriticalLine.points(Fixtures.activation("tanh"), 0.05).get(0).sigmaW2();
        Asymptotics tanh = net("tanh", critical, 0.05).asymptotics();
        assertThat(tanh.xiC()).hasValue(Double.POSITIVE_INFINITY);
        assertThat(tanh.cStar().orElseThrow()).isCloseTo(1, within(1e-6));
    }

    /** Pennington et al. 2017: relu at width 400 and 32 layers. */
    @Test
    void jacobianMeetsPennington() {
        JacobianSpectrum relu = net("relu", 2, 0).jacobian(1);
        assertThat(relu.orthogonalVariance(32)).isCloseTo(32, within(1e-9));
        assertThat(relu.gaussianVariance(32)).isCloseTo(64, within(1e-9));
        assertThat(relu.log10Mean(32)).isCloseTo(0, within(1e-12));
        assertThat(net("linear", 1, 0).jacobian(1).orthogonalVariance(32)).isCloseTo(0, within(1e-10));
    }

    @Test
    void refusesImpossibleVariances() {
        assertThatThrownBy(() -> net("tanh", -1, 0))
                .hasMessageContaining("sigma_w^2")
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> net("tanh", 1, Double.NaN)).hasMessageContaining("sigma_b^2");
    }

    private static MeanField net(String name, double sigmaW2, double sigmaB2) {
        return new MeanField(Fixtures.activation(name), sigmaW2, sigmaB2);
    }
}
