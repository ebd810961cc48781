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
    private final boolean all; // whether trials are shown that the study asks for no more
    private About former;

    private Store(StoreFile place, Connection connection, StoreLock lock, int schema, boolean all) {
        this.file = place.named();
        this.place = place;
        this.connection = connection;
        this.lock = lock;
        this.schema = schema;
        this.all = all;
    }

    /**
     * Opens a store for a study, or makes it. Where the study's text is another than before, the store keeps both, and puts
     * aside the trials that it asks for no more; a store of another study is refused.
     *
     * @throws StoreException where the file is not a store, belongs to another study or is in use
     */
    public static Store forWriting(Path file, Study study) {
        Store store = forWriting(file, About.of(study));
        try {
            About present = store.study();
            if (!present.text().equals(study.text())) {
                store.commit(() -> {
                    Texts.add(store.connection, About.of(study));
                    Texts.keepOnly(store.connection, study.trials());
                });
                store.former = present;
            }
            return store;
        } catch (RuntimeException e) {
            release(store.connection, store.lock);
            throw e;
        }
    }

    /** As for a study of these words, to add to it: a merged store takes them from its sources. */
    public static Store forWriting(Path file, About study) {
        StoreFile place = StoreFile.of(file);
        StoreLock lock = StoreLock.of(place);
        Connection connection = null;
        try {
            boolean fresh = !Files.exists(place.path()) || Files.size(place.path()) == 0;
            connection = place.write();
            int schema = fresh ? 0 : verify(file, connection);
            connection.setAutoCommit(false);
            Store store = new Store(place.again(), connection, lock, Schema.VERSION, false);
            if (fresh) {
                store.create(study);
            } else {
                store.requireSame(study);
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

    /** Opens an existing store to read what its study asks for, also while a sweep is writing it. */
    public static Store forReading(Path file) {
        return forReading(file, false);
    }

    /** @param all whether trials are shown too that the study asks for no more */
    public static Store forReading(Path file, boolean all) {
        if (!Files.isRegularFile(file)) {
            throw new StoreException(file + ": no such store; 'fathom sweep --store " + file + "' makes one");
        }
        StoreFile place = StoreFile.of(file);
        Connection connection = null;
        try {
            connection = place.read();
            return new Store(place, connection, null, verify(file, connection), all);
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
        Texts.add(connection, study);
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
    public void requireSame(Study study) {
        requireSame(About.of(study));
    }

    /** Studies go by their names, so that their texts may grow. */
    private void requireSame(About study) {
        if (!study().isOf(study)) {
            throw new StoreException(file + ": holds the study '" + study().name() + "', and this one is called '"
                    + study.name() + "'; choose another --store");
        }
    }

    /**
     * What the store says of its study.
     *
     * @param since when it was first asked so, ISO 8601, UTC
     */
    public record About(String name, String question, String text, String since) {
        /** From now on. */
        public About(String name, String question, String text) {
            this(name, question, text, Instant.now().toString());
        }

        private static About of(Study study) {
            return new About(study.name(), study.question(), study.text());
        }

        /** Whether both are of one study. */
        boolean isOf(About other) {
            return text.equals(other.text) || name.equals(other.name);
        }
    }

    /** As it is asked now. */
    public About study() {
        List<About> texts = texts();
        if (texts.isEmpty()) {
            throw new StoreException(file + ": holds no study; choose another --store");
        }
        return texts.get(texts.size() - 1);
    }

    /** Every text that the study has had, the present one last. */
    public List<About> texts() {
        try {
            return Texts.all(connection, "main");
        } catch (SQLException e) {
            throw StoreException.of(file, e);
        }
    }

    /** The text in whose place another came when the store was opened. */
    public Optional<About> former() {
        return Optional.ofNullable(former);
    }

    /** How many finished trials the study asks for no more. */
    public int dropped() {
        return schema < 6 ? 0 : count("dropped");
    }

    /** How many of the study's finished trials were not measured at a step. */
    public int unmeasured(int step) {
        return schema < 3
                ? 0
                : count("trial t WHERE " + present()
                        + " AND NOT EXISTS (SELECT 1 FROM layer l WHERE l.number = t.number AND l.step = " + step
                        + ")");
    }

    private int count(String rows) {
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("SELECT count(*) FROM " + rows)) {
            return row.getInt(1);
        } catch (SQLException e) {
            throw StoreException.of(file, e);
        }
    }

    /** Which trials {@code t} are shown. */
    private String present() {
        return all || schema < 6 ? "TRUE" : Texts.PRESENT;
    }

    /** Whether trials are shown too that the study asks for no more. */
    public boolean showsAll() {
        return all;
    }

    /** Whether there is nothing to show. */
    public boolean isEmpty() {
        return count("(SELECT 1 FROM trial t WHERE " + present() + " LIMIT 1)") == 0;
    }

    /** Who ran the finished trials, the first run first; empty in a store of schema 1. */
    public List<Provenance> runs() {
        try {
            String shown =
                    all || dropped() == 0 ? "TRUE" : "run IN (SELECT t.run FROM trial t WHERE " + present() + ")";
            return schema == 1 ? List.of() : RowReader.runs(connection, shown);
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
     * Takes over the trials of another store of the same study, all or none, and its texts: the latest counts.
     *
     * @return how many were new here
     * @throws StoreException where the studies differ, or a trial has another result there than here
     */
    public int merge(Path source) {
        try {
            return Merge.merge(connection, file, study(), source);
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
            RowReader.forEach(connection, present(), details, reader);
        } catch (SQLException e) {
            throw StoreException.of(file, e);
        }
    }

    /** Names of the recorded runs, the first one first. */
    public List<String> recordings() {
        try {
            return schema < 7 ? List.of() : Recordings.ids(connection);
        } catch (SQLException e) {
            throw StoreException.of(file, e);
        }
    }

    /** @param mostSteps of the run that are read, evenly spread */
    public Recording recording(String name, int mostSteps) {
        try {
            return Recordings.read(connection, name, mostSteps);
        } catch (SQLException e) {
            throw StoreException.of(file, e);
        }
    }

    /** One row for each layer of each recorded run at each recorded step: first the names, then the values. */
    public void recorded(Consumer<List<Object>> reader) {
        if (schema < 7) {
            throw new StoreException(file + ": is older than the recorder, and has no recorded runs");
        }
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery(Recordings.ROWS)) {
            RowReader.copy(row, reader);
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
                ResultSet row = sql.executeQuery(Schema.query(connection, name) + " WHERE " + present())) {
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
