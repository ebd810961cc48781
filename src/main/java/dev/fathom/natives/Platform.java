package dev.fathom.natives;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * An operating system and a processor, as this program names them.
 *
 * @param arch {@code x86_64} or {@code arm64}, else Java's word for it
 * @param musl whether a Linux has musl in place of the GNU C library, which OpenBLAS and CUDA need
 */
public record Platform(System system, String arch, boolean musl) {
    /** The operating systems, with the words that bytedeco, SQLite's driver and netlib have for each. */
    public enum System {
        LINUX("linux", "Linux", "Linux", "lib", ".so"),
        MACOS("macosx", "Mac", "macos", "lib", ".dylib"),
        WINDOWS("windows", "Windows", "windows", "", ".dll"),
        OTHER("other", "other", "other", "lib", ".so");

        final String word;
        final String sqlite;
        final String netlib;
        final String prefix;
        final String suffix;

        System(String word, String sqlite, String netlib, String prefix, String suffix) {
            this.word = word;
            this.sqlite = sqlite;
            this.netlib = netlib;
            this.prefix = prefix;
            this.suffix = suffix;
        }
    }

    private static final Platform CURRENT = detect();

    /** That of this process. */
    public static Platform current() {
        return CURRENT;
    }

    private static Platform detect() {
        Platform platform = of(java.lang.System.getProperty("os.name"), java.lang.System.getProperty("os.arch"), false);
        return platform.system == System.LINUX && onMusl(Path.of("/lib/ld-musl-" + platform.javaArch() + ".so.1"))
                ? new Platform(System.LINUX, platform.arch, true)
                : platform;
    }

    /** Whether this process runs on musl's loader; a Linux may have it beside its own. */
    private static boolean onMusl(Path loader) {
        if (!Files.exists(loader)) {
            return false;
        }
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            return maps.anyMatch(line -> line.contains("/ld-musl-"));
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    /**
     * @param name Java's {@code os.name}
     * @param arch Java's {@code os.arch}
     */
    static Platform of(String name, String arch, boolean musl) {
        String lower = name.toLowerCase(Locale.ROOT);
        System system = lower.startsWith("linux")
                ? System.LINUX
                : lower.startsWith("mac") ? System.MACOS : lower.startsWith("windows") ? System.WINDOWS : System.OTHER;
        return switch (arch.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> new Platform(system, "x86_64", musl);
            case "aarch64", "arm64" -> new Platform(system, "arm64", musl);
            default -> new Platform(system, arch, musl);
        };
    }

    /** As Maven's classifiers have it: {@code linux-x86_64}. */
    public String classifier() {
        return system.word + "-" + arch;
    }

    /** The processor in the words of Linux and of Java. */
    String javaArch() {
        return arch.equals("arm64") ? "aarch64" : arch;
    }

    @Override
    public String toString() {
        return classifier() + (musl ? " (musl)" : "");
    }
}
