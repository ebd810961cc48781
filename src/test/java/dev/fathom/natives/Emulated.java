package dev.fathom.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The jar for another platform on an emulator of it.
 *
 * @param folder where it runs
 * @param java the command up to the arguments of Fathom
 */
record Emulated(Path folder, List<String> java) {
    private static final String STUDY = """
            name: '1: small'
            steps: 30
            grid: {initializer: [he_normal, naive_normal], activation: [relu, tanh], depth: [3], width: [32], seed: [0]}
            """;

    /** What has ended, with what it said on both streams. */
    record Run(int code, String said) {}

    Process start(String log, List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(log).toFile())
                .start();
    }

    Run run(List<String> command) throws IOException, InterruptedException {
        Process process = start("log", command);
        try {
            assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Run(process.exitValue(), Files.readString(folder.resolve("log")));
    }

    List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(java);
        command.addAll(List.of(arguments));
        return command;
    }

    String succeed(List<String> command) throws IOException, InterruptedException {
        Run run = run(command);
        assertThat(run.code()).as(run.said()).isZero();
        return run.said();
    }

    /** A sweep that is killed in the middle, while which another may not write its store, and that then goes on. */
    void sweepsAsThisMachineDoes(String ends) throws IOException, InterruptedException, SQLException {
        Files.writeString(folder.resolve("s.yaml"), STUDY.replace("\n", ends));
        List<String> here = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .map(entry -> Path.of(entry).toAbsolutePath().toString())
                        .collect(Collectors.joining(File.pathSeparator)),
                "dev.fathom.cli.Fathom",
                "sweep",
                "s.yaml",
                "--device",
                "cpu",
                "--store",
                "here.db");
        succeed(here);
        Path store = folder.resolve("1_ small.db");
        List<String> there = command("sweep", "s.yaml", "--cohort", "1");

        Process killed = start("killed.log", there);
        while (killed.isAlive() && finished(store).isEmpty()) {
            Thread.sleep(20);
        }
        Run second = run(there);
        killed.destroyForcibly().waitFor();
        String said = succeed(there);

        // where it came too late, the first had ended
        assertThat(second.code() == 0 || second.said().contains("in use by process "))
                .as(second.said())
                .isTrue();
        assertThat(said).contains("of 4 trials are in the store already");
        assertThat(folder.resolve("1_ small.html")).isNotEmptyFile();
        Map<String, double[]> expected = losses(folder.resolve("here.db"));
        Map<String, double[]> found = losses(store);
        assertThat(found.keySet()).isEqualTo(expected.keySet()).hasSize(4);
        expected.forEach((trial, loss) -> {
            // other kernels sum in another order: 30 steps of products of 784 terms, each rounded to 6e-8
            assertThat(found.get(trial)[0]).as(trial).isCloseTo(loss[0], within(1e-4 * (1 + loss[0])));
            assertThat(found.get(trial)[1]).as(trial).isCloseTo(loss[1], within(0.005));
        });
    }

    /** Final loss and accuracy by trial and verdict; none while the store is being made. */
    private static Map<String, double[]> finished(Path store) {
        try {
            return Files.exists(store) ? losses(store) : Map.of();
        } catch (SQLException e) {
            return Map.of();
        }
    }

    private static Map<String, double[]> losses(Path store) throws SQLException {
        Map<String, double[]> losses = new TreeMap<>();
        try (var sql = DriverManager.getConnection("jdbc:sqlite:" + store);
                var row =
                        sql.createStatement().executeQuery("SELECT trial, verdict, final_loss, accuracy FROM trials")) {
            while (row.next()) {
                losses.put(
                        row.getString(1) + " " + row.getString(2), new double[] {row.getDouble(3), row.getDouble(4)});
            }
        }
        return losses;
    }
}
