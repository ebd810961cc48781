package dev.fathom.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is asked for where, by Java's words for systems and processors. */
class PlatformTest {
    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, linux-x86_64, libopenblas.so.0, libopenblas_nolapack.so.0, libjniopenblas_nolapack.so,"
                + " Linux-amd64/libnetlibblasjni.so, Linux/x86_64/libsqlitejdbc.so",
        "Linux, aarch64, linux-arm64, libopenblas.so.0, libopenblas_nolapack.so.0, libjniopenblas_nolapack.so,"
                + " Linux-aarch64/libnetlibblasjni.so, Linux/aarch64/libsqlitejdbc.so",
        "Mac OS X, aarch64, macosx-arm64, libopenblas.0.dylib, libopenblas_nolapack.0.dylib,"
                + " libjniopenblas_nolapack.dylib, macos-aarch64/libnetlibblasjni.dylib, Mac/aarch64/libsqlitejdbc.dylib",
        "Mac OS X, x86_64, macosx-x86_64, libopenblas.0.dylib, libopenblas_nolapack.0.dylib,"
                + " libjniopenblas_nolapack.dylib, macos-x86_64/libnetlibblasjni.dylib, Mac/x86_64/libsqlitejdbc.dylib",
        "Windows 11, amd64, windows-x86_64, libopenblas.dll, libopenblas_nolapack.dll, jniopenblas_nolapack.dll,"
                + " windows-amd64/libnetlibblasjni.dll, Windows/x86_64/sqlitejdbc.dll"
    })
    void eachMachineHasItsNames(
            String name,
            String arch,
            String classifier,
            String inTheJar,
            String onDisk,
            String binding,
            String netlib,
            String sqlite) {
        Platform platform = Platform.of(name, arch, false);

        assertThat(platform).hasToString(classifier);
        var openBlas = Bundle.openBlas(platform).orElseThrow().libraries();
        String folder = "org/bytedeco/openblas/" + classifier + "/";
        assertThat(openBlas.subList(openBlas.size() - 2, openBlas.size()))
                .containsExactly(
                        new Bundle.Library(folder + inTheJar, onDisk), new Bundle.Library(folder + binding, binding));
        assertThat(resources(Bundle.netlib(platform))).isEqualTo("resources/native/" + netlib);
        assertThat(resources(Bundle.sqlite(platform).orElseThrow())).isEqualTo("org/sqlite/native/" + sqlite);
        assertThat(Bundle.jcuda(platform, "JCublas2-12.6.0", ""))
                .matches(jcuda -> jcuda.isPresent() == classifier.equals("linux-x86_64"));
    }

    private static String resources(Bundle bundle) {
        return bundle.libraries().stream().map(Bundle.Library::resource).collect(Collectors.joining(" "));
    }

    @Test
    void muslHasItsSqliteAndNothingThatNeedsTheGnuLibrary() {
        Platform alpine = Platform.of("Linux", "amd64", true);

        assertThat(resources(Bundle.sqlite(alpine).orElseThrow()))
                .isEqualTo("org/sqlite/native/Linux-Musl/x86_64/libsqlitejdbc.so");
        assertThat(Bundle.openBlas(alpine)).isEmpty();
        assertThat(Bundle.jcuda(alpine, "JCublas2-12.6.0", "")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"FreeBSD, amd64", "Linux, riscv64", "AIX, ppc64"})
    void othersHaveNoOpenBlas(String name, String arch) {
        assertThat(Bundle.openBlas(Platform.of(name, arch, false))).isEmpty();
    }
}
