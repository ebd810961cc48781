package dev.fathom.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A store that cannot be used; the message is one line that names the file and the remedy. */
public final class StoreException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public StoreException(String message) {
        super(message);
    }

    private StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    /** What SQLite or the file system said, with what to do; a full disk is nobody's wrong usage. */
    static RuntimeException of(Path store, Exception e) {
        String said = String.valueOf(e.getMessage());
        if (said.contains("SQLITE_FULL") || said.contains("No space") || said.contains("SQLITE_IOERR")) {
            return new UncheckedIOException(
                    store + ": the disk is full or failing; make room and run the same command again",
                    new IOException(e));
        }
        return new StoreException(store + ": " + remedy(said, e), e);
    }

    private static String remedy(String said, Exception e) {
        if (said.contains("SQLITE_NOTADB") || said.contains("SQLITE_CORRUPT") || said.contains("no such table")) {
            return "not a store, or a damaged one; choose another --store, or put a copy of it back";
        }
        if (said.contains("READONLY") || said.contains("Read-only") || e instanceof AccessDeniedException) {
            return "cannot be written; choose a --store in a folder of your own";
        }
        if (said.contains("CANTOPEN") || e instanceof NoSuchFileException) {
            return "cannot be opened; does its folder exist?";
        }
        return said;
    }
}
