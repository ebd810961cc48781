package dev.fathom.natives;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Libraries that lie in one folder and are loaded one after the other. Here stands what each is called on each platform,
 * in the jar and on disk.
 *
 * @param name of the folder, and for people
 * @param libraries in the order of loading: each needs only those before it
 */
public record Bundle(String name, List<Library> libraries) {
    /**
     * @param resource where the jar has it
     * @param file its name on disk, by which the others ask for it
     */
    public record Library(String resource, String file) {}

    /** OpenBLAS with the compiler's libraries that it needs before it, and JavaCPP's binding after it. */
    public static Optional<Bundle> openBlas(Platform platform) {
        List<String> before = switch (platform.classifier()) {
            case "linux-x86_64" -> List.of("libgcc_s.so.1", "libquadmath.so.0", "libgfortran.so.5");
            case "linux-arm64" -> List.of("libgcc_s.so.1", "libgfortran.so.5");
            case "macosx-x86_64", "macosx-arm64" ->
                List.of("libgcc_s.1.1.dylib", "libquadmath.0.dylib", "libgfortran.5.dylib");
            case "windows-x86_64" -> List.of();
            default -> null;
        };
        if (before == null || platform.musl()) {
            return Optional.empty();
        }
        String folder = "org/bytedeco/openblas/" + platform.classifier() + "/";
        List<Library> libraries = new ArrayList<>();
        before.forEach(file -> libraries.add(new Library(folder + file, file)));
        // the binding asks for OpenBLAS by the name that it has without LAPACK
        libraries.add(new Library(folder + versioned(platform, "openblas"), versioned(platform, "openblas_nolapack")));
        libraries.add(of(folder, file(platform, "jniopenblas_nolapack")));
        return Optional.of(new Bundle("openblas", List.copyOf(libraries)));
    }

    /** The products' binding, which as it is loaded looks for a BLAS where it is told to. */
    public static Bundle netlib(Platform platform) {
        String arch = platform.arch().equals("x86_64") && platform.system() != Platform.System.MACOS
                ? "amd64"
                : platform.javaArch();
        String folder = "resources/native/" + platform.system().netlib + "-" + arch + "/";
        return new Bundle("netlib", List.of(of(folder, "libnetlibblasjni" + platform.system().suffix)));
    }

    public static Optional<Bundle> sqlite(Platform platform) {
        if (platform.system() == Platform.System.OTHER
                || !platform.arch().equals("x86_64") && !platform.arch().equals("arm64")) {
            return Optional.empty();
        }
        String folder = "org/sqlite/native/" + platform.system().sqlite + (platform.musl() ? "-Musl/" : "/")
                + platform.javaArch() + "/";
        return Optional.of(new Bundle("sqlite", List.of(of(folder, file(platform, "sqlitejdbc")))));
    }

    /**
     * One half of JCuda, which has natives for this platform alone among those of this program.
     *
     * @param variant tells apart what is made of one and the same library
     */
    public static Optional<Bundle> jcuda(Platform platform, String library, String variant) {
        String file = file(platform, library + "-" + platform.classifier());
        return platform.classifier().equals("linux-x86_64") && !platform.musl()
                ? Optional.of(new Bundle("jcuda-" + variant, List.of(of("lib/", file))))
                : Optional.empty();
    }

    private static String file(Platform platform, String name) {
        return platform.system().prefix + name + platform.system().suffix;
    }

    private static String versioned(Platform platform, String name) {
        return switch (platform.system()) {
            case LINUX -> "lib" + name + ".so.0";
            case MACOS -> "lib" + name + ".0.dylib";
            default -> "lib" + name + platform.system().suffix;
        };
    }

    private static Library of(String folder, String file) {
        return new Library(folder + file, file);
    }
}
