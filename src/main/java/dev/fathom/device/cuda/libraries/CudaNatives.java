package dev.fathom.device.cuda.libraries;

import dev.fathom.device.DeviceFailure;
import dev.fathom.natives.NativesException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jcuda.JCudaVersion;

/**
 * Loads JCuda's native libraries, once for the process. They lie where all of this program's do; JCuda's own way would
 * be the shared temporary folder.
 */
public final class CudaNatives {
    private CudaNatives() {}

    private static final class Loaded {
        static final Map<NativeLibrary, LibraryCheck> FINDINGS = load();
    }

    public static Map<NativeLibrary, LibraryCheck> findings() {
        return Loaded.FINDINGS;
    }

    /** @throws DeviceFailure with the first problem, when any library is not ready */
    public static void require() {
        for (LibraryCheck finding : findings().values()) {
            if (!finding.usable()) {
                throw new DeviceFailure("CUDA is not ready: " + finding);
            }
        }
    }

    private static Map<NativeLibrary, LibraryCheck> load() {
        Map<NativeLibrary, LibraryCheck> findings = new LinkedHashMap<>();
        for (NativeLibrary library : NativeLibrary.ALL) {
            findings.put(library, load(library));
        }
        return findings;
    }

    private static LibraryCheck load(NativeLibrary library) {
        try {
            NativeLibrary.Loaded loaded = library.load(JCudaVersion.get());
            return loaded.finding().usable() ? bind(library, loaded.finding(), loaded.folder()) : loaded.finding();
        } catch (NativesException e) {
            return LibraryCheck.unusable(library.name(), e.problem(), e.remedy());
        } catch (IOException | UncheckedIOException e) {
            return LibraryCheck.unusable(library.name(), "JCuda's half cannot be read: " + e.getMessage(), "");
        }
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
