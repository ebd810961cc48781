package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A user without a home, whose native libraries pass through the temporary folder. */
class NativesLeftoversTest {
    @TempDir
    private Path temporary;

    @TempDir
    private Path work;

    private Path study;

    @BeforeEach
    void longStudy() throws IOException {
        study = Files.writeString(
                work.resolve("long.yaml"),
                "name: long\nsteps: 10000000\ngrid: {initializer: [he_normal], activation: [relu], seed: [0]}\n");
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "env",
                "--default-signal=INT,HUP",
                "-u",
                "HOME",
                "-u",
                "XDG_CACHE_HOME",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-Duser.home=?",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                Fathom.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(work.resolve("log").toFile())
                .start();
    }

    /** The library of SQLite is the last that a sweep loads. */
    private Process sweeping() throws IOException, InterruptedException {
        Process sweep = start(
                "sweep",
                study.toString(),
                "--device",
                "cpu",
                "--store",
                work.resolve("long.db").toString());
        while (!Files.exists(work.resolve("long.db-wal"))) {
            assertThat(sweep.isAlive())
                    .as(Files.readString(work.resolve("log")))
                    .isTrue();
            Thread.sleep(20);
        }
        assertThat(files(temporary)).isNotEmpty();
        return sweep;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> list = Files.list(folder)) {
            return list.filter(file -> !file.getFileName().toString().startsWith("hsperfdata"))
                    .toList();
        }
    }

    private static int exit(Process process) throws InterruptedException {
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return process.exitValue();
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 130", "HUP, 130"})
    void nothingIsLeftAfterASignal(String signal, int code) throws IOException, InterruptedException {
        Process sweep = sweeping();
        new ProcessBuilder("kill", "-" + signal, Long.toString(sweep.pid()))
                .start()
                .waitFor();

        assertThat(exit(sweep)).isEqualTo(code);
        assertThat(files(temporary)).isEmpty();
    }

    @Test
    void whatAKilledProcessLeftIsGoneAfterTheNext() throws IOException, InterruptedException {
        exit(sweeping().destroyForcibly());
        assertThat(files(temporary)).isNotEmpty();

        assertThat(exit(start("doctor"))).isZero();
        assertThat(files(temporary)).isEmpty();
    }
}
