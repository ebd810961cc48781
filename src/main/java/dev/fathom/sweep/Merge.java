package dev.fathom.sweep;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Copies the rows of an attached store, named {@code source}, that this one lacks. */
final class Merge {
    /** What a trial's result is; when and where it ran is not part of it. */
    private static final List<String> RESULT =
            List.of("verdict", "first_loss", "final_loss", "chance", "test_loss", "accuracy", "losses");

    private Merge() {}

    /** Attaching is possible only outside of a transaction. */
    static void attach(Connection connection, String file) throws SQLException {
        connection.setAutoCommit(true);
        try (PreparedStatement attach = connection.prepareStatement("ATTACH ? AS source")) {
            attach.setString(1, file);
            attach.execute();
        }
        connection.setAutoCommit(false);
    }

    static void detach(Connection connection) throws SQLException {
        connection.rollback();
        connection.setAutoCommit(true);
        try (Statement sql = connection.createStatement()) {
            sql.execute("DETACH source");
        }
        connection.setAutoCommit(false);
    }

    /** The name of a trial that both stores have with different results, or null. */
    static String conflict(Connection connection) throws SQLException {
        String columns = Stream.concat(Stream.of("trial"), RESULT.stream()).collect(Collectors.joining(", "));
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("SELECT trial FROM (" + missing("trial", columns) + " UNION ALL "
                        + missing("layer", "*") + ") LIMIT 1")) {
            return row.next() ? row.getString(1) : null;
        }
    }

    /** Rows of the source, for trials that both have, that are not here; NULLs are equal to each other. */
    private static String missing(String table, String columns) {
        return "SELECT trial FROM (SELECT " + columns + " FROM source." + table
                + " WHERE trial IN (SELECT trial FROM main.trial) EXCEPT SELECT " + columns + " FROM main." + table
                + ")";
    }

    /** @return how many trials were new here */
    static int copy(Connection connection) throws SQLException {
        try (Statement sql = connection.createStatement()) {
            boolean runs = Schema.version(connection, "source") >= 2;
            if (runs) {
                sql.executeUpdate("INSERT OR IGNORE INTO main.run SELECT * FROM source.run");
            }
            sql.executeUpdate("INSERT INTO main.layer SELECT * FROM source.layer"
                    + " WHERE trial NOT IN (SELECT trial FROM main.trial)");
            return sql.executeUpdate(
                    "INSERT OR IGNORE INTO main.trial SELECT " + (runs ? "*" : "*, NULL") + " FROM source.trial");
        }
    }
}
