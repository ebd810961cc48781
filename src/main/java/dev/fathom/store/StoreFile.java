package dev.fathom.store;

import dev.fathom.formats.WholeFile;
import dev.fathom.natives.Natives;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/**
 * The file of a store.
 *
 * @param named as the user knows it
 * @param path the same for every path that leads there
 * @param key what tells it from another file in its place; null where the system has none, or there is no file yet
 */
record StoreFile(Path named, Path path, Object key) {
    private static final int PATIENCE_MS = 10_000;

    static StoreFile of(Path named) {
        try {
            Path path = WholeFile.place(named);
            return new StoreFile(named, path, key(path));
        } catch (IllegalArgumentException e) {
            throw new StoreException(e.getMessage());
        }
    }

    private static Object key(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            return null;
        }
    }

    /** As it is now. */
    StoreFile again() {
        return new StoreFile(named, path, key(path));
    }

    /** @throws UncheckedIOException where somebody removed the file, or put another in its place */
    void requireThere() {
        boolean there = Files.exists(path);
        if (!there || !Objects.equals(key, key(path))) {
            throw new UncheckedIOException(
                    named + ": was " + (there ? "replaced" : "removed")
                            + " while it was written, and what was found since is"
                            + " lost; put it back, or run the same command again",
                    new IOException(path.toString()));
        }
    }

    /** In write-ahead mode with full synchronization. */
    Connection write() throws SQLException {
        SQLiteConfig config = config();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        return config.createConnection("jdbc:sqlite:" + path);
    }

    /** A database of its own, gone when it is closed. */
    static Connection inMemory() throws SQLException {
        return config().createConnection("jdbc:sqlite::memory:");
    }

    /**
     * To read only. Where it can, the connection may write all the same, for the last one that closes puts away the log and
     * the shared memory; where it cannot, and there is no log, nothing but the file is touched.
     */
    Connection read() throws SQLException {
        SQLiteConfig config = config();
        if (isWritable()) {
            config.resetOpenMode(SQLiteOpenMode.CREATE);
            Connection connection = config.createConnection("jdbc:sqlite:" + path);
            try (Statement sql = connection.createStatement()) {
                sql.execute("PRAGMA query_only = ON");
            }
            return connection;
        }
        config.setReadOnly(true);
        return config.createConnection("jdbc:sqlite:" + toRead());
    }

    /** Its name for SQLite. */
    String toRead() {
        return isWritable() || hasLog()
                ? path.toString()
                : "file:" + path.toUri().getRawPath() + "?immutable=1";
    }

    private boolean isWritable() {
        return Files.isWritable(path) && Files.isWritable(path.getParent());
    }

    private boolean hasLog() {
        Path log = Path.of(path + "-wal");
        try {
            return Files.exists(log) && Files.size(log) > 0;
        } catch (IOException e) {
            return true;
        }
    }

    private static SQLiteConfig config() {
        Natives.forSqlite();
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(PATIENCE_MS);
        return config;
    }
}
