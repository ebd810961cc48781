package dev.fathom.theory.propagation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.activation.Activation;
import dev.fathom.activation.catalog.Activations;
import dev.fathom.net.Extent;
import dev.fathom.net.NetworkSpec;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Second moments position by position: limits that are known exactly, and recursions written down by hand. */
class PositionRecursionTest {
    private static final int WIDTH = 10;
    private static final Activation TANH = Activations.parse("tanh");

    private static List<LayerPrediction> predict(
            Activation activation, String architecture, Extent input, int depth, int outputs, double sigmaW2) {
        Architecture parsed = Architecture.parse(architecture);
        NetworkSpec spec = parsed.network(Shape.uniform(input, depth, WIDTH, outputs));
        List<Layer> layers = spec.weights().stream()
                .map(weight -> Layer.centred(weight.fanIn(), weight.fanOut(), sigmaW2 / weight.fanIn(), 0.1))
                .toList();
        return Propagation.of(new FiniteNetwork(activation, layers, spec), 1.5, OptionalDouble.empty())
                .layers();
    }

    /** On a torus every position is that of a dense net: conv is plain with one layer more, resnet its residual form. */
    @ParameterizedTest
    @ValueSource(
            strings = {"", "(0.5,layers=2)", "(0.5,layers=2,norm=post)+layernorm", "(1,norm=peri,layers=2)+layernorm"})
    void aTorusIsADenseNet(String form) {
        boolean plain = form.isEmpty();
        List<LayerPrediction> dense =
                predict(TANH, plain ? "plain" : "residual" + form, Extent.vector(WIDTH), plain ? 7 : 6, 0, 1.7);
        List<LayerPrediction> torus =
                predict(TANH, plain ? "conv" : "resnet" + form, new Extent(3, 5, WIDTH), 6, 0, 1.7);
        assertThat(torus).hasSameSizeAs(dense);
        for (int i = 0; i < dense.size(); i++) {
            LayerPrediction expected = dense.get(i);
            LayerPrediction actual = torus.get(i);
            assertThat(actual.log10PreactivationSecondMoment())
                    .isCloseTo(expected.log10PreactivationSecondMoment(), within(1e-12));
            assertThat(actual.activationSecondMoment()).isCloseTo(expected.activationSecondMoment(), within(1e-12));
            assertThat(actual.log10GradientRatio()).isCloseTo(expected.log10GradientRatio(), within(1e-12));
        }
    }

    /**
     * With zeros beyond the border of a line of three and relu, E[φ²] = q/2 and E[φ'²] = 1/2: the middle sees all three
     * positions and an end two, by a third of σ_w² each.
     */
    @Test
    void zerosTakeSignalAtTheBorder() {
        double share = 1.8 / 9; // a kernel of 3 x 3 on one line
        double[] q = {1.8 * 1.5 + 0.1, 1.8 * 1.5 + 0.1, 1.8 * 1.5 + 0.1};
        List<LayerPrediction> layers =
                predict(Activations.parse("relu"), "conv(padding=zeros)", new Extent(1, 3, WIDTH), 2, 0, 1.8);
        for (int layer = 1; layer <= 3; layer++) {
            double mean = (q[0] + q[1] + q[2]) / 3;
            assertThat(layers.get(layer - 1).preactivationSecondMoment()).isCloseTo(mean, within(1e-12));
            assertThat(layers.get(layer - 1).activationSecondMoment()).isCloseTo(mean / 2, within(1e-12));
            double end = share * (q[0] + q[1]) / 2 + 0.1;
            q = new double[] {end, share * (q[0] + q[1] + q[2]) / 2 + 0.1, end};
        }
        // fan_out / fan_in = 1; from ones: the mean of (2, 3, 2), and of what these become, by share/2 each
        assertThat(layers.get(1).gradientRatio()).isCloseTo(share / 2 * 7 / 3, within(1e-12));
        assertThat(layers.get(0).gradientRatio()).isCloseTo(share * share / 4 * (5 + 7 + 5) / 3, within(1e-12));
    }

    /** A mean over P positions hands each 1/P of the gradient; what it makes of the signal is left open. */
    @Test
    void aMeanOverPositionsDividesGradients() {
        List<LayerPrediction> layers = predict(Activations.parse("relu"), "conv", new Extent(2, 3, WIDTH), 1, 4, 2);
        assertThat(layers).hasSize(2);
        double output = 4 * (2.0 / WIDTH) / 36 / 2; // fan_out V / P² E[φ'²]
        assertThat(layers.get(1).gradientRatio()).isCloseTo(output, within(1e-12));
        assertThat(layers.get(0).gradientRatio()).isCloseTo(output, within(1e-12)); // at the critical gain of relu
    }

    @Test
    void aBatchHasNoRecursionOfItsOwn() {
        NetworkSpec spec =
                Architecture.parse("resnet+batchnorm").network(Shape.uniform(new Extent(2, 2, WIDTH), 2, WIDTH, 0));
        List<Layer> layers = spec.weights().stream()
                .map(w -> Layer.centred(w.fanIn(), w.fanOut(), 1.0 / w.fanIn(), 0))
                .toList();
        assertThat(Propagation.of(new FiniteNetwork(TANH, layers, spec), 1).inapplicable())
                .hasValueSatisfying(reason -> assertThat(reason).contains("batch"));
    }

    @Test
    void aKernelOfItsCentreHasNoBorder() {
        NetworkSpec spec =
                Architecture.parse("conv(padding=zeros)").network(Shape.uniform(new Extent(4, 4, WIDTH), 5, WIDTH, 0));
        List<Layer> layers = spec.weights().stream()
                .map(w -> new Layer(w.fanIn(), w.fanOut(), 0, 1.3 / w.fanIn(), 0, true))
                .toList();
        List<LayerPrediction> centre =
                Propagation.of(new FiniteNetwork(TANH, layers, spec), 1).layers();
        List<LayerPrediction> dense = Propagation.of(
                        FiniteNetwork.plain(
                                TANH, java.util.Collections.nCopies(6, Layer.centred(WIDTH, WIDTH, 1.3 / WIDTH, 0))),
                        1)
                .layers();
        for (int i = 0; i < dense.size(); i++) {
            assertThat(centre.get(i).log10PreactivationSecondMoment())
                    .isCloseTo(dense.get(i).log10PreactivationSecondMoment(), within(1e-12));
            assertThat(centre.get(i).log10GradientRatio())
                    .isCloseTo(dense.get(i).log10GradientRatio(), within(1e-12));
        }
    }
}
