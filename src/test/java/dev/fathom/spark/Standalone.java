package dev.fathom.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real standalone master on loopback, its workers, and sweeps of {@code tiny.yaml} on them. */
final class Standalone implements AutoCloseable {
    private final Path folder;
    private final List<Java> processes = new ArrayList<>();
    private final String master;

    /** Starts the master. */
    Standalone(Path folder, String study) throws Exception {
        this.folder = folder;
        Files.writeString(folder.resolve("tiny.yaml"), study);
        Files.createDirectories(folder.resolve("home/jars")); // where a worker looks for Spark
        Files.createFile(folder.resolve("home/RELEASE"));
        int port = freePort();
        master = "spark://127.0.0.1:" + port;
        start(
                        "master",
                        List.of(
                                "org.apache.spark.deploy.master.Master",
                                "--host",
                                "127.0.0.1",
                                "--port",
                                "" + port,
                                "--webui-port",
                                "0"))
                .await("I have been elected leader");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Java start(String name, List<String> arguments) throws IOException {
        Java process = Java.start(folder, name, arguments);
        processes.add(process);
        return process;
    }

    /** @param gpu the address that its discovery script prints */
    Java worker(int gpu) throws Exception {
        Path script = Files.writeString(
                folder.resolve("gpus-" + gpu),
                "#!/usr/bin/env bash\necho '{\"name\": \"gpu\", \"addresses\": [\"" + gpu + "\"]}'\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        Java process = start(
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
        process.await("Successfully registered with master");
        return process;
    }

    /** On the cluster, with these settings of Spark. */
    Java onSpark(String name, String... settings) throws Exception {
        return sweep(name, List.of(settings), List.of("--engine", "spark", "--master", master));
    }

    Java here(String name) throws Exception {
        return sweep(name, List.of(), List.of("--device", "cpu"));
    }

    private Java sweep(String name, List<String> settings, List<String> where) throws Exception {
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
        command.addAll(where);
        return start(name, command);
    }

    Path store(String name) {
        return folder.resolve(name + ".db");
    }

    @Override
    public void close() {
        processes.forEach(Java::close);
    }
}
