package dev.fathom.sweep;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.sqlite.SQLiteConfig;

/**
 * One SQLite file a study, in write-ahead mode with full synchronization: each finished cohort is one transaction, and a
 * kill at any moment loses no finished trial. The view {@code trials} has one row a trial, {@code layers} one a trial,
 * step and layer; NaN reads as NULL, as SQLite has it.
 */
public final class Store implements AutoCloseable {
    private static final int APPLICATION_ID = 0x46_74_68_6d;
    private static final int SCHEMA = 1;

    private final Path file;
    private final Connection connection;
    private final FileLock lock;

    private Store(Path file, Connection connection, FileLock lock) {
        this.file = file;
        this.connection = connection;
        this.lock = lock;
    }

    /**
     * Opens a store for a study, or makes it. The study's text is kept; a store of another study is refused.
     *
     * @throws StoreException where the file is not a store, belongs to another study or is in use
     */
    public static Store forWriting(Path file, Study study) {
        return forWriting(file, new About(study.name(), study.question(), study.text()));
    }

    /** As for a study of these words: a merged store takes them from its sources. */
    public static Store forWriting(Path file, About study) {
        FileLock lock = lock(file);
        try {
            boolean fresh = !Files.exists(file) || Files.size(file) == 0;
            SQLiteConfig config = new SQLiteConfig();
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
            config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
            Connection connection = connect(file, config);
            Store store = new Store(file, connection, lock);
            if (fresh) {
                store.create(study);
            } else {
                store.verify();
                store.verifySame(study);
            }
            return store;
        } catch (IOException | SQLException e) {
            release(lock);
            throw failure(file, e);
        } catch (StoreException e) {
            release(lock);
            throw e;
        }
    }

    /** Opens an existing store to read, also while a sweep is writing it. */
    public static Store forReading(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new StoreException(file + ": no such store; 'fathom sweep --store " + file + "' makes one");
        }
        try {
            SQLiteConfig config = new SQLiteConfig();
            config.setReadOnly(true);
            Store store = new Store(file, connect(file, config), null);
            store.verify();
            return store;
        } catch (SQLException e) {
            throw failure(file, e);
        }
    }

    private static Connection connect(Path file, SQLiteConfig config) throws SQLException {
        config.setBusyTimeout(10_000);
        return config.createConnection("jdbc:sqlite:" + file);
    }

    /** The kernel drops the lock with the process, however it ends; the file says who holds it. */
    private static FileLock lock(Path file) {
        Path guard = Path.of(file + ".lock");
        try {
            FileChannel channel = FileChannel.open(
                    guard, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                String owner = Files.readString(guard).strip();
                channel.close();
                throw new StoreException(file + ": in use by " + owner + "; wait for it or choose another --store");
            }
            String owner = "process " + ProcessHandle.current().pid() + " on " + host();
            channel.truncate(0);
            channel.write(StandardCharsets.UTF_8.encode(owner + "\n"));
            channel.force(true);
            return lock;
        } catch (IOException e) {
            throw failure(file, e);
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this very process
        }
    }

    private static String host() {
        try {
            return java.net.InetAddress.getLocalHost().getHostName();
        } catch (java.net.UnknownHostException e) {
            return "this host";
        }
    }

    private static void release(FileLock lock) {
        if (lock != null) {
            try {
                lock.acquiredBy().close();
            } catch (IOException e) {
                throw new StoreException("the lock of the store cannot be released: " + e.getMessage());
            }
        }
    }

    private static StoreException failure(Path file, Exception e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("SQLITE_NOTADB") || message.contains("SQLITE_CORRUPT")) {
            return new StoreException(file + ": not a store, or a damaged one; choose another --store", e);
        }
        if (message.contains("SQLITE_FULL") || message.contains("No space")) {
            return new StoreException(file + ": the disk is full; make room and run the same command again", e);
        }
        if (message.contains("READONLY") || e instanceof java.nio.file.AccessDeniedException) {
            return new StoreException(file + ": cannot be written; choose a --store in a folder of your own", e);
        }
        if (message.contains("CANTOPEN") || e instanceof java.nio.file.NoSuchFileException) {
            return new StoreException(file + ": cannot be opened; does its folder exist?", e);
        }
        return new StoreException(file + ": " + message, e);
    }

    private void create(About study) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement sql = connection.createStatement()) {
            sql.execute("CREATE TABLE study (name TEXT, question TEXT, text TEXT, created_at TEXT)");
            sql.execute("CREATE TABLE trial (" + String.join(", ", Columns.trial()) + ")");
            sql.execute("CREATE TABLE layer (trial TEXT, step INTEGER, layer INTEGER, "
                    + Columns.layerValues().stream().map(name -> name + " REAL").collect(Collectors.joining(", "))
                    + ", PRIMARY KEY (trial, step, layer)) WITHOUT ROWID");
            sql.execute("CREATE VIEW trials AS SELECT "
                    + Columns.trial().stream()
                            .map(Columns::name)
                            .filter(name -> !name.equals("losses"))
                            .collect(Collectors.joining(", "))
                    + " FROM trial");
            sql.execute("CREATE VIEW layers AS SELECT t.initializer, t.activation, t.depth, t.width, t.seed, l.*"
                    + " FROM layer l JOIN trial t USING (trial)");
            sql.execute("PRAGMA user_version = " + SCHEMA);
            sql.execute("PRAGMA application_id = " + APPLICATION_ID);
        }
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO study VALUES (?, ?, ?, ?)")) {
            insert.setString(1, study.name());
            insert.setString(2, study.question());
            insert.setString(3, study.text());
            insert.setString(4, Instant.now().toString());
            insert.execute();
        }
        connection.commit();
    }

    private void verify() throws SQLException {
        int id = pragma("application_id");
        int schema = pragma("user_version");
        if (id != APPLICATION_ID) {
            throw new StoreException(file + ": a database, but not a store of Fathom; choose another --store");
        }
        if (schema > SCHEMA) {
            throw new StoreException(file + ": written by a newer version of Fathom (schema " + schema
                    + ", this one knows " + SCHEMA + "); use that version");
        }
    }

    private int pragma(String name) throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("PRAGMA " + name)) {
            return row.next() ? row.getInt(1) : 0;
        }
    }

    private void verifySame(About study) throws SQLException {
        connection.setAutoCommit(false);
        if (!study().text().equals(study.text())) {
            throw new StoreException(file + ": holds the study '" + study().name()
                    + "' as it was then; its text has changed since, so choose another --store");
        }
    }

    /** What the store says of its study. */
    public record About(String name, String question, String text) {}

    public About study() {
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("SELECT name, question, text FROM study")) {
            if (!row.next()) {
                throw new StoreException(file + ": holds no study; choose another --store");
            }
            return new About(row.getString(1), row.getString(2), row.getString(3));
        } catch (SQLException e) {
            throw failure(file, e);
        }
    }

    /** Names of the finished trials. */
    public Set<String> finished() {
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("SELECT trial FROM trial")) {
            Set<String> ids = new HashSet<>();
            while (row.next()) {
                ids.add(row.getString(1));
            }
            return ids;
        } catch (SQLException e) {
            throw failure(file, e);
        }
    }

    /** Writes the trials of one cohort, all or none. */
    public void save(List<TrialResult> results, String version) {
        try {
            Rows.insert(connection, results, version);
            connection.commit();
        } catch (SQLException e) {
            throw failure(file, e);
        }
    }

    /**
     * Takes over the trials of another store of the same study, all or none.
     *
     * @return how many were new here
     * @throws StoreException where the studies differ, or a trial has another result there than here
     */
    public int merge(Path source) {
        try (Store other = forReading(source)) {
            if (!other.study().text().equals(study().text())) {
                throw new StoreException(source + ": holds another study ('"
                        + other.study().name() + "') than " + file + "; merge stores of one study");
            }
        }
        try {
            Merge.attach(connection, source.toString());
            try {
                String conflict = Merge.conflict(connection);
                if (conflict != null) {
                    throw new StoreException(source + ": trial " + conflict + " has another result than in " + file
                            + "; were they run on different devices? keep one of the two stores");
                }
                int copied = Merge.copy(connection);
                connection.commit();
                return copied;
            } finally {
                Merge.detach(connection);
            }
        } catch (SQLException e) {
            throw failure(source, e);
        }
    }

    /** Hands over every finished trial, in the order of the trials' names. */
    public void forEach(Consumer<TrialResult> reader) {
        try {
            Rows.forEach(connection, reader);
        } catch (SQLException e) {
            throw failure(file, e);
        }
    }

    /** All rows of a view or table, for exports: first the names, then the values. */
    public void table(String name, Consumer<List<Object>> reader) {
        if (!List.of("trials", "layers").contains(name)) {
            throw new StoreException("there is no table '" + name + "'; use trials or layers");
        }
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("SELECT * FROM " + name)) {
            Rows.copy(row, reader);
        } catch (SQLException e) {
            throw failure(file, e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failure(file, e);
        } finally {
            release(lock);
        }
    }
}
