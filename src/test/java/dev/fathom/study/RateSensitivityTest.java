package dev.fathom.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class RateSensitivityTest {
    private static final double ROUNDING = 1e-15;

    /** Equal factors: the mean over the grid. */
    @Test
    void everyRateOfAnEvenGridCountsAsMuch() {
        double[] losses = {0.9, 0.2, 0.4, 1};
        assertThat(RateSensitivity.of(List.of(0.001, 0.01, 0.1, 1.0), losses, 0.2))
                .isCloseTo((0.9 + 0.2 + 0.4 + 1) / 4 - 0.2, within(ROUNDING));
    }

    /** Factors 4 and 16: the rates stand for 2, 3 and 4 octaves. */
    @Test
    void aRateCountsForWhatLiesNearestToIt() {
        assertThat(RateSensitivity.of(List.of(1.0, 4.0, 64.0), new double[] {0.3, 0.6, 1}, 0.1))
                .isCloseTo((2 * 0.3 + 3 * 0.6 + 4 * 1) / 9 - 0.1, within(ROUNDING));
    }

    @Test
    void whatIsNoNumberCountsAsChance() {
        assertThat(RateSensitivity.kept(Double.NaN)).isEqualTo(1);
        assertThat(RateSensitivity.kept(3)).isEqualTo(1);
        assertThat(RateSensitivity.kept(0.25)).isEqualTo(0.25);
    }
}
