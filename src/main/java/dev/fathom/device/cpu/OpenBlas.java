package dev.fathom.device.cpu;

import java.io.File;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/** OpenBLAS, which every jar for linux-x86_64 holds. */
final class OpenBlas {
    private OpenBlas() {}

    static Blas load() {
        File binding = new File(Loader.load(openblas_nolapack.class));
        File library = new File(binding.getParentFile(), System.mapLibraryName("openblas_nolapack") + ".0");
        Blas blas = new Blas(Blas.bind(library), true, "OpenBLAS " + Blas.version("openblas") + overruled());
        openblas_nolapack.blas_set_num_threads(1);
        return blas;
    }

    /** OpenBLAS knows the processor's best kernels, unless the environment knows better: that may cost half the speed. */
    private static String overruled() {
        String core = System.getenv("OPENBLAS_CORETYPE");
        return core == null ? "" : " (" + core + " kernels by OPENBLAS_CORETYPE)";
    }
}
