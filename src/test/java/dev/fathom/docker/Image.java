package dev.fathom.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An image that buildah has built, unpacked, with what its configuration says of a run.
 *
 * @param environment words for run.sh
 */
record Image(Path root, String user, String environment, List<String> entrypoint, JsonNode labels) {
    private static final Path RUN = Path.of("src/test/containers/run.sh").toAbsolutePath();

    /** How a container is run; by default as an engine does that is careful. */
    record Way(String user, String temporary, long memory, String environment) {
        static final Way CAREFUL = new Way(null, "size=1m,noexec", 0, "");

        Way as(String other) {
            return new Way(other, temporary, memory, environment);
        }

        Way within(long bytes) {
            return new Way(user, temporary, bytes, environment);
        }

        Way with(String variable) {
            return new Way(user, temporary, memory, ";" + variable);
        }
    }

    record Run(int code, String said) {}

    static Image build(String dockerfile, String name, Path log) throws IOException, InterruptedException {
        shell(
                log,
                "buildah build --pull-never --layers --format docker --build-arg COMMIT=0123456789ab -f " + dockerfile
                        + " -t " + name + " .");
        return open(name, log);
    }

    static Image open(String name, Path log) throws IOException, InterruptedException {
        Path root = Path.of(shell(log, "buildah mount $(buildah from --pull-never " + name + ")")
                .strip());
        JsonNode docker = JsonMapper.shared()
                .readTree(shell(log, "buildah inspect --type image " + name))
                .get("Docker");
        JsonNode config = docker.get("config");
        List<String> environment = new ArrayList<>();
        config.get("Env").forEach(variable -> environment.add(variable.asString()));
        List<String> entrypoint = new ArrayList<>();
        config.get("Entrypoint").forEach(word -> entrypoint.add(word.asString()));
        return new Image(
                root, config.get("User").asString(), String.join(";", environment), entrypoint, config.get("Labels"));
    }

    static String shell(Path log, String command) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder("bash", "-c", command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("BUILDAH_ISOLATION", "chroot");
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command + " failed: " + said + Files.readString(log));
        }
        return said;
    }

    private List<String> words(Way way, Path results, List<String> command) {
        List<String> words = new ArrayList<>(List.of(
                RUN.toString(),
                root.toString(),
                results.toAbsolutePath().toString(),
                way.user() == null ? user : way.user(),
                way.temporary(),
                Long.toString(way.memory()),
                environment + way.environment()));
        words.addAll(command);
        return words;
    }

    /** Starts Fathom by the image's entry point. */
    Process start(Way way, Path results, Path log, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(entrypoint);
        command.addAll(List.of(arguments));
        return new ProcessBuilder(words(way, results, command))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** Runs Fathom by the image's entry point. */
    Run run(Way way, Path results, String... arguments) {
        List<String> command = new ArrayList<>(entrypoint);
        command.addAll(List.of(arguments));
        return runWhole(way, results, command);
    }

    Run runWhole(Way way, Path results, List<String> command) {
        try {
            Path log = Files.createTempFile("run", ".log");
            Process process = new ProcessBuilder(words(way, results, command))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            if (!process.waitFor(5, TimeUnit.MINUTES)) {
                process.destroy();
                throw new IllegalStateException(command + " hangs");
            }
            String said = Files.readString(log);
            Files.delete(log);
            return new Run(process.exitValue(), said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
