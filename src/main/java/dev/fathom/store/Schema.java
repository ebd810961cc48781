package dev.fathom.store;

import dev.fathom.study.Field;
import dev.fathom.study.Fields;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The tables and views of a store, by version: a new store goes through every version, an old one through what it lacks.
 * The SQL of a version is a file, {@code schema-N.sql}, that never changes. A hyperparameter that Fathom learns later needs
 * no version: its column is added, with its initial value for the trials that are there.
 */
public final class Schema {
    public static final int VERSION = 7;
    public static final int APPLICATION_ID = 0x46_74_68_6d;

    private static final String FOREIGN =
            "SELECT type || ' \"' || name || '\"' FROM sqlite_master WHERE type = 'trigger'"
                    + " OR type = 'view' AND name NOT IN ('trials', 'layers') OR type = 'table' AND (sql LIKE 'CREATE VIRTUAL%'"
                    + " OR EXISTS (SELECT 1 FROM pragma_table_xinfo(sqlite_master.name) WHERE hidden > 1))";

    private Schema() {}

    /** The version of a store, 0 for an empty file. */
    static int version(Connection connection) throws SQLException {
        return pragma(connection, "user_version");
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
            for (int version = from + 1; version <= VERSION; version++) {
                for (String statement : statements(version)) {
                    sql.execute(statement);
                }
            }
            boolean extended = extend(connection, sql);
            if (extended || from < VERSION) {
                drawViews(sql);
            }
            if (from > 0 && from < 4) {
                Renaming.toTodaysSpelling(connection);
            }
            sql.execute("PRAGMA user_version = " + VERSION);
        }
    }

    /** Names of what is kept of each quantity, in the order of {@link dev.fathom.device.Moments}. */
    public static List<String> moments() {
        return Columns.MOMENTS;
    }

    /** What makes an empty file a store, for programs in other languages. */
    public static List<String> statements() {
        List<String> statements = new ArrayList<>();
        try (Connection connection = StoreFile.inMemory()) {
            migrate(connection, 0);
            try (Statement sql = connection.createStatement();
                    ResultSet row =
                            sql.executeQuery("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")) {
                while (row.next()) {
                    statements.add(row.getString(1));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("a new store can be made in memory", e);
        }
        statements.add("PRAGMA application_id = " + APPLICATION_ID);
        statements.add("PRAGMA user_version = " + VERSION);
        return statements;
    }

    private static List<String> statements(int version) {
        try (InputStream in = Schema.class.getResourceAsStream("schema-" + version + ".sql")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return List.of(text.replaceAll("(?m)^--.*\n", "")
                    .replaceAll("\\s+", " ")
                    .strip()
                    .split("; ?"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Columns for the fields that the table of trials lacks. */
    private static boolean extend(Connection connection, Statement sql) throws SQLException {
        Set<String> present = columns(connection, "main", "trial");
        boolean extended = false;
        for (Field<?> field : Fields.ALL) {
            if (!present.contains(field.key())) {
                sql.execute("ALTER TABLE trial ADD COLUMN " + field.key() + " "
                        + field.domain().sqlType() + " DEFAULT " + literal(field));
                extended = true;
            }
        }
        return extended;
    }

    private static <T> String literal(Field<T> field) {
        Object value = field.domain().column(field.initial());
        return value instanceof String text ? "'" + text.replace("'", "''") + "'" : value.toString();
    }

    /** @param database {@code main}, or the name under which another one was attached */
    static Set<String> columns(Connection connection, String database, String table) throws SQLException {
        try (PreparedStatement info = connection.prepareStatement("SELECT name FROM pragma_table_info(?, ?)")) {
            info.setString(1, table);
            info.setString(2, database);
            Set<String> names = new HashSet<>();
            try (ResultSet row = info.executeQuery()) {
                while (row.next()) {
                    names.add(row.getString(1));
                }
            }
            return names;
        }
    }

    private static void drawViews(Statement sql) throws SQLException {
        sql.execute("DROP VIEW IF EXISTS trials");
        sql.execute("DROP VIEW IF EXISTS layers");
        sql.execute("CREATE VIEW trials AS " + trials(VERSION, Columns.fields()) + " WHERE " + Texts.PRESENT);
        sql.execute("CREATE VIEW layers AS " + layers(VERSION) + " WHERE " + Texts.PRESENT);
    }

    /**
     * What the view of this name shows, of every trial; by the tables alone, for a store may come from anywhere, and its
     * views do anything.
     */
    static String query(Connection connection, String view) throws SQLException {
        int version = version(connection);
        if (view.equals("layers")) {
            return layers(version);
        }
        Set<String> present = columns(connection, "main", "trial");
        return trials(
                version, Columns.fields().stream().filter(present::contains).toList());
    }

    private static String trials(int version, List<String> fields) {
        String trial = "SELECT " + Columns.list("t.", fields) + ", " + Columns.list("t.", Columns.OUTCOME);
        if (version < 3) {
            return trial + " FROM trial t";
        }
        List<String> more = Columns.RUN.stream()
                .filter(name -> !List.of("device", "version").contains(name))
                .toList();
        return trial + ", length(t.losses) / 4 AS steps_run, t.run, " + Columns.list("r.", more)
                + " FROM trial t LEFT JOIN run r USING (run)";
    }

    private static String layers(int version) {
        return "SELECT t.initializer, t.activation, t.depth, t.width, t.seed, t.trial, "
                + Columns.list("l.", Columns.layer()) + " FROM layer l JOIN trial t USING ("
                + (version < 3 ? "trial" : "number") + ")";
    }

    /**
     * The tables are tables, and nothing acts by itself.
     *
     * @return what is not so, in words; nothing where all is well
     */
    static Optional<String> foreign(Connection connection) throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery(FOREIGN)) {
            return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
        }
    }
}
