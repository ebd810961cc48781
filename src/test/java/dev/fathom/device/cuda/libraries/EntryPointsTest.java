package dev.fathom.device.cuda.libraries;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A call whose symbol is missing from a library ends the process: the list of those looked for must be whole. */
class EntryPointsTest {
    private static final Path PACKAGE = Path.of("src/main/java/dev/fathom/device/cuda");
    private static final Pattern CALL = Pattern.compile("(?:JCudaDriver|JCublas2|JCurand)\\s*(?:\\.|::)\\s*(cu\\w+)");

    @Test
    void listsEveryCallOfThisPackage() throws IOException {
        TreeSet<String> calls = new TreeSet<>();
        try (Stream<Path> files = Files.walk(PACKAGE)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Matcher call = CALL.matcher(Files.readString(file));
                while (call.find()) {
                    calls.add(call.group(1).replace("_new", ""));
                }
            }
        }
        List<String> symbols = new ArrayList<>(EntryPoints.DRIVER);
        symbols.addAll(EntryPoints.CUBLAS);
        symbols.addAll(EntryPoints.CURAND);
        TreeSet<String> listed = new TreeSet<>();
        for (String symbol : symbols) {
            // CUDA's headers map a name to its newest version
            listed.add(symbol.replaceAll("(_v2|WithFlags)$", ""));
        }
        assertThat(listed).isEqualTo(calls);
    }
}
