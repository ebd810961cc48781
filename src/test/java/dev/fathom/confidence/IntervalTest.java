package dev.fathom.confidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalTest {
    private static final int EXPERIMENTS = 4000;

    /** The tables of Clopper & Pearson; at the ends 1 - 0.025^(1/n) and its mirror image. */
    @ParameterizedTest
    @CsvSource({"0, 8, 0, 0.36942", "8, 8, 0.63058, 1", "7, 8, 0.47349, 0.99684", "10, 20, 0.27196, 0.72804"})
    void sharesFollowClopperAndPearson(int successes, int trials, double low, double high) {
        Interval interval = Interval.share(successes, trials);
        assertThat(interval.value()).isEqualTo((double) successes / trials);
        assertThat(interval.low()).isCloseTo(low, offset(1e-5));
        assertThat(interval.high()).isCloseTo(high, offset(1e-5));
    }

    /**
     * Of 4000 intervals 95 % hold the truth, give or take 4 deviations of the binomial: 0.95 ± 4 · 0.00345.
     */
    private static void covers(double truth, Function<SplittableRandom, Interval> experiment) {
        SplittableRandom random = new SplittableRandom(7);
        int held = 0;
        for (int i = 0; i < EXPERIMENTS; i++) {
            Interval interval = experiment.apply(random);
            held += interval.low() <= truth && truth <= interval.high() ? 1 : 0;
        }
        assertThat((double) held / EXPERIMENTS).isCloseTo(0.95, offset(4 * Math.sqrt(0.95 * 0.05 / EXPERIMENTS)));
    }

    private static double[] normals(SplittableRandom random, int n, double mean, double deviation) {
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = mean + deviation * random.nextGaussian();
        }
        return values;
    }

    @Test
    void meansAreCoveredAsStated() {
        covers(3, random -> Interval.mean(normals(random, 6, 3, 2)));
    }

    @Test
    void geometricMeansAreCoveredAsStated() {
        covers(Math.exp(0.5), random -> {
            double[] values = normals(random, 8, 0.5, 1);
            for (int i = 0; i < values.length; i++) {
                values[i] = Math.exp(values[i]);
            }
            return Interval.geometricMean(values);
        });
    }

    @Test
    void varianceRatiosAreCoveredAsStated() {
        covers(2.25, random -> Interval.varianceRatio(normals(random, 20, 1, 3), normals(random, 12, 0, 2)));
    }

    @Test
    void oneValueIsNoEvidence() {
        assertThatThrownBy(() -> Interval.mean(1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void unitsChangeAllThree() {
        assertThat(new Interval(4, 2, 6).over(2)).isEqualTo(new Interval(2, 1, 3));
    }

    /** Student's quantile with two degrees of freedom is (2p - 1)/√(2p(1 - p)). */
    @Test
    void widensIntervalsThatHoldAtOnce() {
        double p = 1 - 0.025 / 6;
        Interval interval = Interval.simultaneous(6, 1, 2, 3);
        double reach = (2 * p - 1) / Math.sqrt(2 * p * (1 - p)) / Math.sqrt(3);
        assertThat(interval.value()).isEqualTo(2);
        assertThat(interval.high() - 2).isCloseTo(reach, offset(1e-9 * reach));
        assertThat(2 - interval.low()).isCloseTo(reach, offset(1e-9 * reach));
    }
}
