package dev.fathom.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each profile's jar holds exactly what is asked for on its platform. Needs Maven and its repository. */
@Tag("slow")
class ProfileJarsTest {
    private static final List<String> JCUDA = List.of("JCudaDriver-12.6.0", "JCublas2-12.6.0", "JCurand-12.6.0");

    private static Stream<String> asked(Platform platform) {
        Stream<Bundle> bundles = Stream.concat(
                Stream.of(
                        Bundle.openBlas(platform).orElseThrow(),
                        Bundle.netlib(platform),
                        Bundle.sqlite(platform).orElseThrow()),
                JCUDA.stream().flatMap(library -> Bundle.jcuda(platform, library, "").stream()));
        Stream<Bundle> musl = Stream.of(new Platform(platform.system(), platform.arch(), true))
                .filter(other -> other.system() == Platform.System.LINUX)
                .map(other -> Bundle.sqlite(other).orElseThrow());
        return Stream.concat(bundles, musl)
                .flatMap(bundle -> bundle.libraries().stream())
                .map(Bundle.Library::resource);
    }

    @ParameterizedTest
    @CsvSource({
        "linux-x86_64, Linux, amd64",
        "'!linux-x86_64,linux-arm64', Linux, aarch64",
        "'!linux-x86_64,macosx-arm64', Mac OS X, aarch64",
        "'!linux-x86_64,macosx-x86_64', Mac OS X, x86_64",
        "'!linux-x86_64,windows-x86_64', Windows 11, amd64"
    })
    void holdsWhatIsAskedForAndNoMore(String profiles, String name, String arch, @TempDir Path folder)
            throws IOException, InterruptedException {
        Set<String> natives = ProfileJar.build(folder, profiles).natives();

        assertThat(natives)
                .containsExactlyInAnyOrderElementsOf(
                        asked(Platform.of(name, arch, false)).toList());
    }

    @Test
    void oneJarHoldsAllPlatforms(@TempDir Path folder) throws IOException, InterruptedException {
        Set<String> asked = new TreeSet<>();
        Stream.of("Linux amd64", "Linux aarch64", "Mac aarch64", "Mac x86_64", "Windows amd64")
                .map(words -> words.split(" "))
                .forEach(words -> asked.addAll(
                        asked(Platform.of(words[0], words[1], false)).toList()));

        assertThat(ProfileJar.build(folder, "all-platforms").natives()).containsAll(asked);
    }
}
