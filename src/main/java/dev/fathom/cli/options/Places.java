package dev.fathom.cli.options;

import dev.fathom.formats.WholeFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files of one command. None of them may be written where another one lies, whatever the paths that lead there. */
public final class Places {
    private record Taken(String role, Path file) {}

    private final List<Taken> taken = new ArrayList<>();

    /** @param role what the user knows the file as, such as {@code the study} */
    public Places take(String role, Path file) {
        for (Taken other : taken) {
            if (WholeFile.same(file, other.file())) {
                throw new IllegalArgumentException(
                        role + ": " + file + " is " + other.role() + ", which would be lost; choose another place");
            }
        }
        taken.add(new Taken(role, file));
        return this;
    }

    /** A store has files beside it. */
    public Places takeStore(String role, Path store) {
        take(role, store);
        for (String ending : List.of("-wal", "-shm", "-journal", ".lock")) {
            take("a part of " + role, Path.of(store + ending));
        }
        return this;
    }
}
