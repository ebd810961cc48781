package dev.fathom.theory.meanfield;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.activation.catalog.Activations;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Batch normalization's growth of gradients against closed forms, their limits and draws of normalized batches. */
class BatchGrowthTest {
    @ParameterizedTest
    @ValueSource(ints = {4, 5, 8, 64, 1000})
    void linearNetsGrowByTheClosedForm(int batch) {
        double expected = (batch - 2.0) / (batch - 3);
        assertThat(BatchGrowth.of(Activations.parse("linear"), batch).factor())
                .isCloseTo(expected, within(1e-8 * expected));
    }

    /** π/(π − 1) as the batch grows; what is left falls as 1/B. */
    @Test
    void reluReachesItsLimit() {
        double limit = Math.PI / (Math.PI - 1);
        double far = BatchGrowth.of(Activations.parse("relu"), 2000).factor() - limit;
        double near = BatchGrowth.of(Activations.parse("relu"), 1000).factor() - limit;
        assertThat(far).isBetween(0.0, 0.01);
        assertThat(near / far).isCloseTo(2, within(0.02));
    }

    /** The recursion itself, by draws: gradients of mean 0 over the batch go back through W, φ and the exact Jacobian. */
    @ParameterizedTest
    @CsvSource({"relu, 8", "tanh, 8", "relu, 32", "gelu, 12"})
    void agreesWithDraws(String name, int batch) {
        var activation = Activations.parse(name);
        SplittableRandom random = new SplittableRandom(6);
        int draws = 40_000;
        double spread = 0;
        double back = 0;
        double backSquares = 0;
        for (int draw = 0; draw < draws; draw++) {
            double[] z = normals(random, batch);
            double mean = mean(z);
            double variance = square(z) - mean * mean;
            double[] u = new double[batch];
            double[] d = normals(random, batch);
            double shift = mean(d);
            double[] values = new double[batch];
            for (int i = 0; i < batch; i++) {
                u[i] = (z[i] - mean) / Math.sqrt(variance);
                values[i] = activation.value(u[i]);
                d[i] = (d[i] - shift) * activation.derivative(u[i]);
            }
            double valueMean = mean(values);
            spread += (square(values) - valueMean * valueMean) * batch / (batch - 1) / draws;
            double gradientMean = mean(d);
            double along = 0;
            for (int i = 0; i < batch; i++) {
                along += d[i] * u[i] / batch;
            }
            double left = (square(d) - gradientMean * gradientMean - along * along) / variance * batch / (batch - 1);
            back += left / draws;
            backSquares += left * left / draws;
        }
        double error = Math.sqrt((backSquares - back * back) / draws) / back;
        double expected = BatchGrowth.of(activation, batch).factor();
        assertThat(back / spread).isCloseTo(expected, within(5 * error * expected));
    }

    private static double[] normals(SplittableRandom random, int count) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextGaussian();
        }
        return values;
    }

    private static double mean(double[] x) {
        double sum = 0;
        for (double value : x) {
            sum += value / x.length;
        }
        return sum;
    }

    private static double square(double[] x) {
        double sum = 0;
        for (double value : x) {
            sum += value * value / x.length;
        }
        return sum;
    }

    @Test
    void smallBatchesHaveNoMean() {
        assertThatThrownBy(() -> BatchGrowth.of(Activations.parse("relu"), 3)).hasMessageContaining("at least 4");
    }
}
