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

    private static final class Loaded {
        static final Map<NativeLibrary, LibraryCheck> FINDINGS = load();
    }

    static Map<NativeLibrary, LibraryCheck> findings() {
        return Loaded.FINDINGS;
    }

    /** @throws DeviceFailure with the first problem, when any library is not ready */
    static void require() {
        for (LibraryCheck finding : findings().values()) {
            if (!finding.usable()) {
                throw new DeviceFailure("CUDA is not ready: " + finding);
            }
        }
    }

    private static Map<NativeLibrary, LibraryCheck> load() {
        Map<NativeLibrary, LibraryCheck> findings = new LinkedHashMap<>();
        try {
            Path folder = privateFolder();
            try {
                for (NativeLibrary library : NativeLibrary.ALL) {
                    LibraryCheck loaded = library.load(folder, JCudaVersion.get());
                    findings.put(library, loaded.usable() ? bind(library, loaded, folder) : loaded);
                }
            } finally {
                delete(folder);
            }
        } catch (IOException | UncheckedIOException | UnsupportedOperationException e) {
            for (NativeLibrary library : NativeLibrary.ALL) {
                findings.putIfAbsent(
                        library,
                        LibraryCheck.unusable(
                                library.name(),
                                "JCuda's half could not be unpacked: " + e.getMessage(),
                                "point java.io.tmpdir to a folder that may be written and holds programs"));
            }
        }
        return findings;
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
    private static LibraryCheck bind(NativeLibrary library, LibraryCheck loaded, Path folder) {
        String temporary = System.getProperty("java.io.tmpdir");
        System.setProperty("java.io.tmpdir", folder.toString());
        try {
            Class.forName(className(library), true, CudaNatives.class.getClassLoader());
            return loaded;
        } catch (ReflectiveOperationException | LinkageError e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            return LibraryCheck.unusable(library.name(), "JCuda did not start: " + reason, library.remedy());
        } finally {
            System.setProperty("java.io.tmpdir", temporary);
        }
    }

    private static String className(NativeLibrary library) {
        List<String> classes = List.of("jcuda.driver.JCudaDriver", "jcuda.jcublas.JCublas2", "jcuda.jcurand.JCurand");
        return classes.get(NativeLibrary.ALL.indexOf(library));
    }
}
