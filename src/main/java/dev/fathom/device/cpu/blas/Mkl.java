package dev.fathom.device.cpu.blas;

import dev.fathom.natives.Natives;
import java.nio.file.Path;
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
        System.setProperty(
                "org.bytedeco.javacpp.cachedir", Natives.folder("mkl").toString());
        Path binding = Path.of(Loader.load(mkl_rt.class));
        mkl_rt.MKL_Set_Num_Threads(1);
        // else sums depend on where the garbage collector put an array
        mkl_rt.MKL_CBWR_Set(mkl_rt.MKL_CBWR_AUTO);
        return Blas.over(binding.resolveSibling(LIBRARY), false, "MKL " + Blas.version("mkl"));
    }
}
