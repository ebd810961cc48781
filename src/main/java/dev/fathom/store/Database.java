package dev.fathom.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Supplier;

/** An open SQLite file: locked while it may be written, changed by whole transactions, its failures named by the file. */
final class Database implements AutoCloseable {
    private final StoreFile place;
    private final Connection connection;
    private final StoreLock lock; // null where it is only read
    private final boolean fresh;

    /** What is read. */
    interface Question<T> {
        T of(Connection connection) throws SQLException;
    }

    /** What is written, or must be so. */
    interface Work {
        void on(Connection connection) throws SQLException;
    }

    private Database(StoreFile place, Connection connection, StoreLock lock, boolean fresh) {
        this.place = place;
        this.connection = connection;
        this.lock = lock;
        this.fresh = fresh;
    }

    /**
     * Opens a file, or makes it.
     *
     * @param check of one that was there
     * @throws StoreException where it is no database, in use, or fails the check
     */
    static Database forWriting(Path file, Work check) {
        StoreFile place = StoreFile.of(file);
        StoreLock lock = StoreLock.of(place);
        Connection connection = null;
        try {
            boolean fresh = !Files.exists(place.path()) || Files.size(place.path()) == 0;
            connection = place.write();
            if (!fresh) {
                check.on(connection);
            }
            connection.setAutoCommit(false);
            return new Database(place.again(), connection, lock, fresh);
        } catch (IOException | SQLException e) {
            release(connection, lock);
            throw StoreException.of(file, e);
        } catch (RuntimeException e) {
            release(connection, lock);
            throw e;
        }
    }

    /** Opens a file that is there, also while another process writes it. */
    static Database forReading(Path file, Work check) {
        StoreFile place = StoreFile.of(file);
        Connection connection = null;
        try {
            connection = place.read();
            check.on(connection);
            return new Database(place, connection, null, false);
        } catch (SQLException e) {
            release(connection, null);
            throw StoreException.of(file, e);
        } catch (RuntimeException e) {
            release(connection, null);
            throw e;
        }
    }

    /** Lets go of what a file that could not be opened already held. */
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

    /** What is done first: where it fails, the file is closed again. */
    <T> T opened(Supplier<T> first) {
        try {
            return first.get();
        } catch (RuntimeException e) {
            release(connection, lock);
            throw e;
        }
    }

    /** As the user knows it. */
    Path file() {
        return place.named();
    }

    /** Whether the file was made when it was opened. */
    boolean isFresh() {
        return fresh;
    }

    Connection connection() {
        return connection;
    }

    <T> T ask(Question<T> question) {
        try {
            return question.of(connection);
        } catch (SQLException e) {
            throw StoreException.of(file(), e);
        }
    }

    /** @param rows a table or query, and which of its rows */
    int count(String rows) {
        return ask(connection -> {
            try (Statement sql = connection.createStatement();
                    ResultSet row = sql.executeQuery("SELECT count(*) FROM " + rows)) {
                return row.getInt(1);
            }
        });
    }

    /** One transaction: where it fails, the file stays as it was. */
    void commit(Work work) {
        try {
            work.on(connection);
            connection.commit();
            place.requireThere();
        } catch (SQLException e) {
            rollback(e);
            throw StoreException.of(file(), e);
        }
    }

    private void rollback(SQLException cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw StoreException.of(file(), e);
        } finally {
            if (lock != null) {
                lock.close();
            }
        }
    }
}
