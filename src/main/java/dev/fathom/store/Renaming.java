package dev.fathom.store;

import dev.fathom.study.Field;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Gives the trials of an old store the names that a study gives them today: {@code orthogonal(gain=1.0)} and
 * {@code orthogonal} were two trials once. The former name stays findable; of several trials that are one now one result stays.
 */
final class Renaming {
    private static final String FIELDS = Fields.ALL.stream().map(Field::key).collect(Collectors.joining(", "));

    private Renaming() {}

    static void toTodaysSpelling(Connection connection) throws SQLException {
        Map<Long, Trial> misspelt = new LinkedHashMap<>();
        Map<Long, String> names = new LinkedHashMap<>();
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("SELECT number, trial, " + FIELDS + " FROM trial ORDER BY number")) {
            while (row.next()) {
                Trial today = today(row);
                if (today != null && !today.id().equals(row.getString("trial"))) {
                    misspelt.put(row.getLong("number"), today);
                    names.put(row.getLong("number"), row.getString("trial"));
                }
            }
        }
        for (Map.Entry<Long, Trial> each : misspelt.entrySet()) {
            rename(connection, each.getKey(), names.get(each.getKey()), each.getValue());
        }
    }

    /** Null for what is damaged or none of today's, which whoever reads the trial is told. */
    private static Trial today(ResultSet row) throws SQLException {
        try {
            Trial stored = RowReader.trial(row);
            return stored.id().equals(row.getString("trial")) ? stored.canonical() : null;
        } catch (RuntimeException e) {
            return null;
        }
    }

    private static void rename(Connection connection, long number, String former, Trial today) throws SQLException {
        update(connection, "INSERT INTO renamed VALUES (?, ?)", List.of(former, today.id()));
        update(connection, "UPDATE OR IGNORE failure SET trial = ? WHERE trial = ?", List.of(today.id(), former));
        String assignments =
                Fields.ALL.stream().map(field -> field.key() + " = ?").collect(Collectors.joining(", "));
        List<Object> values = Fields.ALL.stream()
                .map(field -> field.column(today))
                .collect(Collectors.toCollection(java.util.ArrayList::new));
        values.addAll(List.of(today.id(), number));
        int renamed = update(
                connection, "UPDATE OR IGNORE trial SET " + assignments + ", trial = ? WHERE number = ?", values);
        if (renamed == 0) {
            update(connection, "DELETE FROM layer WHERE number = ?", List.of(number));
            update(connection, "DELETE FROM trial WHERE number = ?", List.of(number));
        }
    }

    private static int update(Connection connection, String sql, List<?> values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i));
            }
            return statement.executeUpdate();
        }
    }
}
