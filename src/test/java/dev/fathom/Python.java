package dev.fathom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * Scripts beside the tests, run by Python: readers and writers that share no code with this house. Interpreters are
 * python3, Debian's, and those that the environment variable FATHOM_PYTHONS names, separated by colons.
 */
public final class Python {
    private static final Map<String, Optional<String>> FOUND = new ConcurrentHashMap<>();

    private Python() {}

    /** Skips the test where there is no python3 with numpy. */
    public static void require() {
        require("numpy");
    }

    /** Skips the test where no interpreter has the modules; answers the one that has. */
    public static String require(String... modules) {
        String wanted = String.join(", ", modules);
        Optional<String> found = FOUND.computeIfAbsent(
                wanted,
                all -> candidates().stream().filter(python -> has(python, all)).findFirst());
        Assumptions.assumeTrue(found.isPresent(), "no Python with " + wanted + " is installed (see .ci/run)");
        return found.get();
    }

    private static List<String> candidates() {
        List<String> all = new ArrayList<>(List.of("python3", "/usr/bin/python3"));
        String more = System.getenv("FATHOM_PYTHONS");
        if (more != null && !more.isBlank()) {
            all.addAll(List.of(more.split(":")));
        }
        return all;
    }

    private static boolean has(String python, String modules) {
        try {
            ProcessBuilder builder = new ProcessBuilder(python, "-c", "import " + modules)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            builder.environment().put("KERAS_BACKEND", "jax");
            Process process = builder.start();
            return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** What the script prints, line by line. */
    public static List<String> run(String script, Object... arguments) throws IOException, InterruptedException {
        return runWith(require("numpy"), script, arguments);
    }

    /** The same with an interpreter that {@link #require(String...)} found. */
    public static List<String> runWith(String python, String script, Object... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                python, Path.of("src/test/resources/dev/fathom").resolve(script).toString()));
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        Process process = builder.start();
        try (InputStream in = process.getInputStream()) {
            String output = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
            return output.lines().toList();
        }
    }
}
