package dev.fathom.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PhiloxTest {
    private static final int N = 1_000_000;

    /** Known answers of Random123; words are printed lowest first, so that a half of the counter holds its words swapped. */
    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0000000000000000, 0000000000000000, 6627e8d5 e169c58d bc57ac4c 9b00dbd8",
        "ffffffffffffffff, ffffffffffffffff, ffffffffffffffff, 408f276d 41c83b0e a20bc7c6 6d5451fd",
        "299f31d0a4093822, 85a308d3243f6a88, 0370734413198a2e, d16cfe09 94fdcceb 5001e420 24126ea1",
    })
    void knownAnswers(String key, String low, String high, String answer) {
        int[] words = new int[Philox.BLOCK];
        Philox.block(hex(key), hex(low), hex(high), words);
        assertThat(String.format("%08x %08x %08x %08x", words[0], words[1], words[2], words[3]))
                .isEqualTo(answer);
    }

    private static long hex(String word) {
        return Long.parseUnsignedLong(word, 16);
    }

    /** cuRAND's host order: block b is place b / 65536 of sequence b mod 65536. */
    @Test
    void blocksTakeTurnsAmongTheSequences() {
        int[] words = new int[Philox.BLOCK];
        int[] bare = new int[Philox.BLOCK];
        new Philox(42).block(3L * 65536 + 7, words);
        Philox.block(42, 3, 7, bare);
        assertThat(words).isEqualTo(bare);
    }

    @Test
    void uniformsExcludeZeroAndIncludeOne() {
        assertThat(Philox.uniform(0)).isEqualTo(0x1p-33f);
        assertThat(Philox.uniform(-1)).isEqualTo(1);
    }

    /** Within 4 standard errors: of the mean 1/√(12N), of the variance 1/√(180N). */
    @Test
    void uniformsFillTheUnitInterval() {
        float[] u = new float[N];
        Philox.of(1, 1, Purpose.INPUT).uniforms(u);
        double mean = mean(u);
        assertThat(mean).isCloseTo(0.5, within(4 / Math.sqrt(12.0 * N)));
        assertThat(variance(u, mean)).isCloseTo(1.0 / 12, within(4 / Math.sqrt(180.0 * N)));
        Arrays.sort(u);
        assertThat(u[0]).isPositive();
        assertThat(u[N - 1]).isLessThanOrEqualTo(1);
    }

    /** Within 4 standard errors: of the mean 1/√N, of the variance √(2/N). */
    @Test
    void normalsAreStandard() {
        float[] z = new float[N];
        Philox.of(1, 1, Purpose.WEIGHTS).normals(z);
        double mean = mean(z);
        assertThat(mean).isCloseTo(0, within(4 / Math.sqrt(N)));
        assertThat(variance(z, mean)).isCloseTo(1, within(4 * Math.sqrt(2.0 / N)));
    }

    /** Sine and cosine of one angle: any correlation would show within a pair; its standard error is 1/√(N/2). */
    @Test
    void normalsOfOnePairAreUncorrelated() {
        float[] z = new float[N];
        Philox.of(2, 1, Purpose.WEIGHTS).normals(z);
        double sum = 0;
        for (int i = 0; i < N; i += 2) {
            sum += (double) z[i] * z[i + 1];
        }
        assertThat(sum / (N / 2)).isCloseTo(0, within(4 / Math.sqrt(N / 2.0)));
    }

    @Test
    void everySeedLayerAndPurposeHasItsOwnKey() {
        Set<Long> keys = new HashSet<>();
        for (int seed = -5; seed < 100; seed++) {
            for (int layer = 0; layer < 100; layer++) {
                for (Purpose purpose : Purpose.values()) {
                    keys.add(Philox.key(seed, layer, purpose));
                }
            }
        }
        assertThat(keys).hasSize(105 * 100 * Purpose.values().length);
        assertThat(Philox.of(7, 3, Purpose.BIASES).key()).isEqualTo(Philox.key(7, 3, Purpose.BIASES));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 1000})
    void longerStreamStartsWithTheShorterOne(int length) {
        Philox stream = new Philox(3);
        float[] shorter = new float[length];
        float[] longer = new float[length + 5];
        stream.normals(shorter);
        stream.normals(longer);
        assertThat(Arrays.copyOf(longer, length)).isEqualTo(shorter);
        stream.uniforms(shorter);
        stream.uniforms(longer);
        assertThat(Arrays.copyOf(longer, length)).isEqualTo(shorter);
    }

    private static double mean(float[] x) {
        double sum = 0;
        for (float v : x) {
            sum += v;
        }
        return sum / x.length;
    }

    private static double variance(float[] x, double mean) {
        double sum = 0;
        for (float v : x) {
            sum += (v - mean) * (v - mean);
        }
        return sum / x.length;
    }
}
