package dev.fathom.theory.propagation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.activation.Activation;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.theory.Fixtures;
import dev.fathom.theory.integral.ActivationIntegrals;
import dev.fathom.theory.meanfield.MeanField;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PropagationTest {
    private static final int WIDTH = 100;

    static List<Activation> activations() {
        return Fixtures.all();
    }

    /**
     * "What theory says of common advice": log₁₀ of the squared gradient factor through 5 and 50 layers, from a first
     * pre-activation of variance 1.
     */
    @ParameterizedTest
    @CsvSource({
        "sigmoid, 1, -6.4, 0.05, -63, 0.5",
        "sigmoid, 16, -1.7, 0.05, -20, 0.5",
        "tanh, 1, -0.9, 0.05, -1.8, 0.05",
        "tanh, 2.7777777777777777, 0.5, 0.05, 4.2, 0.05",
        "relu, 1, -1.505149978, 1e-8, -15.05149978, 1e-7",
        "gelu, 2, -0.3, 0.05, -13, 0.5",
        "swish, 2, -0.9, 0.05, -14, 0.5",
        "selu, 1, 0.15, 0.005, 1.5, 0.05"
    })
    void meetsTheTable(String name, double sigmaW2, double at5, double digits5, double at50, double digits50) {
        assertThat(factor(name, sigmaW2, 5)).isCloseTo(at5, within(digits5));
        assertThat(factor(name, sigmaW2, 50)).isCloseTo(at50, within(digits50));
    }

    private static double factor(String name, double sigmaW2, int layers) {
        Propagation propagation = Propagation.of(net(name, layers + 1, sigmaW2, 0), 1 / sigmaW2);
        return propagation.layers().get(0).log10GradientRatio();
    }

    @Test
    void firstLayerSeesTheInputItself() {
        Layer first = Layer.centred(784, 50, 0.002, 0.1);
        LayerPrediction layer = Propagation.of(FiniteNetwork.plain(Fixtures.activation("relu"), List.of(first)), 0.3)
                .layers()
                .get(0);
        assertThat(layer.preactivationSecondMoment()).isCloseTo(784 * 0.002 * 0.3 + 0.1, within(1e-14));
        assertThat(layer.activationSecondMoment()).isCloseTo(layer.preactivationSecondMoment() / 2, within(1e-13));
        assertThat(layer.gradientRatio()).isEqualTo(1);
    }

    @Test
    void gradientTakesTheNextLayersWidthAndThisLayersLength() {
        List<Layer> layers = List.of(
                Layer.centred(10, 300, 0.3, 0.2), Layer.centred(300, 70, 0.01, 0.4), Layer.centred(70, 20, 0.02, 0));
        Activation tanh = Fixtures.activation("tanh");
        ActivationIntegrals moments = new ActivationIntegrals(tanh);
        List<LayerPrediction> predicted =
                Propagation.of(FiniteNetwork.plain(tanh, layers), 2).layers();
        double q1 = 10 * 0.3 * 2 + 0.2;
        double q2 = 300 * 0.01 * moments.square(q1) + 0.4;
        double delta2 = 20 * 0.02 * moments.derivativeSquare(q2);
        double delta1 = 70 * 0.01 * moments.derivativeSquare(q1) * delta2;
        assertThat(predicted.get(1).preactivationSecondMoment()).isCloseTo(q2, within(1e-12));
        assertThat(predicted.get(1).gradientRatio()).isCloseTo(delta2, within(1e-12));
        assertThat(predicted.get(0).gradientRatio()).isCloseTo(delta1, within(1e-12));
    }

    /** Hayou et al. 2019: on relu's edge 1 - c_L → 9π²/(2L²), corrections being of order (ln L)/L. */
    @Test
    void reluForgetsItsInputsAlgebraically() {
        List<LayerPrediction> layers =
                Propagation.of(net("relu", 4000, 2, 0), 1, OptionalDouble.of(0)).layers();
        double[] errors = new double[2];
        for (int i = 0; i < 2; i++) {
            int depth = i == 0 ? 400 : 4000;
            double limit = 9 * Math.PI * Math.PI / (2.0 * depth * depth);
            errors[i] = layers.get(depth - 1).decorrelation().orElseThrow() / limit - 1;
        }
        assertThat(errors[1]).isCloseTo(0, within(0.03));
        assertThat(Math.abs(errors[1])).isLessThan(Math.abs(errors[0]) / 5);
    }

    @ParameterizedTest
    @MethodSource("activations")
    void correlationsFollowTheMap(Activation phi) {
        MeanField field = new MeanField(phi, 1.7, 0.1);
        List<LayerPrediction> layers = Propagation.of(net(phi.name(), 4, 1.7, 0.1), 0.8, OptionalDouble.of(-0.2))
                .layers();
        double c = (1.7 * 0.8 * -0.2 + 0.1) / (1.7 * 0.8 + 0.1);
        double q = 1.7 * 0.8 + 0.1;
        for (LayerPrediction layer : layers) {
            assertThat(layer.preactivationSecondMoment()).isCloseTo(q, within(1e-11 * q));
            assertThat(layer.correlation().orElseThrow()).isCloseTo(c, within(1e-9));
            c = field.correlation(q, c);
            q = field.length(q);
        }
    }

    /** A deep sigmoid net maps all inputs to one point: 1 - c falls far below the rounding of c. */
    @Test
    void collapsingInputsKeepTheirDigits() {
        List<LayerPrediction> layers = Propagation.of(net("sigmoid", 60, 1, 0), 1, OptionalDouble.of(0))
                .layers();
        double last = layers.get(59).decorrelation().orElseThrow();
        double before = layers.get(58).decorrelation().orElseThrow();
        double chi = new MeanField(Fixtures.activation("sigmoid"), 1, 0)
                .asymptotics()
                .chiPerp();
        assertThat(last).isBetween(1e-90, 1e-50);
        assertThat(last / before).isCloseTo(chi, within(1e-6));
    }

    /** Correlated pairs, unbounded and bounded, kinked and smooth: a thousand layers while one waits. */
    @ParameterizedTest
    @CsvSource({"relu, 2", "tanh, 1", "tanh, 2", "selu, 1", "elu, 10", "softplus, 10", "sigmoid, 1", "swish, 2"})
    void thousandLayersAreQuickAndFinite(String name, double sigmaW2) {
        FiniteNetwork deep = net(name, 1000, sigmaW2, 0);
        List<LayerPrediction> layers = Assertions.assertTimeout(
                Duration.ofSeconds(5),
                () -> Propagation.of(deep, 1, OptionalDouble.of(0.5)).layers());
        for (LayerPrediction layer : layers) {
            assertThat(layer.log10GradientRatio()).isFinite();
            assertThat(layer.log10PreactivationSecondMoment()).isFinite();
            assertThat(layer.decorrelation().orElseThrow()).isBetween(0.0, 1.0);
        }
    }

    @Test
    void logarithmsOutliveFloat64() {
        List<LayerPrediction> small =
                Propagation.of(net("relu", 1000, 0.01, 0), 1).layers();
        assertThat(small.get(0).gradientRatio()).isZero();
        assertThat(small.get(0).log10GradientRatio()).isCloseTo(999 * Math.log10(0.005), within(1e-8));
        assertThat(small.get(999).preactivationSecondMoment()).isZero();
        assertThat(small.get(999).log10PreactivationSecondMoment())
                .isCloseTo(-2 + 999 * Math.log10(0.005), within(1e-8));
        List<LayerPrediction> large =
                Propagation.of(net("relu", 1000, 20, 0), 1).layers();
        assertThat(large.get(0).log10GradientRatio()).isCloseTo(999, within(1e-8));
        assertThat(large.get(999).preactivationSecondMoment()).isInfinite();
    }

    /** relu's residual and normalised forms in closed form (Yang & Schoenholz 2017). */
    @Test
    void skipsAddAndNormsDivide() {
        Activation relu = Fixtures.activation("relu");
        List<Layer> layers = Collections.nCopies(5, Layer.centred(WIDTH, WIDTH, 2.0 / WIDTH, 0));
        LayerPrediction[] residual =
                predict(FiniteNetwork.of(relu, layers, Architecture.parse("residual(0.5)"), false));
        assertThat(residual[4].preactivationSecondMoment()).isCloseTo(2 * Math.pow(1.25, 4), within(1e-12));
        assertThat(residual[0].gradientRatio()).isCloseTo(Math.pow(1.25, 4), within(1e-12));

        LayerPrediction[] readout = predict(FiniteNetwork.of(relu, layers, Architecture.parse("residual(0.5)"), true));
        assertThat(readout[4].preactivationSecondMoment()).isCloseTo(2 * Math.pow(1.25, 3), within(1e-12));

        LayerPrediction[] normalised =
                predict(FiniteNetwork.of(relu, layers, Architecture.parse("plain+layernorm"), false));
        assertThat(normalised[4].preactivationSecondMoment()).isCloseTo(1, within(1e-12));
        assertThat(normalised[0].gradientRatio()).isCloseTo(0.5, within(1e-12));
        assertThat(normalised[1].gradientRatio()).isCloseTo(1, within(1e-12));

        LayerPrediction[] both =
                predict(FiniteNetwork.of(relu, layers, Architecture.parse("residual+layernorm"), false));
        assertThat(both[4].preactivationSecondMoment()).isCloseTo(6, within(1e-12));
        assertThat(both[0].gradientRatio()).isCloseTo(1.5 * 4 / 3 * 5 / 4 * 6 / 5, within(1e-12));
    }

    @Test
    void deadBranchLeavesTheSkipAlone() {
        List<Layer> layers = Collections.nCopies(9, Layer.centred(WIDTH, WIDTH, 2.0 / WIDTH, 0.1));
        LayerPrediction[] rezero = predict(
                FiniteNetwork.of(Fixtures.activation("tanh"), layers, Architecture.parse("residual(0)"), false));
        assertThat(rezero[8].preactivationSecondMoment()).isCloseTo(2.1, within(1e-12));
        assertThat(rezero[0].gradientRatio()).isCloseTo(1, within(1e-12));
    }

    /** relu with He's weights: a branch of two layers keeps the second moment, so that each block adds S² of it. */
    @ParameterizedTest
    @CsvSource({"1, 2", "depth^-0.5, 1.25", "depth^-1, 1.0625"})
    void twoLayerBranchesAddTheirScale(String scale, double growth) {
        Architecture architecture = Architecture.parse("residual(" + scale + ", layers=2)");
        FiniteNetwork network = FiniteNetwork.of(
                Fixtures.activation("relu"),
                Collections.nCopies(9, Layer.centred(8, 8, 2 / 8.0, 0)),
                architecture,
                false);
        LayerPrediction[] layers = predict(network);
        for (int block = 1; block <= 4; block++) {
            LayerPrediction sum = layers[2 * block];
            LayerPrediction inside = layers[2 * block - 1];
            assertThat(sum.preactivationSecondMoment()).isCloseTo(2 * Math.pow(growth, block), within(1e-10));
            assertThat(inside.preactivationSecondMoment()).isCloseTo(2 * Math.pow(growth, block - 1), within(1e-10));
            assertThat(sum.gradientRatio()).isCloseTo(Math.pow(growth, 4 - block), within(1e-10));
            assertThat(inside.gradientRatio()).isCloseTo((growth - 1) * Math.pow(growth, 4 - block), within(1e-10));
        }
    }

    private static LayerPrediction[] predict(FiniteNetwork network) {
        return Propagation.of(network, 1).layers().toArray(LayerPrediction[]::new);
    }

    @Test
    void saysWhereTheoryDoesNotApply() {
        Activation relu = Fixtures.activation("relu");
        Propagation ones = Propagation.of(FiniteNetwork.plain(relu, List.of(new Layer(4, 4, 1, 0, 0))), 1);
        assertThat(ones.layers()).isEmpty();
        assertThat(ones.inapplicable().orElseThrow()).contains("layer 1").contains("mean 1.0");
        Propagation zeros = Propagation.of(FiniteNetwork.plain(relu, List.of(new Layer(4, 4, 0, 0, 0))), 1);
        assertThat(zeros.inapplicable().orElseThrow()).contains("all 0");
        assertThat(Propagation.of(net("relu", 2, 2, 0), Double.NaN).inapplicable())
                .isPresent();
        assertThat(Scatter.of(FiniteNetwork.plain(relu, List.of(new Layer(4, 4, 1, 0, 0))), ones))
                .isEmpty();
    }

    @Test
    void refusesNetsThatDoNotFit() {
        List<Layer> layers = List.of(Layer.centred(4, 5, 1, 0), Layer.centred(6, 4, 1, 0));
        assertThatThrownBy(() -> FiniteNetwork.plain(Fixtures.activation("relu"), layers))
                .hasMessageContaining("5 outputs");
        assertThatThrownBy(() -> Layer.centred(0, 5, 1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Layer.centred(2, 5, -1, 0)).hasMessageContaining("-1");
    }

    private static FiniteNetwork net(String name, int depth, double sigmaW2, double sigmaB2) {
        Layer layer = Layer.centred(WIDTH, WIDTH, sigmaW2 / WIDTH, sigmaB2);
        return FiniteNetwork.plain(Fixtures.activation(name), Collections.nCopies(depth, layer));
    }
}
