package dev.fathom.device.cuda;

import dev.fathom.device.DeviceFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import jcuda.JCudaVersion;

/**
 * Loads JCuda's native libraries, once for the process. They pass through a folder that only this user may read, gone
 * as soon as they are loaded; JCuda's own way would be the shared temporary folder.
 */
final class CudaNatives {
    private CudaNatives() {}

    /** What is wrong with each library; empty where nothing is. */
    private static final class Loaded {
        static final Map<NativeLibrary, String> PROBLEMS = load();
    }

    static Map<NativeLibrary, String> problems() {
        return Loaded.PROBLEMS;
    }

    /** @throws DeviceFailure with the first problem, when any library is not ready */
    static void require() {
        problems().forEach((library, problem) -> {
            if (!problem.isEmpty()) {
                throw new DeviceFailure("CUDA is not ready: " + library.name() + ": " + problem);
            }
        });
    }

    private static Map<NativeLibrary, String> load() {
        Map<NativeLibrary, String> problems = new LinkedHashMap<>();
        try {
            Path folder = privateFolder();
            try {
                for (NativeLibrary library : NativeLibrary.ALL) {
                    String problem = library.load(folder, JCudaVersion.get());
                    problems.put(library, problem.isEmpty() ? bind(library, folder) : problem);
                }
            } finally {
                delete(folder);
            }
        } catch (IOException | UncheckedIOException | UnsupportedOperationException e) {
            for (NativeLibrary library : NativeLibrary.ALL) {
                problems.putIfAbsent(library, "its JCuda half could not be unpacked: " + e.getMessage());
            }
        }
        return problems;
    }

    private static Path privateFolder() throws IOException {
        return Files.createTempDirectory(
                "fathom-cuda-", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    /** Lets JCuda's class find the file: it looks in the temporary folder, and takes what is already there. */
    private static String bind(NativeLibrary library, Path folder) {
        String temporary = System.getProperty("java.io.tmpdir");
        System.setProperty("java.io.tmpdir", folder.toString());
        try {
            Class.forName(className(library), true, CudaNatives.class.getClassLoader());
            return "";
        } catch (ReflectiveOperationException | LinkageError e) {
            return "JCuda did not start: "
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        } finally {
            System.setProperty("java.io.tmpdir", temporary);
        }
    }

    private static String className(NativeLibrary library) {
        List<String> classes = List.of("jcuda.driver.JCudaDriver", "jcuda.jcublas.JCublas2", "jcuda.jcurand.JCurand");
        return classes.get(NativeLibrary.ALL.indexOf(library));
    }
}
