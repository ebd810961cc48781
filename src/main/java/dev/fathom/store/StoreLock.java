package dev.fathom.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * The right to write a store, held through a file beside it that names the holder and goes with it. The kernel drops the
 * lock with the process, however that ends.
 */
final class StoreLock implements AutoCloseable {
    private static final int LONGEST_OWNER = 200;

    /** The byte that is locked, behind all that is written: on Windows nobody else may read what is. */
    private static final long LOCKED = Long.MAX_VALUE - 1;

    private final Path store;
    private final Path guard;
    private final FileLock lock;

    private StoreLock(Path store, Path guard, FileLock lock) {
        this.store = store;
        this.guard = guard;
        this.lock = lock;
    }

    /** @throws StoreException where another process holds it, which the message names */
    static StoreLock of(StoreFile store) {
        Path guard = Path.of(store.path() + ".lock");
        try {
            if (Files.isSymbolicLink(guard)) {
                throw new StoreException(guard + ": is a link where the lock of a store goes; remove it");
            }
            while (true) {
                FileLock lock = take(store.named(), guard);
                if (lock != null) {
                    return new StoreLock(store.named(), guard, lock);
                }
            }
        } catch (IOException e) {
            throw StoreException.of(store.named(), e);
        }
    }

    /** Null where the holder of before removed the file meanwhile: its lock would exclude nobody. */
    private static FileLock take(Path store, Path guard) throws IOException {
        FileChannel channel = FileChannel.open(
                guard,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
        try {
            Object key = key(guard);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                throw new StoreException(
                        store + ": in use by " + owner(channel) + "; wait for it or choose another --store");
            }
            if (!Files.exists(guard) || !Objects.equals(key, key(guard))) {
                channel.close();
                return null;
            }
            channel.truncate(0);
            channel.write(StandardCharsets.UTF_8.encode(
                    "process " + ProcessHandle.current().pid() + " on " + Provenance.hostName() + "\n"));
            channel.force(true);
            return lock;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static Object key(Path guard) {
        try {
            return Files.readAttributes(guard, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
        } catch (IOException e) {
            return null;
        }
    }

    private static String owner(FileChannel channel) throws IOException {
        ByteBuffer owner = ByteBuffer.allocate(LONGEST_OWNER);
        channel.read(owner, 0);
        return StandardCharsets.UTF_8.decode(owner.flip()).toString().strip();
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(LOCKED, 1, false);
        } catch (OverlappingFileLockException e) {
            return null; // held by this very process
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(guard);
            lock.acquiredBy().close();
        } catch (IOException e) {
            throw StoreException.of(store, e);
        }
    }
}
