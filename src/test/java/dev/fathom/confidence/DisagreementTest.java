package dev.fathom.confidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.util.Random;
import org.junit.jupiter.api.Test;

class DisagreementTest {
    /** With one degree of freedom Student's quantile is tan(pi (p - 1/2)), with two (2p - 1)/sqrt(2p(1 - p)). */
    @Test
    void reachIsStudentsQuantileAtBonferronisShare() {
        double one = 1 - 0.025;
        double three = 1 - 0.025 / 3;
        assertThat(Disagreement.reach(2, 1)).isCloseTo(Math.tan(Math.PI * (one - 0.5)), offset(1e-6));
        assertThat(Disagreement.reach(3, 3))
                .isCloseTo((2 * three - 1) / Math.sqrt(2 * three * (1 - three)), offset(1e-6));
        assertThat(Disagreement.reach(1, 1)).isInfinite();
    }

    @Test
    void takesMoreThanChanceAndMoreThanATenth() {
        assertThat(Disagreement.between(1.09, 0.001, 4, 1)).isFalse();
        assertThat(Disagreement.between(1.11, 0.001, 4, 1)).isTrue();
        assertThat(Disagreement.between(1.11, 0.05, 4, 1)).isFalse();
    }

    /** Of 400 tables of 40 true figures over three networks, at most 5 % hold a mark: 20, and 4 deviations of 4.4 above. */
    @Test
    void marksTrueTablesRarely() {
        Random random = new Random(7);
        double reach = Disagreement.reach(3, 40);
        int marked = 0;
        for (int table = 0; table < 400; table++) {
            boolean any = false;
            for (int figure = 0; figure < 40; figure++) {
                double a = 1 + 0.5 * random.nextGaussian();
                double b = 1 + 0.5 * random.nextGaussian();
                double c = 1 + 0.5 * random.nextGaussian();
                double mean = (a + b + c) / 3;
                double squares = (a - mean) * (a - mean) + (b - mean) * (b - mean) + (c - mean) * (c - mean);
                any |= Disagreement.between(mean, Math.sqrt(squares / 6), reach, 1);
            }
            marked += any ? 1 : 0;
        }
        assertThat(marked).isLessThanOrEqualTo(38);
    }
}
