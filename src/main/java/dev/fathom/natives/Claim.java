package dev.fathom.natives;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A new private folder that is known to be in use while its process lives, by a lock on a file in it. What a process
 * leaves that was killed is found by its free lock.
 */
final class Claim implements AutoCloseable {
    private static final String LOCK = "in-use";

    private final Path folder;
    private final FileChannel lock;

    private Claim(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    Path folder() {
        return folder;
    }

    static Claim make(Path parent, String prefix) throws IOException {
        while (true) {
            Path folder = Files.createTempDirectory(parent, prefix, Owner.privately(parent));
            Path file = folder.resolve(LOCK);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            lock(channel);
            if (Files.exists(file)) {
                return new Claim(folder, channel);
            }
            channel.close(); // another process took it for a dead one's before the lock was there
        }
    }

    private static void lock(FileChannel channel) throws IOException {
        try {
            channel.lock();
        } catch (IOException e) {
            // a file system without locks: then nothing there is taken for a dead process's either
        }
    }

    /** Deletes the folder, as far as this system lets go of its files. */
    @Override
    public void close() throws IOException {
        try {
            empty(folder);
        } finally {
            lock.close();
        }
        Files.deleteIfExists(folder);
    }

    /** Deletes the folders of dead processes. */
    static void clean(Path parent, String prefix) {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, prefix + "*")) {
            for (Path folder : folders) {
                cleanIfDead(folder);
            }
        } catch (IOException | DirectoryIteratorException e) {
            // what cannot be listed or deleted now is at the next start
        }
    }

    private static void cleanIfDead(Path folder) {
        try {
            Owner.requireTrusted(folder);
            if (emptied(folder)) {
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            // another user's, in use, or on a system that keeps files which are loaded
        }
    }

    private static boolean emptied(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock != null) {
                empty(folder);
            }
            return lock != null;
        } catch (NoSuchFileException e) {
            // its process was killed before it could lock it
            return isEmpty(folder)
                    && Files.getLastModifiedTime(folder)
                            .toInstant()
                            .isBefore(Instant.now().minusSeconds(60));
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    /** The lock's file goes last, and from Windows only as its channel is closed: then the folder can. */
    private static void empty(Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder)) {
            files = walk.filter(file -> !file.equals(folder))
                    .sorted(Comparator.comparing((Path file) -> file.endsWith(LOCK))
                            .thenComparing(Comparator.reverseOrder()))
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }
}
