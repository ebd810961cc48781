package dev.fathom.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real standalone master with two workers on loopback. */
@Tag("slow")
class ClusterTest {
    private static final String STUDY = """
            name: tiny
            data: digits
            steps: 600
            batch: 64
            width: 64
            grid:
              initializer: [he_normal, glorot_normal, orthogonal]
              activation: [relu, tanh]
              depth: [4, 6, 8, 10]
              seed: [0, 1, 2]
            """;

    @TempDir
    Path folder;

    private Standalone cluster;

    @BeforeEach
    void start() throws Exception {
        cluster = new Standalone(folder, STUDY);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void aKilledWorkerCostsItsCohortAloneAndAKilledDriverGoesOn() throws Exception {
        cluster.worker(0);
        Java second = cluster.worker(1);
        Java driver = cluster.onSpark("spark");
        awaitTrials(4, driver);
        second.kill();
        driver.await("is gone");
        long kept = Stores.trials(cluster.store("spark"));
        awaitTrials(kept + 4, driver);
        driver.kill();

        cluster.worker(1);
        Java again = cluster.onSpark("spark");
        assertThat(again.exitCode()).as(again.output()).isZero();
        assertThat(again.output())
                .contains("of 72 trials are in the store already")
                .doesNotContain("\tat ");

        Java local = cluster.here("local");
        assertThat(local.exitCode()).as(local.output()).isZero();
        assertThat(Stores.trials(cluster.store("spark"))).isEqualTo(72);
        Stores.assertSameResults(cluster.store("local"), cluster.store("spark"));
    }

    private void awaitTrials(long count, Java driver) throws Exception {
        for (int i = 0; i < 1200; i++) {
            Path store = cluster.store("spark");
            if (Files.exists(store) && driver.output().contains("engine:") && Stores.trials(store) >= count) {
                assertThat(driver.isAlive())
                        .as("killed in the middle: " + driver.output())
                        .isTrue();
                return;
            }
            assertThat(driver.isAlive()).as(driver.output()).isTrue();
            Thread.sleep(100);
        }
        assertThat(driver.output()).as("no %d trials in time", count).isEmpty();
    }

    @Test
    void whatNoWorkerCanGiveEndsInOneLine() throws Exception {
        cluster.worker(0);
        Java driver = cluster.onSpark("greedy", "-Dspark.executor.memory=64g", "-Dspark.fathom.patience=5s");
        assertThat(driver.exitCode()).as(driver.output()).isEqualTo(1);
        assertThat(driver.output())
                .contains("fathom: Spark has given no executor for 5 s", "spark.executor.memory")
                .doesNotContain("\tat ");
    }
}
