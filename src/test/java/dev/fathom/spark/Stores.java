package dev.fathom.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Stores as SQL sees them. */
final class Stores {
    private static final String RESULT = "trial, verdict, first_loss, final_loss, chance, test_loss, accuracy, losses";

    private Stores() {}

    static long trials(Path store) throws Exception {
        try (Connection sql = DriverManager.getConnection("jdbc:sqlite:" + store);
                Statement statement = sql.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM trial")) {
            return row.getLong(1);
        }
    }

    /** On which its trials ran. */
    static List<String> devices(Path store) throws Exception {
        try (Connection sql = DriverManager.getConnection("jdbc:sqlite:" + store);
                Statement statement = sql.createStatement();
                ResultSet row = statement.executeQuery("SELECT DISTINCT device FROM trial ORDER BY device")) {
            List<String> devices = new ArrayList<>();
            while (row.next()) {
                devices.add(row.getString(1));
            }
            return devices;
        }
    }

    /** Every trial and every layer, bit for bit, in both or in neither. */
    static void assertSameResults(Path one, Path other) throws Exception {
        assertThat(trials(one)).isEqualTo(trials(other)).isPositive();
        try (Connection sql = DriverManager.getConnection("jdbc:sqlite:" + one);
                Statement statement = sql.createStatement()) {
            statement.execute("ATTACH '" + other + "' AS other");
            for (String[] both : new String[][] {{RESULT, "trial"}, {"*", "layers"}}) {
                String rows = "SELECT " + both[0] + " FROM main." + both[1];
                String others = "SELECT " + both[0] + " FROM other." + both[1];
                try (ResultSet differing = statement.executeQuery("SELECT count(*) FROM (SELECT * FROM (" + rows
                        + " EXCEPT " + others + ") UNION ALL SELECT * FROM (" + others + " EXCEPT " + rows + "))")) {
                    assertThat(differing.getLong(1))
                            .as("rows of " + both[1] + " that differ")
                            .isZero();
                }
            }
        }
    }
}
