package dev.fathom.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every initializer over a million draws, against its exact law. */
class LawTest {
    private static final int[][] SHAPES = {{500, 2000}, {2000, 500}};

    static Stream<Arguments> independent() {
        return all().filter(arguments -> arguments.get()[1] instanceof Law.Independent)
                .filter(arguments -> !(arguments.get()[1] instanceof Law.Constant));
    }

    /** Orthogonal matrices of that size take minutes of QR; they have tests of their own. */
    static Stream<Arguments> all() {
        Stream<Initializer> some = Stream.of(
                        "torch:trunc_normal_(0.1, 1, -1, 3)",
                        "random_normal(0.3, 2)",
                        "random_uniform(0, 1)",
                        "sparse(7)")
                .map(Initializers::parse);
        return Stream.concat(Initializers.all().stream(), some)
                .filter(initializer -> !initializer.name().matches("orthogonal|lsuv"))
                .flatMap(initializer -> Arrays.stream(SHAPES)
                        .map(shape -> Arguments.of(
                                initializer, initializer.law(shape[0], shape[1], 2, 5), shape[0], shape[1])));
    }

    @ParameterizedTest(name = "{0} {2}x{3}")
    @MethodSource("all")
    void meanAndVarianceAreThoseOfTheLaw(Initializer initializer, Law law, int fanIn, int fanOut) {
        float[] w = law.draw(17, fanIn, fanOut);
        double mean = 0;
        for (float x : w) {
            mean += x;
        }
        mean /= w.length;
        double squares = 0;
        double fourth = 0;
        for (float x : w) {
            double d = (x - mean) * (x - mean);
            squares += d;
            fourth += d * d;
        }
        double variance = squares / w.length;
        // the standard error of a variance is sqrt((m4 - m2²) / N); float32 rounds each draw at 6e-8
        double meanError = Math.sqrt(law.variance() / w.length);
        double varianceError = Math.sqrt(Math.max(0, fourth / w.length - variance * variance) / w.length);
        assertThat(mean).isCloseTo(law.mean(), within(4 * meanError + 1e-7 * Math.abs(law.mean())));
        assertThat(variance).isCloseTo(law.variance(), within(4 * varianceError + 1e-6 * law.variance()));
    }

    @ParameterizedTest(name = "{0} {2}x{3}")
    @MethodSource("independent")
    void distributionIsThatOfTheLaw(Initializer initializer, Law.Independent law, int fanIn, int fanOut) {
        float[] w = law.draw(23, fanIn, fanOut);
        Arrays.sort(w);
        double distance = 0;
        for (int i = 0; i < w.length; i++) {
            double p = law.cdf(w[i]);
            distance = Math.max(distance, Math.max(p - (double) i / w.length, (i + 1.0) / w.length - p));
        }
        // Kolmogorov: P(sqrt(N) D > 2.7) = 2 exp(-2 2.7²) = 1e-6
        assertThat(distance).isLessThan(2.7 / Math.sqrt(w.length));
        assertThat(w[0]).isGreaterThanOrEqualTo((float) law.support().low());
        assertThat(w[w.length - 1]).isLessThanOrEqualTo((float) law.support().high());
    }

    static Stream<Arguments> orthogonal() {
        return Stream.of(Arguments.of(300, 120), Arguments.of(120, 300), Arguments.of(200, 200));
    }

    @ParameterizedTest
    @MethodSource("orthogonal")
    void fewerSideIsOrthonormal(int fanIn, int fanOut) {
        Law law = new Law.Orthogonal(1.5, fanIn, fanOut);
        float[] w = law.draw(5, fanIn, fanOut);
        int few = Math.min(fanIn, fanOut);
        int many = Math.max(fanIn, fanOut);
        double worst = 0;
        for (int a = 0; a < few; a++) {
            for (int b = 0; b <= a; b++) {
                double dot = 0;
                for (int i = 0; i < many; i++) {
                    dot += fanIn >= fanOut
                            ? (double) w[i * fanOut + a] * w[i * fanOut + b]
                            : (double) w[a * fanOut + i] * w[b * fanOut + i];
                }
                worst = Math.max(worst, Math.abs(dot / 2.25 - (a == b ? 1 : 0)));
            }
        }
        assertThat(worst).isLessThan(1e-5);
        double squares = 0;
        for (float x : w) {
            squares += (double) x * x;
        }
        assertThat(squares / w.length).isCloseTo(law.variance(), within(1e-6 * law.variance()));
    }

    /** Without the sign of R's diagonal, the first element would always have one sign. */
    @Test
    void haarMatricesHaveNoPreferredSign() {
        int positive = 0;
        for (int seed = 0; seed < 1000; seed++) {
            positive += new Law.Orthogonal(1, 3, 3).draw(seed, 3, 3)[0] > 0 ? 1 : 0;
        }
        // four standard deviations of a fair coin
        assertThat(positive).isBetween(500 - 64, 500 + 64);
    }

    @Test
    void everySparseUnitHearsExactlyKInputs() {
        float[] w = Initializers.parse("sparse(k=7)").law(50, 30, 1, 2).draw(3, 50, 30);
        for (int unit = 0; unit < 30; unit++) {
            int heard = 0;
            for (int i = 0; i < 50; i++) {
                heard += w[i * 30 + unit] != 0 ? 1 : 0;
            }
            assertThat(heard).isEqualTo(7);
        }
    }

    @Test
    void scalingALawScalesItsDraws() {
        for (Initializer initializer : Initializers.all()) {
            Law law = initializer.law(20, 30, 2, 5);
            float[] plain = law.draw(9, 20, 30);
            float[] scaled = law.scaled(3).draw(9, 20, 30);
            for (int i = 0; i < plain.length; i++) {
                assertThat((double) scaled[i])
                        .isCloseTo(3.0 * plain[i], within(1e-5 * Math.max(1, Math.abs(plain[i]))));
            }
        }
    }

    @Test
    void truncationKeepsKerasConstantToTheLastDigit() {
        assertThat(Math.sqrt(Law.TruncatedNormal.symmetric(1, 2).variance()))
                .isCloseTo(.87962566103423978, within(2e-16));
    }

    @Test
    void streamsOfPurposesLayersAndSeedsDiffer() {
        List<Long> keys = List.of(
                Philox.key(1, 1, Purpose.WEIGHTS),
                Philox.key(1, 1, Purpose.BIASES),
                Philox.key(1, 2, Purpose.WEIGHTS),
                Philox.key(2, 1, Purpose.WEIGHTS));
        assertThat(keys).doesNotHaveDuplicates();
    }

    /** Random123, kat_vectors. */
    @Test
    void philoxPassesTheKnownAnswers() {
        assertThat(block(0, 0, 0)).containsExactly(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8);
        assertThat(block(-1, -1, -1)).containsExactly(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd);
        assertThat(block(0x299f31d0a4093822L, 0x85a308d3243f6a88L, 0x0370734413198a2eL))
                .containsExactly(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1);
    }

    private static int[] block(long key, long low, long high) {
        int[] words = new int[Philox.BLOCK];
        Philox.block(key, low, high, words);
        return words;
    }
}
