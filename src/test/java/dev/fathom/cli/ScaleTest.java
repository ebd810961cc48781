package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sweeps of up to 100,000 trials in a heap of 1 GB; prints what a trial costs. */
@Tag("slow")
class ScaleTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1_000, 10_000, 100_000})
    void fitsIntoOneGigabyte(int trials) throws Exception {
        Process sweep = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ScaleMain.class.getName(),
                        folder.toString(),
                        String.valueOf(trials))
                .redirectErrorStream(true)
                .start();
        String said = new String(sweep.getInputStream().readAllBytes());
        System.out.print(said.substring(Math.max(0, said.lastIndexOf("scale: "))));
        assertThat(sweep.waitFor()).as(said).isZero();
        assertThat(said).contains(trials + " trials: " + trials + " slow");
    }
}
