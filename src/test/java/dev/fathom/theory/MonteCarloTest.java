package dev.fathom.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Theory against random nets. Tolerances are standard errors over independent nets, plus the bias of finite width. */
class MonteCarloTest {
    @ParameterizedTest
    @CsvSource({
        "tanh, 1.5, 0.05, -1, false",
        "selu, 1, 0, -1, false",
        "gelu, 2, 0.1, -1, true",
        "relu, 2, 0.1, 0.3, false",
        "tanh, 2, 0, 1, true",
        "hard_tanh, 1.2, 0.1, 0.5, true"
    })
    void wideNetsFollowTheory(String name, double sigmaW2, double sigmaB2, double alpha, boolean normalised) {
        int width = 192;
        int depth = 6;
        Architecture architecture =
                alpha < 0 ? new Architecture.Plain(normalised) : new Architecture.Residual(alpha, normalised);
        Network network = new Network(
                Fixtures.activation(name),
                Collections.nCopies(depth, Layer.centred(width, width, sigmaW2 / width, sigmaB2)),
                architecture,
                false);
        List<Sample> samples = samples(network, 40);
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
        int width = 24;
        int depth = 5;
        Network network = net(name, width, depth, sigmaW2);
        List<Sample> samples = samples(network, 6000);
        // the last pre-activation adds its own 2/width to depth - 1 activations
        double expected = (1
                                + finite.relativeVariance(IntStream.generate(() -> width)
                                        .limit(depth - 1)
                                        .toArray()))
                        * (1 + 2.0 / width)
                - 1;
        // given the input's norm, which is divided out
        double[] squares = samples.stream()
                .mapToDouble(s -> Math.pow(s.lengths[depth - 1] / s.lengths[0], 2))
                .toArray();
        double[] ratios = samples.stream()
                .mapToDouble(s -> s.lengths[depth - 1] / s.lengths[0])
                .toArray();
        assertThat(expected).isPositive();
        assertThat(mean(squares) / Math.pow(mean(ratios), 2)).isGreaterThan(1);
        Scatter last = Scatter.of(network, Propagation.of(network, 1)).get(depth - 1);
        assertThat(last.lengthVariance()).isCloseTo(expected, within(1e-10));
    }

    @ParameterizedTest
    @CsvSource({"tanh, 1.5", "tanh, 1", "softplus, 2", "swish, 2", "selu, 1", "sigmoid, 16", "relu, 2"})
    void singleNetsScatterAsPredicted(String name, double sigmaW2) {
        int width = 64;
        int depth = 12;
        Network network = net(name, width, depth, sigmaW2);
        List<Sample> samples = samples(network, 300);
        List<Scatter> scatter = Scatter.of(network, Propagation.of(network, 1));
        double length = variance(samples, s -> Math.log(s.lengths[depth - 1]));
        double gradient = variance(samples, s -> Math.log(s.gradients[0]));
        System.out.printf(
                "%s %s: length %.3f %.3f gradient %.3f %.3f%n",
                name,
                sigmaW2,
                length,
                Math.log1p(scatter.get(depth - 1).lengthVariance()),
                gradient,
                scatter.get(0).gradientLogVariance());
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

    private static Network net(String name, int width, int depth, double sigmaW2) {
        return Network.plain(
                Fixtures.activation(name), Collections.nCopies(depth, Layer.centred(width, width, sigmaW2 / width, 0)));
    }

    private static List<Sample> samples(Network network, int count) {
        Random random = new Random(20261123);
        return IntStream.range(0, count)
                .mapToObj(i -> new Sample(network, random))
                .toList();
    }

    private static double mean(List<Sample> samples, ToDoubleFunction<Sample> of) {
        return samples.stream().mapToDouble(of).average().orElseThrow();
    }

    private static double mean(double[] values) {
        return java.util.Arrays.stream(values).average().orElseThrow();
    }

    private static double variance(List<Sample> samples, ToDoubleFunction<Sample> of) {
        double mean = mean(samples, of);
        return samples.stream()
                        .mapToDouble(s -> Math.pow(of.applyAsDouble(s) - mean, 2))
                        .sum()
                / (samples.size() - 1);
    }
}
