package dev.fathom.atlas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.confidence.Interval;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is on record of a claim: its setting, and the rule by which networks were added. */
class SettingTest {
    @Test
    void whatDiffersInOneKeyIsOneGrid() {
        List<Setting> merged = Setting.merged(Stream.of("relu", "tanh")
                .flatMap(activation -> Stream.of(2, 3, 5)
                        .map(depth -> Setting.untrained(
                                "probed", ClaimNetwork.plain("he_normal", activation, depth, 8), 4, 3)))
                .toList());
        assertThat(merged).singleElement().satisfies(all -> {
            assertThat(all.keys().get("depth")).isEqualTo(List.of(2, 3, 5));
            assertThat(all.keys().get("activation")).isEqualTo(List.of("relu", "tanh"));
            assertThat(all.networks()).isEqualTo(3);
            assertThat(all.toString()).contains("seed 0-2").contains("depth 2, 3, 5");
        });
        List<Setting> apart = List.of(
                Setting.untrained("probed", ClaimNetwork.plain("he_normal", "relu", 2, 8), 4, 3),
                Setting.untrained("probed", ClaimNetwork.plain("he_normal", "tanh", 3, 8), 4, 3));
        assertThat(Setting.merged(apart)).isEqualTo(apart);
    }

    /** Exactly, over all paths: the chance that any look's interval excludes the true share is at most 5 %. */
    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.3, 0.5, 0.77})
    void lookingOftenCostsNoCertainty(double share) {
        int[] looks = {8, 24, 96};
        double[] alive = {1};
        double missed = 0;
        for (int look : looks) {
            for (int n = alive.length; n <= look; n++) {
                double[] next = new double[n + 1];
                for (int k = 0; k < n; k++) {
                    next[k] += alive[k] * (1 - share);
                    next[k + 1] += alive[k] * share;
                }
                alive = next;
            }
            for (int k = 0; k <= look; k++) {
                Interval interval = Interval.simultaneousShare(looks.length, k, look);
                if (share < interval.low() || share > interval.high()) {
                    missed += alive[k];
                    alive[k] = 0;
                }
            }
        }
        assertThat(missed).isBetween(1e-4, 0.05);
    }
}
