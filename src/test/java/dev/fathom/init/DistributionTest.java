package dev.fathom.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every law promises: draws have its moments, its support and, where elements are independent, its distribution. */
class DistributionTest {
    private static final int NARROW = 500;
    private static final int WIDE = 2000;
    private static final int N = NARROW * WIDE;
    private static final double LIMIT = 2.7 / Math.sqrt(N);
    private static final long KEY = Philox.key(11, 2, Purpose.WEIGHTS);

    static Stream<String> specs() {
        return Stream.concat(
                Initializers.all().stream().map(Initializer::spec),
                Stream.of(
                        "constant(-0.3)",
                        "random_normal(0.5, 2)",
                        "random_uniform(-1, 3)",
                        "truncated_normal(0, 1, -1, 2)",
                        "truncated_normal(0.3, 0.02, -2, 2)",
                        "trunc_normal_(std=0.02)",
                        "variance_scaling(3, fan_out, uniform)",
                        "variance_scaling(2, fan_geo_avg, truncated_normal)",
                        "variance_scaling(2, fan_avg, untruncated_normal)",
                        "orthogonal(1.4)",
                        "identity(-2)",
                        "sparse(k=3, std=0.5)",
                        "zero_hadamard(0.5)",
                        "jax:uniform",
                        "jax:truncated_normal"));
    }

    @ParameterizedTest
    @MethodSource("specs")
    void tallDrawsFollowTheLaw(String spec) {
        check(distribution(spec, WIDE, NARROW), WIDE, NARROW);
    }

    @ParameterizedTest
    @MethodSource("specs")
    void wideDrawsFollowTheLaw(String spec) {
        check(distribution(spec, NARROW, WIDE), NARROW, WIDE);
    }

    private static Distribution distribution(String spec, int fanIn, int fanOut) {
        return Initializers.parse(spec).distribution(fanIn, fanOut, 2, 3);
    }

    /**
     * The mean of N draws errs by σ/√N; float32 adds at most half its spacing, 2^-25 relative to the largest element. An
     * error e of the mean adds e² to the variance about the law's mean, which is far below its tolerance.
     */
    private static void check(Distribution distribution, int fanIn, int fanOut) {
        float[] w = distribution.draw(KEY, fanIn, fanOut);
        assertThat(w).hasSize(N);
        assertThat(outside(w, distribution.support())).as("draws outside").isZero();
        double std = Math.sqrt(distribution.variance());
        double rounding = 0x1p-24 * (Math.abs(distribution.mean()) + std);
        assertThat(moment(w, 0, 1))
                .as("mean")
                .isCloseTo(distribution.mean(), within(4 * std / Math.sqrt(N) + rounding));
        assertThat(moment(w, distribution.mean(), 2))
                .as("variance")
                .isCloseTo(
                        distribution.variance(),
                        within(4 * standardError(distribution, fanOut) + rounding * (std + rounding)));
        if (distribution instanceof Distribution.Independent independent) {
            Arrays.sort(w);
            assertThat(distance(w, 0, N - 1, independent)).isLessThan(LIMIT);
        }
    }

    private static int outside(float[] w, Distribution.Interval support) {
        int count = 0;
        for (float x : w) {
            if (!(x >= (float) support.low() && x <= (float) support.high())) {
                count++;
            }
        }
        return count;
    }

    private static double moment(float[] w, double center, int power) {
        double sum = 0;
        for (float x : w) {
            sum += power == 1 ? x - center : (x - center) * (x - center);
        }
        return sum / w.length;
    }

    /**
     * Of the variance: σ² √((κ - 1)/N) with the kurtosis κ, 3 for the normal law, 1.8 for the uniform one, at most 3 for
     * the normal one cut on both sides. A sparse matrix has the k normal numbers of each column to average over. The
     * squares of an orthogonal, identity or Hadamard matrix add up exactly.
     */
    private static double standardError(Distribution distribution, int fanOut) {
        double relative = 0;
        if (distribution instanceof Distribution.Normal || distribution instanceof Distribution.TruncatedNormal) {
            relative = Math.sqrt(2.0 / N);
        } else if (distribution instanceof Distribution.Uniform) {
            relative = Math.sqrt(0.8 / N);
        } else if (distribution instanceof Distribution.Sparse sparse) {
            relative = Math.sqrt(2.0 / sparse.nonzeros() / fanOut);
        } else if (distribution instanceof Distribution.Orthogonal) {
            relative = 1.0 / N; // the mean, of the order σ/√N, enters squared
        }
        return relative * distribution.variance();
    }

    /**
     * Kolmogorov and Smirnov's distance D, or a bound of it that is below the limit. Of draws i to j both distribution
     * functions rise, so that none is further off than the empirical one after j is above the law's at i, or the law's at j
     * above the empirical one before i; only where that is not below the limit are the halves looked at. P(√N D > 2.7) →
     * 2 exp(-2 · 2.7²) = 9e-7. A constant's jump is met from above only, hence the distribution function just beside each
     * draw.
     */
    private static double distance(float[] sorted, int i, int j, Distribution.Independent distribution) {
        double above = (j + 1.0) / sorted.length - distribution.cdf(Math.nextUp(sorted[i]));
        double below = distribution.cdf(Math.nextDown(sorted[j])) - (double) i / sorted.length;
        double bound = Math.max(above, below);
        if (bound < LIMIT || i == j) {
            return bound;
        }
        int middle = (i + j) / 2;
        return Math.max(distance(sorted, i, middle, distribution), distance(sorted, middle + 1, j, distribution));
    }

    @ParameterizedTest
    @MethodSource("specs")
    void scalingByAPowerOfTwoIsExact(String spec) {
        Distribution distribution = distribution(spec, 40, 70);
        float[] expected = distribution.draw(KEY, 40, 70);
        for (int i = 0; i < expected.length; i++) {
            expected[i] *= 0.5f;
        }
        assertThat(distribution.scaled(0.5).draw(KEY, 40, 70)).isEqualTo(expected);
    }

    /** Rounding to float32 of the law's parameters, of the sum and of the product: under 8 half spacings. */
    @ParameterizedTest
    @MethodSource("specs")
    void scalingMultipliesDraws(String spec) {
        Distribution distribution = distribution(spec, 70, 40);
        float[] once = distribution.draw(KEY, 70, 40);
        float[] thrice = distribution.scaled(3).draw(KEY, 70, 40);
        double largest = 0;
        double error = 0;
        for (int i = 0; i < once.length; i++) {
            largest = Math.max(largest, Math.abs(3.0 * once[i]));
            error = Math.max(error, Math.abs(3.0 * once[i] - thrice[i]));
        }
        assertThat(error).isLessThanOrEqualTo(8 * 0x1p-24 * largest);
    }

    @ParameterizedTest
    @MethodSource("specs")
    void negativeScalingReflectsTheLaw(String spec) {
        Distribution distribution = distribution(spec, 40, 70);
        Distribution reflected = distribution.scaled(-3);
        assertThat(reflected.mean()).isCloseTo(-3 * distribution.mean(), within(1e-14 * Math.abs(distribution.mean())));
        assertThat(reflected.variance())
                .isCloseTo(9 * distribution.variance(), within(1e-13 * distribution.variance()));
        assertThat(reflected.support().low())
                .isEqualTo(-3 * distribution.support().high());
        assertThat(reflected.support().high())
                .isEqualTo(-3 * distribution.support().low());
        assertThat(outside(reflected.draw(KEY, 40, 70), reflected.support())).isZero();
    }

    @ParameterizedTest
    @MethodSource("specs")
    void drawsAreAPureFunctionOfTheKey(String spec) {
        Distribution distribution = distribution(spec, 30, 50);
        assertThat(distribution.draw(KEY, 30, 50)).isEqualTo(distribution.draw(KEY, 30, 50));
        boolean fixed = distribution instanceof Distribution.Constant
                || distribution instanceof Distribution.Identity
                || distribution instanceof Distribution.Hadamard;
        assertThat(Arrays.equals(distribution.draw(KEY, 30, 50), distribution.draw(KEY + 1, 30, 50)))
                .isEqualTo(fixed);
    }

    /** One word in 2^26 or so becomes the uniform number 1; the first word under these keys does. */
    @ParameterizedTest
    @ValueSource(longs = {16390493, 54414807})
    void uniformNumberOneIsNoOutlier(long key) {
        float[] first = new float[1];
        new Philox(key).uniforms(first);
        assertThat(first[0]).isEqualTo(1);
        Distribution wideCut = new Distribution.TruncatedNormal(0, 0.02, -2, 2);
        assertThat(wideCut.draw(key, 1, 1)[0] / 0.02f).isBetween(5f, 6f);
        Distribution.TruncatedNormal keras = Distribution.TruncatedNormal.symmetric(1, 2);
        assertThat(keras.draw(key, 1, 1)[0]).isCloseTo(2f, within(1e-6f));
    }

    @Test
    void truncatedMomentsAreThoseOfTheCutDensity() {
        Distribution.TruncatedNormal distribution = new Distribution.TruncatedNormal(0.3, 1.5, -1, 2);
        int steps = 100_000; // of the midpoint rule, whose error is of the order 1/steps²
        double mass = 0;
        double first = 0;
        double second = 0;
        for (int i = 0; i < steps; i++) {
            double x = -1 + 3 * (i + 0.5) / steps;
            double density = Math.exp(-(x - 0.3) * (x - 0.3) / 2 / 2.25);
            mass += density;
            first += x * density;
            second += x * x * density;
        }
        double mean = first / mass;
        assertThat(distribution.mean()).isCloseTo(mean, within(1e-9));
        assertThat(distribution.variance()).isCloseTo(second / mass - mean * mean, within(1e-9));
        assertThat(distribution.cdf(-1)).isZero();
        assertThat(distribution.cdf(2)).isEqualTo(1);
    }
}
