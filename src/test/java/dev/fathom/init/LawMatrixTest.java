package dev.fathom.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Laws of whole matrices, whose elements depend on each other. */
class LawMatrixTest {
    /** An element of the Gram matrix sums 500 products of float32-rounded elements: errors near 2^-24, far below 1e-5. */
    @ParameterizedTest
    @CsvSource({"200, 500", "500, 200", "300, 300", "1, 7", "7, 1", "1, 1"})
    void orthogonalRowsOrColumnsAreOrthonormal(int fanIn, int fanOut) {
        float[] w = new Distribution.Orthogonal(1, fanIn, fanOut).draw(5, fanIn, fanOut);
        boolean tall = fanIn >= fanOut;
        int vectors = Math.min(fanIn, fanOut);
        int length = Math.max(fanIn, fanOut);
        double worst = 0;
        for (int i = 0; i < vectors; i++) {
            for (int j = 0; j <= i; j++) {
                double dot = 0;
                for (int k = 0; k < length; k++) {
                    dot += tall
                            ? (double) w[k * fanOut + i] * w[k * fanOut + j]
                            : (double) w[i * fanOut + k] * w[j * fanOut + k];
                }
                worst = Math.max(worst, Math.abs(dot - (i == j ? 1 : 0)));
            }
        }
        assertThat(worst).isLessThanOrEqualTo(1e-5);
    }

    @ParameterizedTest
    @CsvSource({"200, 500", "500, 200"})
    void orthogonalVarianceIsGainSquaredOverTheLargerSide(int fanIn, int fanOut) {
        Distribution distribution = new Distribution.Orthogonal(1.5, fanIn, fanOut);
        assertThat(distribution.variance()).isEqualTo(2.25 / 500);
        double squares = 0;
        for (float x : distribution.draw(6, fanIn, fanOut)) {
            squares += (double) x * x;
        }
        assertThat(squares / (fanIn * fanOut)).isCloseTo(2.25 / 500, within(1e-6 * 2.25 / 500));
    }

    /**
     * Under Haar's measure on 2 x 2 matrices the first element is the cosine of a uniform angle and the determinant ±1
     * with equal chance; without the signs of R both fail. 4000 draws: 4 standard errors are 4/√4000 for the determinant
     * and the mean of the cosine, whose deviation is below 1.
     */
    @Test
    void orthogonalMatricesAreHaarDistributed() {
        int draws = 4000;
        double cosine = 0;
        double determinant = 0;
        int low = 0;
        for (int key = 0; key < draws; key++) {
            float[] w = new Distribution.Orthogonal(1, 2, 2).draw(Philox.key(key, 1, Purpose.WEIGHTS), 2, 2);
            cosine += w[0];
            determinant += w[0] * w[3] - w[1] * w[2];
            low += Math.abs(w[0]) < Math.sqrt(0.5) ? 1 : 0;
        }
        double tolerance = 4 / Math.sqrt(draws);
        assertThat(cosine / draws).isCloseTo(0, within(tolerance));
        assertThat(determinant / draws).isCloseTo(0, within(tolerance));
        assertThat((double) low / draws).isCloseTo(0.5, within(tolerance / 2));
    }

    @ParameterizedTest
    @CsvSource({"100, 300, 15", "300, 100, 15", "10, 40, 15", "15, 4, 15", "50, 50, 1"})
    void sparseUnitsHearExactlySoManyInputs(int fanIn, int fanOut, int k) {
        float[] w = new Distribution.Sparse(k, 1, fanIn, true).draw(7, fanIn, fanOut);
        for (int unit = 0; unit < fanOut; unit++) {
            int heard = 0;
            for (int i = 0; i < fanIn; i++) {
                heard += w[i * fanOut + unit] == 0 ? 0 : 1;
            }
            assertThat(heard).as("unit %d", unit).isEqualTo(Math.min(k, fanIn));
        }
    }

    /** Each input is heard Binomial(20000, 3/10) times: 4 standard errors are 4 √(20000 · 0.3 · 0.7) = 260. */
    @Test
    void sparseUnitsHearEveryInputEquallyOften() {
        float[] w = new Distribution.Sparse(3, 1, 10, true).draw(8, 10, 20_000);
        for (int input = 0; input < 10; input++) {
            int heard = 0;
            for (int unit = 0; unit < 20_000; unit++) {
                heard += w[input * 20_000 + unit] == 0 ? 0 : 1;
            }
            assertThat(heard).as("input %d", input).isBetween(6000 - 260, 6000 + 260);
        }
    }

    @Test
    void identityIsCutOrPadded() {
        assertThat(new Distribution.Identity(2, 2, 3).draw(1, 2, 3)).containsExactly(2, 0, 0, 0, 2, 0);
        assertThat(new Distribution.Identity(2, 3, 2).draw(1, 3, 2)).containsExactly(2, 0, 0, 2, 0, 0);
    }

    /** Order 4, so m = 2 and the factor 2^(-1/2). */
    @Test
    void hadamardWhereALayerWidens() {
        float c = (float) Math.sqrt(0.5);
        assertThat(new Distribution.Hadamard(1, 2, 3).draw(1, 2, 3)).containsExactly(c, c, c, c, -c, c);
        assertThat(new Distribution.Hadamard(1, 3, 2).draw(1, 3, 2)).containsExactly(1, 0, 0, 1, 0, 0);
        assertThat(new Distribution.Hadamard(3, 2, 2).draw(1, 2, 2)).containsExactly(3, 0, 0, 3);
    }
}
