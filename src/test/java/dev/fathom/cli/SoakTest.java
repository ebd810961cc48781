package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One sweep, killed a hundred times at random moments, ends with the store of an undisturbed one. */
@Tag("slow")
class SoakTest {
    private static final int KILLS = 100;

    private static final String STUDY = """
            name: soak
            data: gaussian
            steps: 3000
            batch: 16
            width: 16
            measure_at: [0, 1000]
            grid:
              initializer: [he_normal, standard_normal, zeros, orthogonal]
              activation: [relu, tanh]
              depth: [2, 3, 4, 5, 6]
              seed: [0, 1, 2, 3, 4]
            """;

    @TempDir
    Path folder;

    @Test
    void aHundredKills() throws Exception {
        Path study = Files.writeString(folder.resolve("soak.yaml"), STUDY);
        Path whole = folder.resolve("whole.db");
        Path killed = folder.resolve("killed.db");
        assertThat(SweepChild.start(study, whole).exitCode()).isZero();
        Random moments = new Random(5);
        int useful = 0;
        int ended = 0;
        int before = 0;
        for (int kills = 0; kills < KILLS; ) {
            SweepChild child = SweepChild.start(study, killed, "--cohort", "2");
            boolean over = child.process().waitFor(500 + moments.nextInt(6000), TimeUnit.MILLISECONDS);
            child.process().destroyForcibly().waitFor();
            List<String> now = SweepChild.results(killed);
            assertThat(SweepChild.results(whole)).containsAll(now);
            useful += now.size() > before ? 1 : 0;
            before = now.size();
            kills += over ? 0 : 1;
            if (over) { // faster than the kills: once more from the start
                assertThat(child.process().exitValue()).as(child.said()).isZero();
                assertThat(now).isEqualTo(SweepChild.results(whole));
                killed = folder.resolve("killed-" + ++ended + ".db");
                before = 0;
            }
        }
        assertThat(SweepChild.start(study, killed).exitCode()).isZero();
        assertThat(SweepChild.results(killed)).isEqualTo(SweepChild.results(whole));
        assertThat(useful)
                .as("killed runs that had brought new cohorts into the store")
                .isPositive();
        System.out.println(KILLS + " kills, " + useful + " runs brought new cohorts into the store, " + (ended + 1)
                + " sweeps came to their end");
    }
}
