package dev.fathom.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;

/** A store in today's schema to copy from: the file itself, or of an older one a copy that was migrated, for a while. */
record Snapshot(Path file, boolean passing) implements AutoCloseable {
    static Snapshot of(Path store) throws IOException, SQLException {
        try (Connection source = StoreFile.of(store).read()) {
            if (Schema.version(source) == Schema.VERSION) {
                return new Snapshot(store, false);
            }
            Path copy = Files.createTempFile("fathom", ".db");
            try (Statement sql = source.createStatement()) {
                sql.execute("PRAGMA query_only = OFF"); // else even the copy may not be written
            }
            try (PreparedStatement vacuum = source.prepareStatement("VACUUM INTO ?")) {
                vacuum.setString(1, copy.toString());
                vacuum.execute();
            }
            return migrated(copy);
        }
    }

    private static Snapshot migrated(Path copy) throws SQLException {
        try (Connection connection = new SQLiteConfig().createConnection("jdbc:sqlite:" + copy)) {
            connection.setAutoCommit(false);
            Schema.migrate(connection, Schema.version(connection));
            connection.commit();
        }
        return new Snapshot(copy, true);
    }

    @Override
    public void close() throws IOException {
        if (passing) {
            Files.delete(file);
        }
    }
}
