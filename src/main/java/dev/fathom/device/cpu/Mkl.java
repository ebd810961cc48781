package dev.fathom.device.cpu;

import java.io.File;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.mkl.global.mkl_rt;

/** Intel's MKL, which only a jar built with the profile mkl holds: it is larger than all the rest together. */
final class Mkl {
    private static final String LIBRARY = System.mapLibraryName("mkl_rt") + ".2";

    private Mkl() {}

    static boolean bundled() {
        return Mkl.class.getResource("/org/bytedeco/mkl/" + Loader.getPlatform() + "/" + LIBRARY) != null;
    }

    static Blas load() {
        File binding = new File(Loader.load(mkl_rt.class));
        mkl_rt.MKL_Set_Num_Threads(1);
        // else sums depend on where the garbage collector put an array
        mkl_rt.MKL_CBWR_Set(mkl_rt.MKL_CBWR_AUTO);
        return new Blas(Blas.bind(new File(binding.getParentFile(), LIBRARY)), true, "MKL " + Blas.version("mkl"));
    }
}
