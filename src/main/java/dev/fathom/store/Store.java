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
    private final Database database;
    private final int schema;
    private final boolean all; // whether trials are shown that the study asks for no more
    private StudyText former;

    private Store(Database database, int schema, boolean all) {
        this.database = database;
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
        Store store = forWriting(file, StudyText.of(study));
        return store.database.opened(() -> {
            StudyText present = store.study();
            if (!present.text().equals(study.text())) {
                store.database.commit(connection -> {
                    Texts.add(connection, StudyText.of(study));
                    Texts.keepOnly(connection, study.trials());
                });
                store.former = present;
            }
            return store;
        });
    }

    /** As for a study of these words, to add to it: a merged store takes them from its sources. */
    public static Store forWriting(Path file, StudyText study) {
        Database database = Database.forWriting(file, connection -> verify(file, connection));
        Store store = new Store(database, Schema.VERSION, false);
        return database.opened(() -> {
            if (database.isFresh()) {
                database.commit(connection -> {
                    Schema.migrate(connection, 0);
                    Texts.add(connection, study);
                });
            } else {
                store.requireSame(study);
                database.commit(connection -> Schema.migrate(connection, Schema.version(connection)));
            }
            return store;
        });
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
        Database database = Database.forReading(file, connection -> verify(file, connection));
        return database.opened(() -> new Store(database, database.ask(Schema::version), all));
    }

    private static void verify(Path file, Connection connection) throws SQLException {
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
    }

    /** @throws StoreException where the store belongs to another study */
    public void requireSame(Study study) {
        requireSame(StudyText.of(study));
    }

    private void requireSame(StudyText study) {
        if (!study().isOf(study)) {
            throw new StoreException(database.file() + ": holds the study '" + study().name()
                    + "', and this one is called '" + study.name() + "'; choose another --store");
        }
    }

    /** As it is asked now. */
    public StudyText study() {
        List<StudyText> texts = texts();
        if (texts.isEmpty()) {
            throw new StoreException(database.file() + ": holds no study; choose another --store");
        }
        return texts.get(texts.size() - 1);
    }

    /** Every text that the study has had, the present one last. */
    public List<StudyText> texts() {
        return database.ask(connection -> Texts.all(connection, "main"));
    }

    /** The text in whose place another came when the store was opened. */
    public Optional<StudyText> former() {
        return Optional.ofNullable(former);
    }

    /** How many finished trials the study asks for no more. */
    public int dropped() {
        return schema < 6 ? 0 : database.count("dropped");
    }

    /** How many of the study's finished trials were not measured at a step. */
    public int unmeasured(int step) {
        return schema < 3
                ? 0
                : database.count("trial t WHERE " + present()
                        + " AND NOT EXISTS (SELECT 1 FROM layer l WHERE l.number = t.number AND l.step = " + step
                        + ")");
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
        return database.count("(SELECT 1 FROM trial t WHERE " + present() + " LIMIT 1)") == 0;
    }

    /** Who ran the finished trials, the first run first; empty in a store of schema 1. */
    public List<Provenance> runs() {
        String shown = all || dropped() == 0 ? "TRUE" : "run IN (SELECT t.run FROM trial t WHERE " + present() + ")";
        return schema == 1 ? List.of() : database.ask(connection -> RowReader.runs(connection, shown));
    }

    /** What the data were that trials here were trained on: a digest by name, as far as it was kept. */
    public Map<String, String> digests() {
        return schema < 5 ? Map.of() : database.ask(RowReader::digests);
    }

    /** Keeps what the data are, before trials are trained on them. */
    public void keepDigests(Map<String, String> digests) {
        database.commit(connection -> RowWriter.insertDigests(connection, digests));
    }

    /** Names of the finished trials. */
    public Set<String> finished() {
        return database.ask(connection -> {
            try (Statement sql = connection.createStatement();
                    ResultSet row = sql.executeQuery("SELECT trial FROM trial")) {
                Set<String> ids = new HashSet<>();
                while (row.next()) {
                    ids.add(row.getString(1));
                }
                return ids;
            }
        });
    }

    /** Trials whose name, or the one that they had once, begins so. */
    public List<Trial> find(String name) {
        String query = "SELECT * FROM trial WHERE substr(trial, 1, ?1) = ?2"
                + (schema < 4 ? "" : " OR trial IN (SELECT trial FROM renamed WHERE substr(former, 1, ?1) = ?2)");
        return database.ask(connection -> {
            try (PreparedStatement sql = connection.prepareStatement(query)) {
                sql.setInt(1, name.length());
                sql.setString(2, name);
                return RowReader.trials(sql);
            }
        });
    }

    /** Why the machine failed trials that have no result, by name. */
    public Map<String, String> failures() {
        return schema < 2 ? Map.of() : database.ask(RowReader::failures);
    }

    /**
     * Remembers why trials have no result; they run again when the sweep is started again.
     *
     * @param run null where several tried, as on a cluster
     */
    public void fail(List<Trial> trials, String reason, Provenance run) {
        database.commit(connection -> {
            if (run != null) {
                RowWriter.insert(connection, run);
            }
            RowWriter.insertFailures(connection, trials, reason, run == null ? null : run.id());
        });
    }

    /** Writes the trials of one cohort, all or none, without saying where they ran. */
    public void save(List<TrialResult> results, String version) {
        database.commit(connection -> RowWriter.insert(connection, results, version, null));
    }

    /** Writes the trials of one cohort and who ran them, all or none. */
    public void save(List<TrialResult> results, Provenance run) {
        database.commit(connection -> {
            RowWriter.insert(connection, run);
            RowWriter.insert(connection, results, run.version(), run.id());
        });
    }

    /**
     * Takes over the trials of another store of the same study, all or none, and its texts: the latest counts.
     *
     * @return how many were new here
     * @throws StoreException where the studies differ, or a trial has another result there than here
     */
    public int merge(Path source) {
        try {
            return Merge.merge(database.connection(), database.file(), study(), source);
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
        database.ask(connection -> {
            RowReader.forEach(connection, present(), details, reader);
            return null;
        });
    }

    /** Names of the recorded runs, the first one first. */
    public List<String> recordings() {
        return schema < 7 ? List.of() : database.ask(Recordings::ids);
    }

    /** @param mostSteps of the run that are read, evenly spread */
    public Recording recording(String name, int mostSteps) {
        return database.ask(connection -> Recordings.read(connection, name, mostSteps));
    }

    /** One row for each layer of each recorded run at each recorded step: first the names, then the values. */
    public void recorded(Consumer<List<Object>> reader) {
        if (schema < 7) {
            throw new StoreException(database.file() + ": is older than the recorder, and has no recorded runs");
        }
        copy(Recordings.ROWS, reader);
    }

    /** All rows of a view or table, for exports: first the names, then the values. */
    public void table(String name, Consumer<List<Object>> reader) {
        if (!List.of("trials", "layers").contains(name)) {
            throw new StoreException("there is no table '" + name + "'; use trials or layers");
        }
        copy(database.ask(connection -> Schema.query(connection, name)) + " WHERE " + present(), reader);
    }

    private void copy(String query, Consumer<List<Object>> reader) {
        database.ask(connection -> {
            try (Statement sql = connection.createStatement();
                    ResultSet row = sql.executeQuery(query)) {
                RowReader.copy(row, reader);
                return null;
            }
        });
    }

    @Override
    public void close() {
        database.close();
    }
}
