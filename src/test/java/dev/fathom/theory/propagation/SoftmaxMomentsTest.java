package dev.fathom.theory.propagation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Moments of softmaxes of normal logits, against direct integrals for two positions and against samples for more. */
class SoftmaxMomentsTest {
    /** A row of two is a logistic function of √2 t g, and the integrals have two dimensions. */
    @ParameterizedTest
    @CsvSource({"1, 0.5", "0.2, 0.9", "3, 0", "1.5, -0.8", "2, 1", "0.05, 0.3"})
    void ofTwoPositions(double t, double r) {
        double square = 0;
        double product = 0;
        double slope = 0;
        double slopeOfTwo = 0;
        double step = 0.05;
        double weights = 0;
        for (double y = -9; y <= 9; y += step) {
            for (double e = -9; e <= 9; e += step) {
                double weight = Math.exp(-(y * y + e * e) / 2);
                double a = logistic(Math.sqrt(2) * t * y);
                double b = logistic(Math.sqrt(2) * t * (r * y + Math.sqrt(1 - r * r) * e));
                weights += weight;
                square += weight * (a * a + (1 - a) * (1 - a));
                product += weight * (a * b + (1 - a) * (1 - b));
                slope += weight * 4 * a * a * (1 - a) * (1 - a);
                slopeOfTwo += weight * 4 * a * b * (1 - a) * (1 - b);
            }
        }
        SoftmaxMoments found = SoftmaxMoments.of(2, t, r);
        assertThat(found.square()).isCloseTo(square / weights, within(1e-9));
        assertThat(found.deficit()).isCloseTo((square - product) / weights, within(1e-9));
        assertThat(found.slope()).isCloseTo(slope / weights, within(1e-9));
        assertThat(found.slopeOfTwo()).isCloseTo(slopeOfTwo / weights, within(1e-9));
    }

    private static double logistic(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    @ParameterizedTest
    @CsvSource({"16, 1, 0.3", "5, 2.5, 0.8", "49, 0.5, 0.95", "7, 0.03, 0.9"})
    void asSamplesHaveThem(int positions, double t, double r) {
        SplittableRandom random = new SplittableRandom(7);
        int count = 40_000;
        double[] sums = new double[4];
        double[] squares = new double[4];
        for (int n = 0; n < count; n++) {
            double[] z = new double[positions];
            double[] other = new double[positions];
            for (int j = 0; j < positions; j++) {
                z[j] = random.nextGaussian();
                other[j] = r * z[j] + Math.sqrt(1 - r * r) * random.nextGaussian();
            }
            double[] a = softmax(z, t);
            double[] b = softmax(other, t);
            double[] figures = {sum(a, a), (sum(a, a) + sum(b, b)) / 2 - sum(a, b), slope(a, a), slope(a, b)};
            for (int i = 0; i < 4; i++) {
                sums[i] += figures[i];
                squares[i] += figures[i] * figures[i];
            }
        }
        SoftmaxMoments found = SoftmaxMoments.of(positions, t, r);
        double[] expected = {found.square(), found.deficit(), found.slope(), found.slopeOfTwo()};
        for (int i = 0; i < 4; i++) {
            double mean = sums[i] / count;
            double error = Math.sqrt((squares[i] / count - mean * mean) / count);
            assertThat(mean).as("figure " + i).isCloseTo(expected[i], within(5 * error));
        }
    }

    private static double[] softmax(double[] z, double t) {
        double[] a = new double[z.length];
        double sum = 0;
        for (int j = 0; j < z.length; j++) {
            a[j] = Math.exp(t * z[j]);
            sum += a[j];
        }
        for (int j = 0; j < z.length; j++) {
            a[j] /= sum;
        }
        return a;
    }

    private static double sum(double[] a, double[] b) {
        double sum = 0;
        for (int j = 0; j < a.length; j++) {
            sum += a[j] * b[j];
        }
        return sum;
    }

    /** The mean over independent standard normal y of Σ a b (y - Σ a y) (y - Σ b y). */
    private static double slope(double[] a, double[] b) {
        double both = sum(a, b);
        double slope = 0;
        for (int j = 0; j < a.length; j++) {
            slope += a[j] * b[j] * (1 - a[j] - b[j] + both);
        }
        return slope;
    }

    @Test
    void limits() {
        assertThat(SoftmaxMoments.of(1, 2, 0.5)).isEqualTo(new SoftmaxMoments(1, 0, 0, 0));
        SoftmaxMoments alone = SoftmaxMoments.of(9, 1.2, 0); // rows that know nothing of each other
        assertThat(alone.square() - alone.deficit()).isCloseTo(1.0 / 9, within(1e-12));
        // series and difference meet
        double below = SoftmaxMoments.of(6, Math.sqrt(0.999999e-3), 0.5).deficit();
        double above = SoftmaxMoments.of(6, Math.sqrt(1.000001e-3), 0.5).deficit();
        assertThat(above).isCloseTo(below, within(4e-6 * above));
    }
}
