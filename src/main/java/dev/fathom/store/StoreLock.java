package dev.fathom.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The right to write a store, held through a file beside it that names the holder. The kernel drops it with the process,
 * however that ends; the file stays.
 */
final class StoreLock implements AutoCloseable {
    private final Path store;
    private final FileLock lock;

    private StoreLock(Path store, FileLock lock) {
        this.store = store;
        this.lock = lock;
    }

    /** @throws StoreException where another process holds it, which the message names */
    static StoreLock of(Path store) {
        Path guard = Path.of(store + ".lock");
        try {
            FileChannel channel = FileChannel.open(
                    guard, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                String owner = Files.readString(guard).strip();
                channel.close();
                throw new StoreException(store + ": in use by " + owner + "; wait for it or choose another --store");
            }
            try {
                String owner = "process " + ProcessHandle.current().pid() + " on " + Provenance.hostName();
                channel.truncate(0);
                channel.write(StandardCharsets.UTF_8.encode(owner + "\n"));
                channel.force(true);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
            return new StoreLock(store, lock);
        } catch (IOException e) {
            throw StoreException.of(store, e);
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this very process
        }
    }

    @Override
    public void close() {
        try {
            lock.acquiredBy().close();
        } catch (IOException e) {
            throw StoreException.of(store, e);
        }
    }
}
