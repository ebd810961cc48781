package dev.fathom.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file is there whole, or as it was before. */
class WholeFileTest {
    @TempDir
    Path folder;

    private static void write(Path file, String text) {
        WholeFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    /** While it is written, the old content is under the name, which may even be read-only: it is never opened to write. */
    @Test
    void theOldContentStaysUntilTheNewIsWhole() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r-----"));
        WholeFile.write(file, out -> {
            out.write("new".getBytes(StandardCharsets.UTF_8));
            out.flush();
            assertThat(file).hasContent("old");
        });
        assertThat(file).hasContent("new");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("r--r-----");
        assertThat(names()).containsExactly("a.txt");
    }

    @Test
    void whatFailsChangesNothing() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "old");
        assertThatThrownBy(() -> WholeFile.write(file, out -> {
                    out.write(1);
                    throw new IllegalArgumentException("refused");
                }))
                .hasMessage("refused");
        assertThatThrownBy(() -> WholeFile.write(folder.resolve("new.txt"), out -> {
                    throw new IOException("No space left on device");
                }))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("new.txt: cannot be written: No space left on device; make room");
        assertThat(file).hasContent("old");
        assertThat(names()).containsExactly("a.txt");
    }

    @Test
    void aLinkStaysALink() throws IOException {
        Path place = Files.writeString(folder.resolve("place.txt"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link.txt"), Path.of("place.txt"));
        Path dangling = Files.createSymbolicLink(folder.resolve("dangling.txt"), Path.of("made.txt"));
        write(link, "new");
        write(dangling, "made");
        assertThat(link).isSymbolicLink().hasContent("new");
        assertThat(place).isRegularFile().hasContent("new");
        assertThat(folder.resolve("made.txt")).hasContent("made");
        assertThat(WholeFile.same(link, place)).isTrue();
        assertThat(WholeFile.same(folder.resolve("x/../place.txt"), place)).isFalse(); // there is no x
        assertThat(WholeFile.same(folder.resolve("./not.txt"), folder.resolve("not.txt")))
                .isTrue();
        assertThat(WholeFile.same(place, folder.resolve("made.txt"))).isFalse();
    }

    @Test
    void theRestOfAKilledWriterIsRemovedAndNothingElse() throws IOException {
        Files.writeString(folder.resolve(".a.txt.0123456789abcdef.part"), "cut");
        Files.writeString(folder.resolve(".a.txt.part"), "somebody's");
        Files.writeString(folder.resolve(".b.txt.0123456789abcdef.part"), "another's");
        write(folder.resolve("a.txt"), "whole");
        assertThat(names()).containsExactly(".a.txt.part", ".b.txt.0123456789abcdef.part", "a.txt");
    }

    /** Two who write one file at once both succeed, and the last one's content stays. */
    @Test
    void twoWritersDoNotDisturbEachOther() throws IOException {
        Path file = folder.resolve("a.txt");
        WholeFile.write(file, out -> {
            out.write("outer".getBytes(StandardCharsets.UTF_8));
            out.flush();
            write(file, "inner");
            assertThat(file).hasContent("inner");
        });
        assertThat(file).hasContent("outer");
        assertThat(names()).containsExactly("a.txt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nowhere/a.txt", "file/a.txt", "taken", "loop", "store.txt", "link/a.txt"})
    void aPlaceThatCannotBeIsToldBeforeTheWork(String name) throws IOException {
        Files.writeString(folder.resolve("file"), "a file");
        Files.createDirectory(folder.resolve("taken"));
        Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
        Files.createSymbolicLink(folder.resolve("link"), Path.of("gone"));
        Files.writeString(folder.resolve("store.txt"), "SQLite format 3\0and so on");
        List<String> before = names();
        Path file = folder.resolve(name);
        assertThatThrownBy(() -> WholeFile.check(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageMatching("(?s).*; (choose|make) .*");
        assertThatThrownBy(() -> write(file, "x")).isInstanceOf(IllegalArgumentException.class);
        assertThat(names()).isEqualTo(before);
    }

    @Test
    void aLongNameHasRoomBesideIt() {
        Path file = folder.resolve("n".repeat(255));
        WholeFile.check(file);
        write(file, "x");
        assertThat(file).hasContent("x");
        assertThatThrownBy(() -> WholeFile.check(folder.resolve("n".repeat(256))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aDeviceIsWrittenAsItIs() {
        Path full = Path.of("/dev/full");
        WholeFile.check(full);
        assertThatThrownBy(() -> write(full, "x"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("/dev/full: cannot be written: ");
        write(Path.of("/dev/null"), "x");
        assertThat(Path.of("/dev/null")).exists();
    }
}
