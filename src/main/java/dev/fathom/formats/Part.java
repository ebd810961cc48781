package dev.fathom.formats;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** A file in the making, beside its place; gone with this object, or with the process. */
final class Part implements AutoCloseable {
    private static final String ENDING = ".part";
    private static final int DIGITS = 16;

    private static final int PATIENCE_SECONDS = 1;

    /** Names may have 255 bytes; what is longer is cut for the name beside it. */
    private static final int LONGEST_NAME = 50;

    private final Place place;
    private final Path path;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread removal = new Thread(this::endOfProcess, "fathom-remove-part");

    Part(Place place) {
        this.place = place;
        path = beside(place);
        try {
            Runtime.getRuntime().addShutdownHook(removal);
        } catch (IllegalStateException e) {
            // the process is ending and waits for this file, or kills it: then the next who writes it removes it
        }
    }

    /** What is nearly whole gets a moment to become so. */
    private void endOfProcess() {
        try {
            if (closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        remove();
    }

    private static Path beside(Place place) {
        long random = ThreadLocalRandom.current().nextLong();
        return place.folder().resolve(start(place) + String.format("%0" + DIGITS + "x", random) + ENDING);
    }

    private static String start(Place place) {
        String name = place.path().getFileName().toString();
        return "." + (name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name) + ".";
    }

    /** Makes a file beside a place and takes it away again. */
    static void tryOut(Place place) throws IOException {
        Path path = beside(place);
        Files.createFile(path);
        Files.delete(path);
    }

    void write(WholeFile.Content content) throws IOException {
        removeLeftovers();
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel))) {
            isFree(channel); // held until it is closed: whoever finds this file knows that it is no leftover
            keepPermissions();
            content.writeTo(out);
            out.flush();
            channel.force(true);
        }
    }

    private void keepPermissions() throws IOException {
        Path old = place.path();
        if (Files.exists(old)
                && old.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(path, Files.getPosixFilePermissions(old));
        }
    }

    void takePlace() {
        try {
            Files.move(path, place.path(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw place.failure(e);
        }
    }

    /** A process that was killed could not remove its own; nobody holds the lock of such a file. */
    private void removeLeftovers() throws IOException {
        String start = start(place);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(place.folder(), entry -> {
            String name = entry.getFileName().toString();
            return name.startsWith(start)
                    && name.endsWith(ENDING)
                    && name.length() == start.length() + DIGITS + ENDING.length();
        })) {
            for (Path entry : entries) {
                removeWhereFree(entry);
            }
        }
    }

    private static void removeWhereFree(Path entry) {
        try (FileChannel channel = FileChannel.open(entry, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            if (isFree(channel)) {
                Files.delete(entry);
            }
        } catch (IOException e) {
            // another user's, or gone meanwhile
        }
    }

    private static boolean isFree(FileChannel channel) {
        try {
            return channel.tryLock() != null;
        } catch (IOException | OverlappingFileLockException e) {
            return false; // a file system without locks, or this very process
        }
    }

    private void remove() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // the next who writes this file removes it
        }
    }

    @Override
    public void close() {
        remove();
        closed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(removal);
        } catch (IllegalStateException e) {
            // the process is ending: the file is gone already
        }
    }
}
