package dev.fathom.device.cuda.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The committed PTX comes from the committed sources. */
class KernelSourcesTest {
    private static final Path SOURCES = Path.of("kernels");
    private static final Path RESOURCES = Path.of("src/main/resources/dev/fathom/device/cuda");

    @Test
    void ptxWasBuiltFromTheseSources() throws IOException, NoSuchAlgorithmException {
        Map<String, String> recorded = new TreeMap<>();
        for (String line : Files.readAllLines(RESOURCES.resolve("sources.sha256"))) {
            String[] parts = line.split("  ./"); // as sha256sum writes it
            recorded.put(parts[1], parts[0]);
        }
        Map<String, String> found = new TreeMap<>();
        for (Path source : files(SOURCES, ".cu", ".cuh", ".h")) {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(source));
            found.put(source.getFileName().toString(), HexFormat.of().formatHex(digest));
        }
        assertThat(found).as("run kernels/build.sh and commit what it writes").isEqualTo(recorded);
    }

    @Test
    void activationsComeFromTheirJavaClasses() throws IOException {
        Process script = new ProcessBuilder("bash", "kernels/activations.sh").start();
        String printed = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(Files.readString(SOURCES.resolve("activations.cuh")))
                .as("run kernels/build.sh and commit what it writes")
                .isEqualTo(printed);
    }

    @Test
    void everySourceIsAModule() throws IOException {
        List<String> sources = files(SOURCES, ".cu").stream()
                .map(path -> path.getFileName().toString().replace(".cu", ""))
                .toList();
        List<String> built = files(RESOURCES, ".ptx").stream()
                .map(path -> path.getFileName().toString().replace(".ptx", ""))
                .toList();
        assertThat(Kernels.MODULES).containsExactlyElementsOf(sources).containsExactlyElementsOf(built);
    }

    private static List<Path> files(Path folder, String... endings) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(path -> Stream.of(endings).anyMatch(path.toString()::endsWith))
                    .sorted()
                    .toList();
        }
    }
}
