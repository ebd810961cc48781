package dev.fathom.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.activation.Activation;
import dev.fathom.activation.catalog.Activations;
import dev.fathom.net.architecture.Architecture;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The oracle itself is held to finite differences in float64, for every activation, loss and architecture. */
class OracleTest {
    private static final String[] ARCHITECTURES = {
        "plain", "residual", "residual(0.3)", "plain+layernorm", "residual(0.5)+layernorm"
    };

    static Stream<Arguments> everything() {
        return Activations.all().stream()
                .flatMap(activation -> Stream.of(ARCHITECTURES)
                        .flatMap(architecture -> Stream.of(true, false)
                                .map(classify ->
                                        Arguments.of(activation, Architecture.parse(architecture), classify))));
    }

    @ParameterizedTest(name = "{0} {1} classify={2}")
    @MethodSource("everything")
    void gradientsEqualFiniteDifferences(Activation activation, Architecture architecture, boolean classify) {
        SplittableRandom random = new SplittableRandom(7);
        Oracle oracle = new Oracle(new int[] {4, 5, 5, 5, 3}, activation, architecture, classify);
        oracle.randomize(random, 1.2);
        double[][] xs = new double[3][4];
        double[][] targets = new double[3][3];
        for (int s = 0; s < 3; s++) {
            for (int i = 0; i < 4; i++) {
                xs[s][i] = random.nextGaussian();
            }
            targets[s][s] = 1;
        }
        Oracle.Gradients gradients = oracle.gradients(xs, targets);

        double scale = 0;
        double worst = 0;
        for (int layer = 0; layer < oracle.weights.length; layer++) {
            for (int i = 0; i < oracle.weights[layer].length; i++) {
                double[] row = oracle.weights[layer][i];
                for (int j = 0; j < row.length; j++) {
                    double difference = difference(oracle, xs, targets, row, j);
                    worst = Math.max(worst, Math.abs(difference - gradients.weights[layer][i][j]));
                    scale = Math.max(scale, Math.abs(difference));
                }
            }
            for (int j = 0; j < oracle.biases[layer].length; j++) {
                double difference = difference(oracle, xs, targets, oracle.biases[layer], j);
                worst = Math.max(worst, Math.abs(difference - gradients.biases[layer][j]));
                scale = Math.max(scale, Math.abs(difference));
            }
        }
        // a five-point difference at h = 1e-4 has truncation about h^4 and rounding about 1e-16 / h: both near 1e-12
        assertThat(worst / scale).as("relative error").isLessThan(1e-6);
    }

    /** Fourth-order central difference of the mean loss by one parameter. */
    private static double difference(Oracle oracle, double[][] xs, double[][] targets, double[] at, int index) {
        double h = 1e-4;
        double value = at[index];
        double[] losses = new double[4];
        double[] steps = {-2, -1, 1, 2};
        for (int i = 0; i < 4; i++) {
            at[index] = value + steps[i] * h;
            losses[i] = oracle.meanLoss(xs, targets);
        }
        at[index] = value;
        return (losses[0] - 8 * losses[1] + 8 * losses[2] - losses[3]) / (12 * h);
    }
}
