package dev.fathom.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;

/** The tables and views of a store, by version: a new store goes through every version, an old one through what it lacks. */
public final class Schema {
    static final int VERSION = 3;
    static final int APPLICATION_ID = 0x46_74_68_6d;

    private Schema() {}

    /** The version of a store, 0 for an empty file. */
    static int version(Connection connection) throws SQLException {
        return version(connection, "main");
    }

    /** @param database {@code main}, or the name under which another one was attached */
    static int version(Connection connection, String database) throws SQLException {
        return pragma(connection, database + ".user_version");
    }

    static boolean isStore(Connection connection) throws SQLException {
        return pragma(connection, "application_id") == APPLICATION_ID;
    }

    private static int pragma(Connection connection, String name) throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("PRAGMA " + name)) {
            return row.next() ? row.getInt(1) : 0;
        }
    }

    /** Brings a store from a version to this one, inside the caller's transaction. */
    static void migrate(Connection connection, int from) throws SQLException {
        try (Statement sql = connection.createStatement()) {
            if (from < 1) {
                first(sql);
            }
            if (from < 2) {
                second(sql);
            }
            if (from < 3) {
                third(sql);
            }
            sql.execute("PRAGMA user_version = " + VERSION);
        }
    }

    private static void first(Statement sql) throws SQLException {
        sql.execute("CREATE TABLE study (name TEXT, question TEXT, text TEXT, created_at TEXT)");
        sql.execute("CREATE TABLE trial (" + String.join(", ", Columns.trial()) + ", PRIMARY KEY (trial))");
        sql.execute(layerTable("trial", "TEXT"));
        sql.execute("CREATE VIEW trials AS SELECT " + names("") + " FROM trial");
        sql.execute("CREATE VIEW layers AS SELECT t.initializer, t.activation, t.depth, t.width, t.seed, l.*"
                + " FROM layer l JOIN trial t USING (trial)");
        sql.execute("PRAGMA application_id = " + APPLICATION_ID);
    }

    /** Provenance, and trials that the machine failed. */
    private static void second(Statement sql) throws SQLException {
        sql.execute("CREATE TABLE run (run TEXT PRIMARY KEY, "
                + Columns.RUN.stream().map(name -> name + " TEXT").collect(Collectors.joining(", ")) + ")");
        sql.execute("ALTER TABLE trial ADD COLUMN run TEXT");
        sql.execute("CREATE TABLE failure (trial TEXT PRIMARY KEY, reason TEXT, run TEXT, failed_at TEXT)");
    }

    /**
     * Trials have a number, and layers go by it. Their rows then lie in the order in which they come; by the trial's hash
     * every trial fell on pages of its own, which doubled a trial's cost between 10,000 and 100,000 of them.
     */
    private static void third(Statement sql) throws SQLException {
        sql.execute("DROP VIEW trials");
        sql.execute("DROP VIEW layers");
        sql.execute("ALTER TABLE trial RENAME TO old_trial");
        sql.execute("ALTER TABLE layer RENAME TO old_layer");
        sql.execute("CREATE TABLE trial (number INTEGER PRIMARY KEY, " + String.join(", ", Columns.trial())
                + ", run TEXT, UNIQUE (trial))");
        sql.execute("INSERT INTO trial SELECT rowid, * FROM old_trial ORDER BY rowid");
        sql.execute(layerTable("number", "INTEGER"));
        sql.execute("INSERT INTO layer SELECT t.number, " + Columns.layer("l.")
                + " FROM old_layer l JOIN trial t USING (trial) ORDER BY t.number, l.step, l.layer");
        sql.execute("DROP TABLE old_layer");
        sql.execute("DROP TABLE old_trial");
        List<String> more = Columns.RUN.stream()
                .filter(name -> !List.of("device", "version").contains(name))
                .toList();
        sql.execute("CREATE VIEW trials AS SELECT " + names("t.") + ", length(t.losses) / 4 AS steps_run, t.run, "
                + more.stream().map(name -> "r." + name).collect(Collectors.joining(", "))
                + " FROM trial t LEFT JOIN run r USING (run)");
        sql.execute("CREATE VIEW layers AS SELECT t.initializer, t.activation, t.depth, t.width, t.seed, t.trial, "
                + Columns.layer("l.") + " FROM layer l JOIN trial t USING (number)");
    }

    /** @param trial the column that says whose layer it is */
    private static String layerTable(String trial, String type) {
        return "CREATE TABLE layer (" + trial + " " + type + ", step INTEGER, layer INTEGER, "
                + Columns.layerValues().stream().map(name -> name + " REAL").collect(Collectors.joining(", "))
                + ", PRIMARY KEY (" + trial + ", step, layer)) WITHOUT ROWID";
    }

    private static String names(String alias) {
        return Columns.trial().stream()
                .map(Columns::name)
                .filter(name -> !name.equals("losses"))
                .map(name -> alias + name)
                .collect(Collectors.joining(", "));
    }
}
