package dev.fathom.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real standalone master with two workers on loopback. A worker's GPU is a number that a script prints. */
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

    private final List<Java> processes = new ArrayList<>();
    private String master;
    private int port;

    @BeforeEach
    void start() throws Exception {
        Files.writeString(folder.resolve("tiny.yaml"), STUDY);
        Files.createDirectories(folder.resolve("home/jars")); // where a worker looks for Spark
        Files.createFile(folder.resolve("home/RELEASE"));
        port = freePort();
        master = "spark://127.0.0.1:" + port;
        Java process = Java.start(
                folder,
                "master",
                List.of(
                        "org.apache.spark.deploy.master.Master",
                        "--host",
                        "127.0.0.1",
                        "--port",
                        "" + port,
                        "--webui-port",
                        "0"));
        processes.add(process);
        process.await("I have been elected leader");
    }

    @AfterEach
    void stop() {
        processes.forEach(Java::close);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Java worker(int gpu) throws Exception {
        Path script = Files.writeString(
                folder.resolve("gpus-" + gpu),
                "#!/usr/bin/env bash\necho '{\"name\": \"gpu\", \"addresses\": [\"" + gpu + "\"]}'\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        Java process = Java.start(
                folder,
                "worker-" + gpu,
                List.of(
                        "-Dspark.worker.resource.gpu.amount=1",
                        "-Dspark.worker.resource.gpu.discoveryScript=" + script,
                        "org.apache.spark.deploy.worker.Worker",
                        "--host",
                        "127.0.0.1",
                        "--webui-port",
                        "0",
                        "-c",
                        "1",
                        "-m",
                        "1g",
                        "-d",
                        folder.resolve("work-" + gpu).toString(),
                        master));
        processes.add(process);
        process.await("Successfully registered with master");
        return process;
    }

    private Java sweep(String name, List<String> settings, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "-Dspark.driver.host=127.0.0.1",
                "-Dspark.driver.bindAddress=127.0.0.1",
                "-Dspark.executor.memory=512m",
                "-Dspark.fathom.patience=4min", // on a busy machine
                "-Dspark.executor.cores=1",
                "-Dspark.executor.extraClassPath=" + System.getProperty("java.class.path")));
        command.addAll(settings);
        command.addAll(
                List.of("dev.fathom.cli.Fathom", "sweep", "tiny.yaml", "--cohort", "4", "--store", name + ".db"));
        command.addAll(List.of(more));
        Java process = Java.start(folder, name, command);
        processes.add(process);
        return process;
    }

    @Test
    void aKilledWorkerCostsItsCohortAloneAndAKilledDriverGoesOn() throws Exception {
        worker(0);
        Java second = worker(1);
        String[] spark = {"--engine", "spark", "--master", master};
        Java driver = sweep("spark", List.of(), spark);
        awaitTrials(4, driver);
        second.kill();
        driver.await("is gone");
        long kept = Stores.trials(folder.resolve("spark.db"));
        awaitTrials(kept + 4, driver);
        driver.kill();

        worker(1);
        Java again = sweep("spark", List.of(), spark);
        assertThat(again.exitCode()).as(again.output()).isZero();
        assertThat(again.output())
                .contains("of 72 trials are in the store already")
                .doesNotContain("\tat ");

        Java local = sweep("local", List.of(), "--device", "cpu");
        assertThat(local.exitCode()).as(local.output()).isZero();
        assertThat(Stores.trials(folder.resolve("spark.db"))).isEqualTo(72);
        Stores.assertSameResults(folder.resolve("local.db"), folder.resolve("spark.db"));
    }

    private void awaitTrials(long count, Java driver) throws Exception {
        for (int i = 0; i < 1200; i++) {
            Path store = folder.resolve("spark.db");
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

    /** There is no GPU behind the addresses: every cohort fails for the reason that CUDA gives, and the sweep ends. */
    @Test
    void everyTaskHasTheGpuThatSparkGaveIt() throws Exception {
        worker(0);
        worker(1);
        Java driver = sweep(
                "gpu",
                List.of("-Dspark.executor.resource.gpu.amount=1", "-Dspark.task.resource.gpu.amount=1"),
                "--engine",
                "spark",
                "--master",
                master);
        int code = driver.exitCode();
        assertThat(driver.output()).contains("cuda:0").doesNotContain("\tat ");
        assertThat(code).isNotZero();
    }

    @Test
    void whatNoWorkerCanGiveEndsInOneLine() throws Exception {
        worker(0);
        Java driver = sweep(
                "greedy",
                List.of("-Dspark.executor.memory=64g", "-Dspark.fathom.patience=5s"),
                "--engine",
                "spark",
                "--master",
                master);
        assertThat(driver.exitCode()).as(driver.output()).isEqualTo(1);
        assertThat(driver.output())
                .contains("fathom: Spark has given no executor for 5 s", "spark.executor.memory")
                .doesNotContain("\tat ");
    }
}
