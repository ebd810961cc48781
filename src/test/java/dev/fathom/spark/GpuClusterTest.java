package dev.fathom.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.device.cuda.OnSimulator;
import dev.fathom.device.cuda.Simulator;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spark's GPU scheduling with two workers of one simulated GPU each: every task trains on the GPU that Spark gave it. */
@Tag("slow")
@OnSimulator
class GpuClusterTest {
    private static final String STUDY = """
            name: tiny
            data: gaussian
            steps: 100
            batch: 16
            width: 16
            grid:
              initializer: [he_normal, glorot_normal]
              activation: [relu, tanh]
              depth: [2, 3, 4, 5]
              seed: [0, 1, 2, 3]
            """;

    @TempDir
    Path folder;

    @Test
    void everyTaskTrainsOnTheGpuThatSparkGaveIt() throws Exception {
        try (Standalone cluster = new Standalone(folder, STUDY)) {
            cluster.worker(0);
            cluster.worker(1);
            Java driver = cluster.onSpark(
                    "gpu",
                    "-Dspark.executor.resource.gpu.amount=1",
                    "-Dspark.task.resource.gpu.amount=1",
                    "-Dspark.executorEnv.LD_LIBRARY_PATH=" + Simulator.FOLDER);
            assertThat(driver.exitCode()).as(driver.output()).isZero();
            assertThat(driver.output()).doesNotContain("\tat ");
            assertThat(Stores.trials(cluster.store("gpu"))).isEqualTo(64);
            assertThat(Stores.devices(cluster.store("gpu"))).containsExactly("cuda:0", "cuda:1");
        }
    }
}
