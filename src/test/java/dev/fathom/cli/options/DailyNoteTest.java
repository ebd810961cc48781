package dev.fathom.cli.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A note is new once a day. */
class DailyNoteTest {
    @TempDir
    private Path folder;

    @Test
    void theSameIsSaidOnceADay() throws IOException {
        Path file = folder.resolve("cache").resolve("note");
        assertThat(new DailyNote(file).isNew("no GPU")).isTrue();
        assertThat(new DailyNote(file).isNew("no GPU")).isFalse();
        assertThat(new DailyNote(file).isNew("an old driver")).isTrue();
        Files.writeString(file, "2020-01-01 an old driver");
        assertThat(new DailyNote(file).isNew("an old driver")).isTrue();
    }

    @Test
    void whereNothingCanBeKeptItIsSaidAgain() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "").resolve("note");
        assertThat(new DailyNote(file).isNew("no GPU")).isTrue();
        assertThat(new DailyNote(file).isNew("no GPU")).isTrue();
    }
}
