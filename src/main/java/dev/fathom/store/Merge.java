package dev.fathom.store;

import dev.fathom.study.StudyException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Copies the rows of an attached store, named {@code source}, that this one lacks. */
final class Merge {
    /** What a trial's result is; when and where it ran is not part of it. */
    private static final List<String> RESULT =
            List.of("verdict", "first_loss", "final_loss", "chance", "test_loss", "accuracy", "losses");

    /** Of a database, by the tables: its view might be anybody's. */
    private static final String LAYERS = "(SELECT t.trial, l.* FROM %s.layer l JOIN %s.trial t USING (number))";

    private Merge() {}

    /**
     * Takes over the trials and texts of another store, all or none.
     *
     * @param file of this store, for messages
     * @return how many trials were new here
     */
    static int merge(Connection connection, Path file, StudyText study, Path source) throws IOException, SQLException {
        try (Store other = Store.forReading(source)) {
            if (!study.isOf(other.study())) {
                throw new StoreException(source + ": holds another study ('"
                        + other.study().name() + "') than " + file + "; merge stores of one study");
            }
        }
        try (Snapshot today = Snapshot.of(source)) {
            attach(connection, StoreFile.of(today.file()).toRead());
            try {
                requireAgreement(connection, file, source);
                int copied = copy(connection);
                Texts.join(connection);
                connection.commit();
                return copied;
            } catch (StudyException e) {
                throw new StoreException(source + ": has another text of the study than " + file
                        + ", and this version of Fathom cannot read the later one: " + e.getMessage());
            } finally {
                detach(connection);
            }
        }
    }

    private static void requireAgreement(Connection connection, Path file, Path source) throws SQLException {
        String other = otherData(connection);
        if (other != null) {
            throw new StoreException(source + ": its trials of '" + other
                    + "' were trained on other data than those in " + file + "; keep the two stores apart");
        }
        String conflict = conflict(connection);
        if (conflict != null) {
            throw new StoreException(source + ": trial " + conflict + " has another result than in " + file
                    + "; were they run on different devices? keep one of the two stores");
        }
    }

    /** Attaching is possible only outside of a transaction. */
    private static void attach(Connection connection, String file) throws SQLException {
        connection.setAutoCommit(true);
        try (PreparedStatement attach = connection.prepareStatement("ATTACH ? AS source")) {
            attach.setString(1, file);
            attach.execute();
        }
        connection.setAutoCommit(false);
    }

    private static void detach(Connection connection) throws SQLException {
        connection.rollback();
        connection.setAutoCommit(true);
        try (Statement sql = connection.createStatement()) {
            sql.execute("DETACH source");
        }
        connection.setAutoCommit(false);
    }

    /** The name of data that were others here than there, and that trials of both stores were trained on; or null. */
    private static String otherData(Connection connection) throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("SELECT s.data FROM source.data s JOIN main.data m USING (data)"
                        + " WHERE s.digest <> m.digest AND data IN (SELECT data FROM source.trial)"
                        + " AND data IN (SELECT data FROM main.trial) LIMIT 1")) {
            return row.next() ? row.getString(1) : null;
        }
    }

    /** The name of a trial that both stores have with different results, or null. */
    private static String conflict(Connection connection) throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("SELECT trial FROM (" + missing("%s.trial", String.join(", ", RESULT))
                        + " UNION ALL " + missing(LAYERS, Columns.list("", Columns.layer())) + ") LIMIT 1")) {
            return row.next() ? row.getString(1) : null;
        }
    }

    /** Rows of the source, for trials that both have, that are not here; NULLs are equal to each other. */
    private static String missing(String table, String columns) {
        return "SELECT trial FROM (SELECT trial, " + columns + " FROM " + table.formatted("source", "source")
                + " WHERE trial IN (SELECT trial FROM main.trial) EXCEPT SELECT trial, " + columns + " FROM "
                + table.formatted("main", "main") + ")";
    }

    /** @return how many trials were new here */
    private static int copy(Connection connection) throws SQLException {
        try (Statement sql = connection.createStatement()) {
            sql.executeUpdate("DELETE FROM main.data WHERE data NOT IN (SELECT data FROM main.trial)");
            copyAll(connection, sql, "data");
            copyAll(connection, sql, "run");
            copyAll(connection, sql, "renamed");
            for (String table : List.of("recording", "recorded_layer", "recorded_step", "recorded")) {
                copyAll(connection, sql, table);
            }
            long known = lastNumber(sql);
            int copied = copy(sql, "trial", shared(connection, "trial", Columns.trial()), "ORDER BY number");
            // CROSS JOIN keeps SQLite from turning the loops: rows arrive in the order of the key
            sql.executeUpdate("INSERT INTO main.layer (number, " + Columns.list("", Columns.layer())
                    + ") SELECT t.number, " + Columns.list("l.", Columns.layer())
                    + " FROM main.trial t JOIN source.trial s USING (trial) CROSS JOIN source.layer l"
                    + " ON l.number = s.number WHERE t.number > " + known);
            return copied;
        }
    }

    private static void copyAll(Connection connection, Statement sql, String table) throws SQLException {
        copy(sql, table, shared(connection, table, Schema.columns(connection, "main", table)), "");
    }

    private static int copy(Statement sql, String table, List<String> columns, String order) throws SQLException {
        String names = Columns.list("", columns);
        return sql.executeUpdate("INSERT OR IGNORE INTO main." + table + " (" + names + ") SELECT " + names
                + " FROM source." + table + " " + order);
    }

    /** Those of some columns that the source has too; a newer store may know more than it. */
    private static List<String> shared(Connection connection, String table, Collection<String> columns)
            throws SQLException {
        Set<String> there = Schema.columns(connection, "source", table);
        return columns.stream().filter(there::contains).toList();
    }

    private static long lastNumber(Statement sql) throws SQLException {
        try (ResultSet row = sql.executeQuery("SELECT coalesce(max(number), 0) FROM main.trial")) {
            row.next();
            return row.getLong(1);
        }
    }
}
