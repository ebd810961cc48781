package dev.fathom.report.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.report.Fixture;
import org.junit.jupiter.api.Test;

class WeightScaleTest {
    @Test
    void takesTheScaleFromTheLawOfTheWeights() {
        WeightScale scale = new WeightScale();
        assertThat(scale.of(Fixture.trial("he_normal", "relu", 5, 0.1, 1))).isCloseTo(Math.sqrt(2), within(1e-12));
        assertThat(scale.of(Fixture.trial("lecun_normal", "tanh", 5, 1.5, 0.05, 0.1, 1)))
                .isCloseTo(1.5, within(1e-12));
        assertThat(scale.of(Fixture.trial("naive_normal", "tanh", 5, 0.1, 1))) // deviation 0.01, fan-in 128
                .isCloseTo(0.01 * Math.sqrt(128), within(1e-12));
        assertThat(scale.of(Fixture.trial("he_normal", "relu", 1, 0.1, 1))).isNaN();
        assertThat(scale.of(Fixture.trial("nobody_knows", "relu", 5, 0.1, 1))).isNaN();
    }
}
