package dev.fathom.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The tiles of one map in one SQLite file, a row each, in write-ahead mode with full synchronization: a kill loses no
 * finished tile. What the bytes of a tile mean, the map knows.
 */
public final class TileStore implements AutoCloseable {
    private static final int APPLICATION_ID = 0x46_74_68_74;

    private final Database database;

    /** Where a tile stands. */
    public record Key(int stride, int column, int row) {}

    private TileStore(Database database) {
        this.database = database;
    }

    /**
     * Opens a map's store, or makes it.
     *
     * @param text of the map: a store of another text is refused
     */
    public static TileStore forWriting(Path file, String text) {
        Database database = Database.forWriting(file, connection -> requireMap(file, connection));
        return database.opened(() -> {
            if (database.isFresh()) {
                database.commit(connection -> create(connection, text));
            }
            TileStore store = new TileStore(database);
            if (!store.text().equals(text)) {
                throw new StoreException(file + ": holds another map than the one asked for; choose another --store");
            }
            return store;
        });
    }

    /** Opens an existing store to read. */
    public static TileStore forReading(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new StoreException(file + ": no such store of a map");
        }
        return new TileStore(Database.forReading(file, connection -> requireMap(file, connection)));
    }

    /** Whether a file is the store of a map. */
    public static boolean is(Path file) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (Connection connection = StoreFile.of(file).read()) {
            return isMap(connection);
        } catch (SQLException e) {
            return false;
        }
    }

    private static void create(Connection connection, String text) throws SQLException {
        try (Statement sql = connection.createStatement()) {
            sql.execute("PRAGMA application_id = " + APPLICATION_ID);
            sql.execute("CREATE TABLE map (text TEXT NOT NULL)");
            sql.execute("CREATE TABLE tile (stride INTEGER, row INTEGER, column INTEGER, device TEXT NOT NULL,"
                    + " seconds REAL NOT NULL, pixels BLOB NOT NULL, PRIMARY KEY (stride, row, column)) WITHOUT ROWID");
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO map VALUES (?)")) {
                insert.setString(1, text);
                insert.execute();
            }
        }
    }

    private static boolean isMap(Connection connection) throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("PRAGMA application_id")) {
            return row.next() && row.getInt(1) == APPLICATION_ID;
        }
    }

    private static void requireMap(Path file, Connection connection) throws SQLException {
        if (!isMap(connection)) {
            throw new StoreException(file + ": a database, but not the store of a map; choose another --store");
        }
    }

    /** What the map is. */
    public String text() {
        return database.ask(connection -> {
            try (Statement sql = connection.createStatement();
                    ResultSet row = sql.executeQuery("SELECT text FROM map")) {
                return row.next() ? row.getString(1) : "";
            }
        });
    }

    /** The tiles that are there. */
    public Set<Key> finished() {
        return database.ask(connection -> {
            try (Statement sql = connection.createStatement();
                    ResultSet row = sql.executeQuery("SELECT stride, column, row FROM tile")) {
                Set<Key> keys = new HashSet<>();
                while (row.next()) {
                    keys.add(new Key(row.getInt(1), row.getInt(2), row.getInt(3)));
                }
                return keys;
            }
        });
    }

    /** Seconds of computing by device. */
    public Map<String, Double> seconds() {
        return database.ask(connection -> {
            try (Statement sql = connection.createStatement();
                    ResultSet row =
                            sql.executeQuery("SELECT device, sum(seconds) FROM tile GROUP BY device ORDER BY device")) {
                Map<String, Double> seconds = new LinkedHashMap<>();
                while (row.next()) {
                    seconds.put(row.getString(1), row.getDouble(2));
                }
                return seconds;
            }
        });
    }

    /** The bytes of a tile, null where it is not there. */
    public byte[] get(Key tile) {
        return database.ask(connection -> {
            try (PreparedStatement query = connection.prepareStatement(
                    "SELECT pixels FROM tile WHERE stride = ? AND row = ? AND column = ?")) {
                query.setInt(1, tile.stride());
                query.setInt(2, tile.row());
                query.setInt(3, tile.column());
                try (ResultSet row = query.executeQuery()) {
                    return row.next() ? row.getBytes(1) : null;
                }
            }
        });
    }

    /** Keeps a tile, in a transaction of its own. */
    public void put(Key tile, String device, double seconds, byte[] pixels) {
        database.commit(connection -> {
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT OR REPLACE INTO tile VALUES (?, ?, ?, ?, ?, ?)")) {
                insert.setInt(1, tile.stride());
                insert.setInt(2, tile.row());
                insert.setInt(3, tile.column());
                insert.setString(4, device);
                insert.setDouble(5, seconds);
                insert.setBytes(6, pixels);
                insert.execute();
            }
        });
    }

    /**
     * Takes over the tiles of another store of the same map.
     *
     * @return how many were new here
     */
    public int merge(Path source) {
        try (TileStore other = forReading(source)) {
            if (!other.text().equals(text())) {
                throw new StoreException(
                        source + ": holds another map than " + database.file() + "; merge stores of one map");
            }
            Set<Key> here = finished();
            return other.database.ask(connection -> {
                try (Statement sql = connection.createStatement();
                        ResultSet row =
                                sql.executeQuery("SELECT stride, row, column, device, seconds, pixels FROM tile")) {
                    int copied = 0;
                    while (row.next()) {
                        Key key = new Key(row.getInt(1), row.getInt(3), row.getInt(2));
                        if (here.add(key)) {
                            put(key, row.getString(4), row.getDouble(5), row.getBytes(6));
                            copied++;
                        }
                    }
                    return copied;
                }
            });
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
