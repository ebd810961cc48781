package dev.fathom.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.fathom.cli.Mutation;
import dev.fathom.formats.models.ModelFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged files of weights give arrays or a {@link FormatException} of one line, in time and never anything else. */
class DamagedArraysTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"w.safetensors", "w.npz", "w.a.npy"})
    void areRefusedInOneLine(String name) throws IOException {
        damage(name, 1, 500);
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(strings = {"w.safetensors", "w.npz", "w.a.npy"})
    void tenThousandOfEach(String name) throws IOException {
        damage(name, 2, 10_000);
    }

    private void damage(String name, int seed, int count) throws IOException {
        List<Array> arrays = List.of(
                new Array("a", List.of(2, 3), new float[] {1, 2, 3, 4, 5, 6}),
                new Array("b", List.of(3), new float[] {1, 2, 3}));
        Path written = folder.resolve(name.replace(".a.", "."));
        ArrayFiles.write(written, arrays, Map.of("seed", "1"));
        Path file = folder.resolve(name);
        byte[] intact = Files.readAllBytes(file);
        int read = 0;
        for (int i = 0; i < count; i++) {
            Files.write(file, Mutation.ofBytes(intact, new Random(31L * seed + i)));
            read += assertTimeoutPreemptively(Duration.ofSeconds(20), () -> reads(file), name + " " + seed + "/" + i)
                    ? 1
                    : 0;
        }
        assertThat(read).isBetween(1, count - 1);
    }

    private static boolean reads(Path file) {
        try {
            ModelFiles.read(List.of(file), header -> true)
                    .arrays()
                    .forEach(array -> assertThat(array.values().length)
                            .isEqualTo(array.shape().stream().reduce(1, (a, b) -> a * b)));
            return true;
        } catch (FormatException e) {
            assertThat(e.getMessage()).contains(file.getFileName().toString()).doesNotContain("\n", "Exception");
            return false;
        }
    }
}
