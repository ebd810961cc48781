package dev.fathom.store;

import dev.fathom.study.Study;
import dev.fathom.study.Trial;
import dev.fathom.study.TrialResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One SQLite file a study, in write-ahead mode with full synchronization: each finished cohort is one transaction, and a
 * kill at any moment loses no finished trial. The view {@code trials} has one row a trial, {@code layers} one a trial,
 * step and layer; NaN reads as NULL, as SQLite has it.
 */
public final class Store implements AutoCloseable {
    private final Path file;
    private final StoreFile place;
    private final Connection connection;
    private final StoreLock lock; // null where the store is only read
    private final int schema;

    private Store(StoreFile place, Connection connection, StoreLock lock, int schema) {
        this.file = place.named();
        this.place = place;
        this.connection = connection;
        this.lock = lock;
        this.schema = schema;
    }

    /**
     * Opens a store for a study, or makes it. The study's text is kept; a store of another study is refused.
     *
     * @throws StoreException where the file is not a store, belongs to another study or is in use
     */
    public static Store forWriting(Path file, Study study) {
        return forWriting(file, About.of(study));
    }

    /** As for a study of these words: a merged store takes them from its sources. */
    public static Store forWriting(Path file, About study) {
        StoreFile place = StoreFile.of(file);
        StoreLock lock = StoreLock.of(place);
        Connection connection = null;
        try {
            boolean fresh = !Files.exists(place.path()) || Files.size(place.path()) == 0;
            connection = place.write();
            int schema = fresh ? 0 : verify(file, connection);
            connection.setAutoCommit(false);
            Store store = new Store(place.again(), connection, lock, Schema.VERSION);
            if (fresh) {
                store.create(study);
            } else {
                store.verifySame(study);
                store.migrate(schema);
            }
            return store;
        } catch (IOException | SQLException e) {
            release(connection, lock);
            throw StoreException.of(file, e);
        } catch (RuntimeException e) {
            release(connection, lock);
            throw e;
        }
    }

    /** Opens an existing store to read, also while a sweep is writing it. */
    public static Store forReading(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new StoreException(file + ": no such store; 'fathom sweep --store " + file + "' makes one");
        }
        StoreFile place = StoreFile.of(file);
        Connection connection = null;
        try {
            connection = place.read();
            return new Store(place, connection, null, verify(file, connection));
        } catch (SQLException e) {
            release(connection, null);
            throw StoreException.of(file, e);
        } catch (RuntimeException e) {
            release(connection, null);
            throw e;
        }
    }

    /** Lets go of what a store that could not be opened already held. */
    private static void release(Connection connection, StoreLock lock) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            // the failure that led here is the one to tell
        } finally {
            if (lock != null) {
                lock.close();
            }
        }
    }

    private void create(About study) throws SQLException {
        Schema.migrate(connection, 0);
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO study (name, question, text, created_at) VALUES (?, ?, ?, ?)")) {
            insert.setString(1, study.name());
            insert.setString(2, study.question());
            insert.setString(3, study.text());
            insert.setString(4, Instant.now().toString());
            insert.execute();
        }
        connection.commit();
    }

    private void migrate(int from) throws SQLException {
        Schema.migrate(connection, from);
        connection.commit();
    }

    /** @return the version of the store's schema */
    private static int verify(Path file, Connection connection) throws SQLException {
        if (!Schema.isStore(connection)) {
            throw new StoreException(file + ": a database, but not a store of Fathom; choose another --store");
        }
        Optional<String> foreign = Schema.foreign(connection);
        if (foreign.isPresent()) {
            throw new StoreException(file + ": has a " + foreign.get()
                    + ", which no store of Fathom has and which could do anything; drop it, or choose another store");
        }
        int schema = Schema.version(connection);
        if (schema > Schema.VERSION) {
            throw new StoreException(file + ": written by a newer version of Fathom (schema " + schema
                    + ", this one knows " + Schema.VERSION + "); use that version");
        }
        return schema;
    }

    /** @throws StoreException where the store belongs to another study */
    public void verifySame(Study study) {
        verifySame(About.of(study));
    }

    private void verifySame(About study) {
        if (!study().text().equals(study.text())) {
            throw new StoreException(file + ": holds the study '" + study().name()
                    + "' as it was then; its text has changed since, so choose another --store");
        }
    }

    /** What the store says of its study. */
    public record About(String name, String question, String text) {
        private static About of(Study study) {
            return new About(study.name(), study.question(), study.text());
        }
    }

    public About study() {
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("SELECT name, question, text FROM study")) {
            if (!row.next()) {
                throw new StoreException(file + ": holds no study; choose another --store");
            }
            return new About(RowReader.text(row, 1), RowReader.text(row, 2), RowReader.text(row, 3));
        } catch (SQLException e) {
            throw StoreException.of(file, e);
        }
    }

    /** Who ran the finished trials, the first run first; empty in a store of schema 1. */
    public List<Provenance> runs() {
        try {
            return schema == 1 ? List.of() : RowReader.runs(connection);
        } catch (SQLException e) {
            throw StoreException.of(file, e);
        }
    }

    /** What the data were that trials here were trained on: a digest by name, as far as it was kept. */
    public Map<String, String> digests() {
        try (Statement sql = connection.createStatement()) {
            return schema < 5 ? Map.of() : RowReader.digests(sql);
        } catch (SQLException e) {
            throw StoreException.of(file, e);
        }
    }

    /** Keeps what the data are, before trials are trained on them. */
    public void keepDigests(Map<String, String> digests) {
        commit(() -> RowWriter.insertDigests(connection, digests));
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
            throw StoreException.of(file, e);
        }
    }

    /** Trials whose name, or the one that they had once, begins so. */
    public List<Trial> find(String name) {
        try (PreparedStatement query = connection.prepareStatement("SELECT * FROM trial WHERE substr(trial, 1, ?1) = ?2"
                + (schema < 4 ? "" : " OR trial IN (SELECT trial FROM renamed WHERE substr(former, 1, ?1) = ?2)"))) {
            query.setInt(1, name.length());
            query.setString(2, name);
            return RowReader.trials(query);
        } catch (SQLException e) {
            throw StoreException.of(file, e);
        }
    }

    /** Why the machine failed trials that have no result, by name. */
    public Map<String, String> failures() {
        try (Statement sql = connection.createStatement()) {
            return schema < 2 ? Map.of() : RowReader.failures(sql);
        } catch (SQLException e) {
            throw StoreException.of(file, e);
        }
    }

    /**
     * Remembers why trials have no result; they run again when the sweep is started again.
     *
     * @param run null where several tried, as on a cluster
     */
    public void fail(List<Trial> trials, String reason, Provenance run) {
        commit(() -> {
            if (run != null) {
                RowWriter.insert(connection, run);
            }
            RowWriter.insertFailures(connection, trials, reason, run == null ? null : run.id());
        });
    }

    /** Writes the trials of one cohort, all or none, without saying where they ran. */
    public void save(List<TrialResult> results, String version) {
        commit(() -> RowWriter.insert(connection, results, version, null));
    }

    /** Writes the trials of one cohort and who ran them, all or none. */
    public void save(List<TrialResult> results, Provenance run) {
        commit(() -> {
            RowWriter.insert(connection, run);
            RowWriter.insert(connection, results, run.version(), run.id());
        });
    }

    /** Work on the database. */
    private interface Change {
        void make() throws SQLException;
    }

    /** One transaction: where it fails, the store stays as it was. */
    private void commit(Change change) {
        try {
            change.make();
            connection.commit();
            place.requireThere();
        } catch (SQLException e) {
            rollback(e);
            throw StoreException.of(file, e);
        }
    }

    private void rollback(SQLException cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
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
        try (Snapshot today = Snapshot.of(source)) {
            Merge.attach(connection, StoreFile.of(today.file()).toRead());
            try {
                String other = Merge.otherData(connection);
                if (other != null) {
                    throw new StoreException(source + ": its trials of '" + other
                            + "' were trained on other data than those in " + file + "; keep the two stores apart");
                }
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
        } catch (IOException | SQLException e) {
            throw StoreException.of(source, e);
        }
    }

    /** Hands over every finished trial, in the order in which they finished. */
    public void forEach(Consumer<TrialResult> reader) {
        read(true, reader);
    }

    /** As above, without curves and layers: for readers who keep them all. */
    public void forEachSummary(Consumer<TrialResult> reader) {
        read(false, reader);
    }

    private void read(boolean details, Consumer<TrialResult> reader) {
        try {
            RowReader.forEach(connection, details, reader);
        } catch (SQLException e) {
            throw StoreException.of(file, e);
        }
    }

    /** All rows of a view or table, for exports: first the names, then the values. */
    public void table(String name, Consumer<List<Object>> reader) {
        if (!List.of("trials", "layers").contains(name)) {
            throw new StoreException("there is no table '" + name + "'; use trials or layers");
        }
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery(Schema.query(connection, name))) {
            RowReader.copy(row, reader);
        } catch (SQLException e) {
            throw StoreException.of(file, e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw StoreException.of(file, e);
        } finally {
            if (lock != null) {
                lock.close();
            }
        }
    }
}
