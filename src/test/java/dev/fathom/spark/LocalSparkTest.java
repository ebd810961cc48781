package dev.fathom.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.store.Store;
import dev.fathom.study.Study;
import dev.fathom.sweep.CohortPlan;
import dev.fathom.sweep.DatasetCache;
import dev.fathom.sweep.DeviceTrainer;
import dev.fathom.sweep.Event;
import dev.fathom.sweep.Runner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sweep on Spark's threads in the driver, whole: the same results as without Spark, bit for bit. */
class LocalSparkTest {
    private static final String STUDY = """
            name: tiny
            data: csv:points.csv
            steps: 40
            batch: 8
            width: 8
            measure_at: [0, 20]
            grid:
              initializer: [he_normal, zeros]
              activation: relu
              depth: [2, 3, 4]
              seed: [0, 1]
            """;

    @TempDir
    Path folder;

    @Test
    void sparkGivesTheResultsOfALocalRun() throws Exception {
        StringBuilder points = new StringBuilder("x,y,label\n");
        for (int i = 0; i < 60; i++) {
            points.append(Math.sin(i)).append(',').append(Math.cos(3 * i)).append(i % 3 == 0 ? ",a\n" : ",b\n");
        }
        Files.writeString(folder.resolve("points.csv"), points);
        Files.writeString(folder.resolve("tiny.yaml"), STUDY);
        try (Java spark = Java.start(
                folder,
                "spark",
                List.of(
                        "dev.fathom.cli.Fathom",
                        "sweep",
                        "tiny.yaml",
                        "--store",
                        "spark.db",
                        "--engine",
                        "spark",
                        "--master",
                        "local[2]"))) {
            here(Study.read(folder.resolve("tiny.yaml")), folder.resolve("local.db"));
            assertThat(spark.exitCode()).as(spark.output()).isZero();
            assertThat(spark.output())
                    .contains("engine: Apache Spark 4", "12 trials:")
                    .doesNotContain("\tat ");
        }
        Stores.assertSameResults(folder.resolve("local.db"), folder.resolve("spark.db"));
    }

    private void here(Study study, Path file) {
        try (Store store = Store.forWriting(file, study);
                Device device = new CpuDevice(2)) {
            new Runner(Event.results(results -> store.save(results, "test")))
                    .on(new DeviceTrainer(device, study.measuredSteps(), new DatasetCache(folder)), null)
                    .run(CohortPlan.pack(study.trials(), 5));
        }
    }
}
