package dev.fathom.device.cpu;

import dev.fathom.natives.Bundle;
import dev.fathom.natives.Natives;
import dev.fathom.natives.NativesException;
import dev.fathom.natives.Platform;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/** OpenBLAS, which the jar holds for its platform. */
final class OpenBlas {
    private OpenBlas() {}

    static Blas load() {
        Bundle bundle = Bundle.openBlas(Platform.current())
                .orElseThrow(() -> new NativesException("there is no OpenBLAS for " + Platform.current(), ""));
        // JavaCPP would look for the libraries by itself, and unpack them elsewhere
        System.setProperty("org.bytedeco.javacpp.loadLibraries", "false");
        List<Path> libraries = Natives.load(bundle);
        Path openBlas = libraries.get(libraries.size() - 2); // its binding is the last
        Loader.loadGlobal(openBlas.toString());
        openblas_nolapack.blas_set_num_threads(1);
        return Blas.over(openBlas, "OpenBLAS " + Blas.version("openblas") + overruled());
    }

    /** OpenBLAS knows the processor's best kernels, unless the environment knows better: that may cost half the speed. */
    private static String overruled() {
        String core = System.getenv("OPENBLAS_CORETYPE");
        return core == null ? "" : " (" + core + " kernels by OPENBLAS_CORETYPE)";
    }
}
