package dev.fathom.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.net.architecture.Architecture;
import dev.fathom.theory.propagation.FiniteNetwork;
import dev.fathom.theory.propagation.FiniteWidth;
import dev.fathom.theory.propagation.Layer;
import dev.fathom.theory.propagation.LayerPrediction;
import dev.fathom.theory.propagation.Propagation;
import dev.fathom.theory.propagation.Scatter;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Theory against random nets. Tolerances are standard errors over independent nets, plus the bias of finite width. */
class MonteCarloTest {
    @ParameterizedTest
    @CsvSource({
        "tanh, 1.5, 0.05, -1, ''",
        "selu, 1, 0, -1, ''",
        "gelu, 2, 0.1, -1, +layernorm",
        "relu, 2, 0.1, 0.3, ''",
        "tanh, 2, 0, 1, +layernorm",
        "hard_tanh, 1.2, 0.1, 0.5, +layernorm",
        "tanh, 2, 0, 1, +rmsnorm"
    })
    void wideNetsFollowTheory(String name, double sigmaW2, double sigmaB2, double alpha, String norm) {
        int width = 192;
        int depth = 6;
        Architecture architecture = Architecture.parse((alpha < 0 ? "plain" : "residual(" + alpha + ")") + norm);
        FiniteNetwork network = FiniteNetwork.of(
                Fixtures.activation(name),
                Collections.nCopies(depth, Layer.centred(width, width, sigmaW2 / width, sigmaB2)),
                architecture,
                false);
        List<Sample> samples = samples(network, architecture, 40);
        List<LayerPrediction> predicted = Propagation.of(network, 1).layers();
        for (int l = 0; l < depth; l++) {
            int layer = l;
            LayerPrediction expected = predicted.get(l);
            check(samples, s -> s.lengths[layer], expected.preactivationSecondMoment(), 2.0 * depth / width);
            check(samples, s -> s.gradients[layer], expected.gradientRatio(), 2.0 * depth / width);
        }
    }

    private static void check(List<Sample> samples, ToDoubleFunction<Sample> of, double expected, double bias) {
        double mean = mean(samples, of);
        double error = Math.sqrt(variance(samples, of) / samples.size());
        assertThat(mean).isCloseTo(expected, within(4 * error + bias * expected));
    }

    /** The exact formula for homogeneous activations: 5/width for relu, 2/width for linear. */
    @ParameterizedTest
    @CsvSource({"relu, 2, 5", "linear, 1, 2"})
    void normsOfScaleFreeNetsScatterByTheFormula(String name, double sigmaW2, double k) {
        FiniteWidth finite = FiniteWidth.of(Fixtures.activation(name)).orElseThrow();
        assertThat(finite.k()).isCloseTo(k, within(1e-10));
        int width = 32;
        int depth = 4;
        FiniteNetwork network = net(name, width, depth, sigmaW2);
        // depth - 1 activations, and the last pre-activation's own 2/width
        double expected = (1 + finite.relativeVariance(width, width, width)) * (1 + 2.0 / width) - 1;
        Scatter last = Scatter.of(network, Propagation.of(network, 1)).get(depth - 1);
        assertThat(last.lengthVariance()).isCloseTo(expected, within(1e-10));

        List<Sample> samples = samples(network, Architecture.PLAIN, 5000);
        ToDoubleFunction<Sample> square = s -> Math.pow(s.lengths[depth - 1] / s.input / sigmaW2 - 1, 2);
        double error = Math.sqrt(variance(samples, square) / samples.size());
        assertThat(error).isLessThan(0.12 * expected);
        assertThat(mean(samples, square)).isCloseTo(expected, within(3 * error));
    }

    @ParameterizedTest
    @CsvSource({"tanh, 1.5", "tanh, 1", "softplus, 2", "swish, 2", "selu, 1", "sigmoid, 16", "relu, 2"})
    void singleNetsScatterAsPredicted(String name, double sigmaW2) {
        int width = 64;
        int depth = 12;
        FiniteNetwork network = net(name, width, depth, sigmaW2);
        List<Sample> samples = samples(network, Architecture.PLAIN, 300);
        List<Scatter> scatter = Scatter.of(network, Propagation.of(network, 1));
        double length = variance(samples, s -> Math.log(s.lengths[depth - 1]));
        double gradient = variance(samples, s -> Math.log(s.gradients[0]));
        close(length, Math.log1p(scatter.get(depth - 1).lengthVariance()), samples.size());
        close(gradient, scatter.get(0).gradientLogVariance(), samples.size());
    }

    /** Four standard errors of a variance, and the next order, of the size of the variance itself. */
    private static void close(double measured, double predicted, int count) {
        assertThat(measured / predicted).isCloseTo(1, within(4 * Math.sqrt(2.0 / count) + 0.5 * predicted));
    }

    @Test
    void warnsWhereSingleNetsScatterWidely() {
        assertThat(caveat("tanh", 1.5, 512, 20)).isEmpty();
        assertThat(caveat("gelu", 2, 128, 50).orElseThrow()).contains("scatter");
        assertThat(caveat("swish", 2, 64, 20)).isPresent();
        assertThat(caveat("softplus", 2, 128, 50)).isPresent();
    }

    private static Optional<String> caveat(String name, double sigmaW2, int width, int depth) {
        FiniteNetwork network = net(name, width, depth, sigmaW2);
        return Scatter.caveat(Scatter.of(network, Propagation.of(network, 1)));
    }

    @Test
    void reluAtWidth512AndDepth50() {
        FiniteWidth relu = FiniteWidth.of(Fixtures.activation("relu")).orElseThrow();
        int[] widths = IntStream.generate(() -> 512).limit(50).toArray();
        assertThat(Math.sqrt(relu.relativeVariance(widths))).isCloseTo(0.79, within(0.005));
        assertThat(relu.logVariance(widths)).isCloseTo(0.49, within(0.005));
        assertThat(relu.logMean(widths)).isCloseTo(-0.245, within(0.003));
        assertThat(relu.quantile(0, widths)).isCloseTo(Math.exp(relu.logMean(widths)), within(1e-12));
        assertThat(FiniteWidth.of(Fixtures.activation("tanh"))).isEmpty();
    }

    private static FiniteNetwork net(String name, int width, int depth, double sigmaW2) {
        return FiniteNetwork.plain(
                Fixtures.activation(name), Collections.nCopies(depth, Layer.centred(width, width, sigmaW2 / width, 0)));
    }

    private static List<Sample> samples(FiniteNetwork network, Architecture architecture, int count) {
        SplittableRandom random = new SplittableRandom(20261123);
        return IntStream.range(0, count)
                .mapToObj(i -> new Sample(network, architecture, random))
                .toList();
    }

    private static double mean(List<Sample> samples, ToDoubleFunction<Sample> of) {
        return samples.stream().mapToDouble(of).average().orElseThrow();
    }

    private static double variance(List<Sample> samples, ToDoubleFunction<Sample> of) {
        double mean = mean(samples, of);
        return samples.stream()
                        .mapToDouble(s -> Math.pow(of.applyAsDouble(s) - mean, 2))
                        .sum()
                / (samples.size() - 1);
    }
}
