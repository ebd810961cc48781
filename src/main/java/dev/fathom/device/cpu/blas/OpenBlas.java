package dev.fathom.device.cpu.blas;

import dev.fathom.natives.Bundle;
import dev.fathom.natives.Natives;
import dev.fathom.natives.NativesException;
import dev.fathom.natives.Platform;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/** OpenBLAS, which the jar holds for its platform. */
final class OpenBlas {
    /** For AVX-512, by OpenBLAS's own names: only these multiply small matrices without packing them. */
    private static final List<String> SMALL = List.of("SAPPHIRERAPIDS", "COOPERLAKE", "SKYLAKEX");

    /** Those, the others of x86 from the fastest to the slowest, and those of arm64. */
    private static final List<String> KERNELS =
            List.of(("SAPPHIRERAPIDS COOPERLAKE SKYLAKEX ZEN HASWELL EXCAVATOR STEAMROLLER PILEDRIVER BULLDOZER"
                            + " SANDYBRIDGE BARCELONA NEHALEM CORE2 PRESCOTT NEOVERSEV2 NEOVERSEV1 NEOVERSEN2 NEOVERSEN1"
                            + " A64FX THUNDERX3T110 THUNDERX2T99 CORTEXA76 CORTEXA57 ARMV8SVE ARMV8")
                    .split(" "));

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
        Optional<String> kernels = kernels();
        return Blas.over(openBlas, kernels.filter(SMALL::contains).isPresent(), description(kernels));
    }

    /**
     * The kernels that OpenBLAS chose for this processor, by the table of functions that it points to; nothing where it
     * was built for a single kind. An environment that overrules its choice may cost half the speed.
     */
    private static Optional<String> kernels() {
        Pointer chosen = Loader.addressof("gotoblas");
        if (chosen == null) {
            return Optional.empty();
        }
        long table = new PointerPointer<Pointer>(chosen).get(0).address();
        return KERNELS.stream()
                .filter(name -> {
                    Pointer candidate = Loader.addressof("gotoblas_" + name);
                    return candidate != null && candidate.address() == table;
                })
                .findFirst();
    }

    private static String description(Optional<String> kernels) {
        String overruled = System.getenv("OPENBLAS_CORETYPE") == null ? "" : " by OPENBLAS_CORETYPE";
        return "OpenBLAS " + Blas.version("openblas")
                + kernels.map(name -> ", " + name + " kernels" + overruled).orElse("");
    }
}
