package dev.fathom.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A sweep in a process of its own, to be killed, and what it left in its store. */
record SweepChild(Process process, Path log) {
    /** @param options beside the device and the report */
    static SweepChild start(Path study, Path store, String... options) throws IOException {
        Path log = Files.createTempFile(study.getParent(), "sweep", ".log");
        // a shell may have told its background children to ignore Ctrl-C, and Java obeys
        List<String> command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Fathom.class.getName()));
        command.addAll(arguments(study, store, options));
        return new SweepChild(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start(),
                log);
    }

    /** The same sweep in this process, where nothing that befalls it ends more than the sweep. */
    static Run here(Path study, Path store, String... options) {
        return Run.fathom(arguments(study, store, options).toArray(String[]::new));
    }

    private static List<String> arguments(Path study, Path store, String... options) {
        List<String> arguments = new ArrayList<>(
                List.of("sweep", study.toString(), "--device", "cpu", "--threads", "1", "--store", store.toString()));
        arguments.addAll(List.of("--report", study + ".html"));
        arguments.addAll(List.of(options));
        return arguments;
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(3, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException("the sweep hangs");
        }
        return process.exitValue();
    }

    String said() throws IOException {
        return Files.readString(log);
    }

    /** How many trials have a result. */
    static int trials(Path store) {
        return (int) results(store).stream().filter(row -> !row.contains("/")).count();
    }

    /** Everything of the results but when and how long; empty where there is no store yet. */
    static List<String> results(Path store) {
        List<String> rows = new ArrayList<>();
        if (!Files.exists(store)) {
            return rows;
        }
        String trials = "SELECT trial || verdict || hex(losses) || coalesce(test_loss, 'NaN') || accuracy FROM trial";
        String layers = "SELECT trial || step || '/' || layer || coalesce(gradient_variance, 'NaN') FROM layers";
        for (String query : List.of(trials, layers)) {
            try (var sql = DriverManager.getConnection("jdbc:sqlite:" + store);
                    var statement = sql.createStatement();
                    var row = statement.executeQuery(query + " ORDER BY 1")) {
                while (row.next()) {
                    rows.add(row.getString(1));
                }
            } catch (SQLException e) {
                return List.of(); // not yet made
            }
        }
        return rows;
    }
}
