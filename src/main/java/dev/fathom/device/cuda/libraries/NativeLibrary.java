package dev.fathom.device.cuda.libraries;

import dev.fathom.natives.Bundle;
import dev.fathom.natives.Natives;
import dev.fathom.natives.NativesException;
import dev.fathom.natives.Platform;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One native half of JCuda and the library of NVIDIA's that it binds.
 *
 * @param name for people
 * @param binding name of JCuda's library, without prefix and version
 * @param sonames of NVIDIA's library, the one that JCuda was built for first
 * @param entryPoints what this package calls
 * @param remedy where the library comes from
 */
public record NativeLibrary(
        String name, String binding, List<String> sonames, List<String> entryPoints, String remedy) {
    public static final NativeLibrary DRIVER = new NativeLibrary(
            "CUDA driver",
            "JCudaDriver",
            List.of("libcuda.so.1"),
            EntryPoints.DRIVER,
            "install NVIDIA's driver (Debian: nvidia-driver and libcuda1); in a container, run with --gpus all");

    static final NativeLibrary CUBLAS = new NativeLibrary(
            "cuBLAS",
            "JCublas2",
            List.of("libcublas.so.12", "libcublas.so.13"),
            EntryPoints.CUBLAS,
            "install libcublas-12-6 from NVIDIA's repository, or put the lib folder of pip's nvidia-cublas-cu12 on"
                    + " LD_LIBRARY_PATH; the image nvidia/cuda:12.6.3-runtime-ubuntu24.04 has it");

    public static final NativeLibrary CURAND = new NativeLibrary(
            "cuRAND",
            "JCurand",
            List.of("libcurand.so.10"),
            EntryPoints.CURAND,
            "install libcurand-12-6 from NVIDIA's repository, or put the lib folder of pip's nvidia-curand-cu12 on"
                    + " LD_LIBRARY_PATH; the image nvidia/cuda:12.6.3-runtime-ubuntu24.04 has it");

    static final List<NativeLibrary> ALL = List.of(DRIVER, CUBLAS, CURAND);

    /**
     * Loads JCuda's half from the jar, and with it NVIDIA's library.
     *
     * @return usable when the library is ready for every call of this package, with the folder of JCuda's half
     */
    Loaded load(String version) throws IOException {
        String problem = "";
        for (String soname : sonames) {
            Bundle bundle = Bundle.jcuda(Platform.current(), binding + "-" + version, soname)
                    .orElseThrow(() -> new NativesException("JCuda has no natives for " + Platform.current(), ""));
            Path folder = Natives.unpack(bundle, image -> retargeted(image, soname));
            try {
                System.load(folder.resolve(bundle.libraries().get(0).file()).toString());
                return new Loaded(missingEntryPoints(soname), folder);
            } catch (UnsatisfiedLinkError e) {
                problem = problem.isEmpty() ? reason(e, soname) : problem;
            }
        }
        return new Loaded(problem(problem, remedy), null);
    }

    record Loaded(LibraryCheck finding, Path folder) {}

    private byte[] retargeted(byte[] image, String soname) {
        new Elf(ByteBuffer.wrap(image)).retarget(sonames.get(0), soname);
        return image;
    }

    private LibraryCheck problem(String problem, String cure) {
        return LibraryCheck.unusable(name, problem, cure);
    }

    private String reason(UnsatisfiedLinkError e, String soname) {
        String message = String.valueOf(e.getMessage());
        if (message.contains(soname + ": cannot open shared object file")) {
            return String.join(" or ", sonames) + " not found";
        }
        // the first part is the path of JCuda's half
        return message.substring(message.indexOf(": ") + 1).trim().replace('\n', ' ');
    }

    private LibraryCheck missingEntryPoints(String soname) throws IOException {
        Path loaded = mapped(soname);
        if (loaded == null) {
            return problem(soname + " was loaded, but /proc/self/maps does not say from where", "");
        }
        Set<String> exports;
        try (FileChannel channel = FileChannel.open(loaded)) {
            exports = new Elf(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size())).exports();
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return problem(loaded + " cannot be read as a library: " + e.getMessage(), remedy);
        }
        List<String> missing =
                entryPoints.stream().filter(name -> !exports.contains(name)).toList();
        return missing.isEmpty()
                ? LibraryCheck.usable(name, loaded.toString())
                : problem(loaded + " is too old or too new: it lacks " + String.join(", ", missing), remedy);
    }

    /** The file behind a library of this process: libcuda.so.1 is a link to a file named after the driver. */
    private static Path mapped(String soname) throws IOException {
        String stem = soname.substring(0, soname.indexOf(".so")) + ".so";
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            List<String> paths = maps.filter(line -> line.contains("/"))
                    .map(line -> line.substring(line.indexOf('/')))
                    .filter(path -> path.substring(path.lastIndexOf('/') + 1).startsWith(stem))
                    .distinct()
                    .collect(Collectors.toList());
            return paths.isEmpty() ? null : Path.of(paths.get(0));
        }
    }
}
