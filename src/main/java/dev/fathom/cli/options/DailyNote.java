package dev.fathom.cli.options;

import dev.fathom.formats.WholeFile;
import dev.fathom.natives.UserCache;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;

/** A note that is worth saying once a day: what was said last stands in a file of the user's cache. */
final class DailyNote {
    private final Path file;

    /** @param file null where there is no place for one */
    DailyNote(Path file) {
        this.file = file;
    }

    /** In the user's cache. */
    static DailyNote of(String name) {
        return new DailyNote(
                UserCache.folder().map(folder -> folder.resolve(name)).orElse(null));
    }

    /** Whether the same was not said today yet; where nothing can be kept it never was. */
    boolean isNew(String note) {
        if (file == null) {
            return true;
        }
        String said = LocalDate.now() + " " + note;
        try {
            if (Files.exists(file) && Files.readString(file).equals(said)) {
                return false;
            }
            Files.createDirectories(file.getParent());
            WholeFile.write(file, out -> out.write(said.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException | RuntimeException e) {
            return true;
        }
        return true;
    }
}
