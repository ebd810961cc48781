package dev.fathom.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** By POSIX's modes; WindowsFilesTest and WindowsTest have the lists of access. */
@DisabledOnOs(OS.WINDOWS)
class PlacesTest {
    private static final Packed NETLIB = Packed.of(Bundle.netlib(Platform.current()), UnaryOperator.identity());

    @TempDir
    private Path home;

    @TempDir
    private Path temporary;

    private List<Places.Place> places(Map<String, String> environment, String userHome) {
        return Places.of(Platform.System.LINUX, environment, userHome, temporary);
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void theCacheIsPrivateAndUnpackedIntoOnce() throws IOException {
        Path folder = Natives.unpack(NETLIB, places(Map.of(), home.toString()));

        assertThat(folder.getParent()).isEqualTo(home.resolve(".cache/fathom/natives"));
        assertThat(mode(folder)).isEqualTo("rwx------");
        assertThat(mode(folder.getParent())).isEqualTo("rwx------");
        Path file = list(folder).get(0);
        var time = Files.getLastModifiedTime(file);
        assertThat(Natives.unpack(NETLIB, places(Map.of(), home.toString()))).isEqualTo(folder);
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(time);
        assertThat(list(temporary)).isEmpty();
        assertThat(list(folder.getParent())).containsExactly(folder);
    }

    @Test
    void aFileThatWasCutIsUnpackedAgain() throws IOException {
        Path file =
                list(Natives.unpack(NETLIB, places(Map.of(), home.toString()))).get(0);
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, new byte[10]);

        Natives.unpack(NETLIB, places(Map.of(), home.toString()));

        assertThat(Files.readAllBytes(file)).isEqualTo(whole);
        assertThat(list(file.getParent().getParent())).hasSize(1);
    }

    @Test
    void aUserWithoutAHomeTakesThePrivatePartOfTheTemporaryFolder() throws IOException {
        Path folder = Natives.unpack(NETLIB, places(Map.of(), "?"));

        assertThat(folder.getParent().getParent()).isEqualTo(temporary);
        assertThat(mode(folder.getParent())).isEqualTo("rwx------");
    }

    @Test
    void theFolderThatIsNamedIsTheOnlyOne() throws IOException {
        Path named = home.resolve("named");
        Map<String, String> environment = Map.of(Places.VARIABLE, named.toString());
        assertThat(Natives.unpack(NETLIB, places(environment, home.toString())).getParent())
                .isEqualTo(named);

        Path file = Files.createFile(home.resolve("file"));
        assertThatThrownBy(() ->
                        Natives.unpack(NETLIB, places(Map.of(Places.VARIABLE, file.toString()), home.toString())))
                .isInstanceOf(NativesException.class)
                .hasMessageContaining(file + " is no folder")
                .hasMessageContaining("set FATHOM_NATIVES")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void whatOthersMayWriteIsNotLoaded() throws IOException {
        Path cache = Files.createDirectories(home.resolve(".cache/fathom/natives"));
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));

        Path folder = Natives.unpack(NETLIB, places(Map.of(), home.toString()));

        assertThat(folder).startsWith(temporary);
        assertThat(list(cache)).isEmpty();
    }

    @Test
    void whereNothingTakesThemEachPlaceIsNamedWithItsReason() throws IOException {
        Path cache = Files.createDirectories(home.resolve(".cache/fathom/natives"));
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
        List<Places.Place> places =
                Places.of(Platform.System.LINUX, Map.of(), home.toString(), temporary.resolve("missing"));

        assertThatThrownBy(() -> Natives.unpack(NETLIB, places))
                .hasMessage("no folder for the native libraries of netlib (1 MiB): " + cache
                        + " cannot be used (others may write it), " + temporary.resolve("missing")
                        + " does not exist; set FATHOM_NATIVES to a folder of yours that may be written and holds"
                        + " programs");
    }

    @Test
    void theCacheIsWhereEachSystemHasIt() {
        assertThat(Places.of(Platform.System.MACOS, Map.of(), "/Users/a", temporary)
                        .get(0))
                .hasToString("/Users/a/Library/Caches/fathom/natives");
        assertThat(Places.of(Platform.System.LINUX, Map.of("XDG_CACHE_HOME", "/c"), "/home/a", temporary)
                        .get(0))
                .hasToString("/c/fathom/natives");
        assertThat(Places.of(Platform.System.LINUX, Map.of("HOME", "/h"), "?", temporary)
                        .get(0))
                .hasToString("/h/.cache/fathom/natives");
    }
}
