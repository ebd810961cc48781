package dev.fathom.formats;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A file that is there whole, or as it was before: its content goes beside its place, is flushed to the disk and renamed
 * over it. Links are followed, and stay. Devices and pipes, which nothing can be renamed over, are written as they are.
 *
 * <p>What goes wrong is an {@link IllegalArgumentException} where another place helps, and an {@link UncheckedIOException}
 * where the disk is full or failing.
 */
public final class WholeFile {
    private static final String ENDING = ".part";
    private static final int LINKS = 40;

    /** Names may have 255 bytes; what is longer is cut for the name beside it. */
    private static final int LONGEST_NAME = 50;

    private static final byte[] DATABASE = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    /** What a file is to hold. */
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private WholeFile() {}

    /**
     * Finds out before the work whether its fruit can be kept, by making a file beside the place and taking it away again.
     */
    public static void check(Path target) {
        try {
            Path place = place(target);
            requireReplaceable(target, place);
            if (isFile(place)) {
                Path part = beside(place);
                Files.createFile(part);
                Files.delete(part);
            } else if (!Files.isWritable(place)) {
                throw new AccessDeniedException(place.toString());
            }
        } catch (IOException e) {
            throw failure(target, e);
        }
    }

    /** Writes a file, replacing an older one; where that fails, the older one stays as it was. */
    public static void write(Path target, Content content) {
        try {
            Path place = place(target);
            requireReplaceable(target, place);
            if (isFile(place)) {
                removeLeftovers(place);
                writeBeside(place, content);
            } else {
                try (OutputStream out =
                        new BufferedOutputStream(Files.newOutputStream(place, StandardOpenOption.WRITE))) {
                    content.writeTo(out);
                }
            }
        } catch (IOException e) {
            throw failure(target, e);
        }
    }

    /** Whether two paths lead to one file, which need not be there yet. */
    public static boolean same(Path one, Path other) {
        try {
            Path a = place(one);
            Path b = place(other);
            if (Files.exists(a) && Files.exists(b)) {
                return Files.isSameFile(a, b);
            }
            return a.getFileName().equals(b.getFileName()) && Files.isSameFile(folder(a), folder(b));
        } catch (IOException e) {
            return false; // where there is no folder, there is no file to lose
        }
    }

    private static void writeBeside(Path place, Content content) throws IOException {
        Path part = beside(place);
        Thread removal = new Thread(() -> remove(part), "fathom-remove-part");
        try {
            Runtime.getRuntime().addShutdownHook(removal);
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                    OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel))) {
                isFree(channel); // held until it is closed: whoever finds this file knows that it is no leftover
                keepPermissions(place, part);
                content.writeTo(out);
                out.flush();
                channel.force(true);
            }
            Files.move(part, place, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            remove(part);
            forget(removal);
        }
    }

    private static void keepPermissions(Path place, Path part) throws IOException {
        if (Files.exists(place)
                && place.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(part, Files.getPosixFilePermissions(place));
        }
    }

    private static void remove(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            // the next who writes this file removes it
        }
    }

    private static void forget(Thread removal) {
        try {
            Runtime.getRuntime().removeShutdownHook(removal);
        } catch (IllegalStateException e) {
            // the process is ending: the file is gone already
        }
    }

    /** A process that was killed could not remove its own; nobody holds the lock of such a file. */
    private static void removeLeftovers(Path place) throws IOException {
        String start = start(place);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder(place), entry -> {
            String name = entry.getFileName().toString();
            return name.startsWith(start) && name.endsWith(ENDING) && name.length() == start.length() + 16 + 5;
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

    private static Path beside(Path place) {
        long random = ThreadLocalRandom.current().nextLong();
        return folder(place).resolve(start(place) + String.format("%016x", random) + ENDING);
    }

    private static String start(Path place) {
        String name = place.getFileName().toString();
        return "." + (name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name) + ".";
    }

    private static Path folder(Path place) {
        Path parent = place.getParent();
        return parent == null ? Path.of("") : parent;
    }

    /** Where links lead to; the file itself may be missing. */
    private static Path place(Path target) throws IOException {
        Path place = target;
        for (int i = 0; Files.isSymbolicLink(place) && !isOfTheSystem(place); i++) {
            if (i == LINKS) {
                throw new FileSystemException(target.toString(), null, "Too many levels of symbolic links");
            }
            place = place.resolveSibling(Files.readSymbolicLink(place));
        }
        return place;
    }

    /** /dev/stdout may lead to a file that a shell has open: only what is written into it arrives there. */
    private static boolean isOfTheSystem(Path place) {
        Path whole = place.toAbsolutePath().normalize();
        return whole.startsWith("/dev") && !whole.startsWith("/dev/shm") || whole.startsWith("/proc");
    }

    private static boolean isFile(Path place) {
        return !isOfTheSystem(place) && (!Files.exists(place) || Files.isRegularFile(place));
    }

    private static void requireReplaceable(Path target, Path place) throws IOException {
        try {
            Files.readAttributes(
                    place, BasicFileAttributes.class); // refuses names that are too long, as what is beside does not
        } catch (NoSuchFileException e) {
            // free
        }
        if (place.getFileName() == null || Files.isDirectory(place)) {
            throw new FileSystemException(target.toString(), null, "Is a directory");
        }
        if (Files.isRegularFile(place) && isDatabase(place)) {
            throw new IllegalArgumentException(
                    target + ": is a database, perhaps a store with results, and stays as it is; choose another name");
        }
    }

    private static boolean isDatabase(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(DATABASE.length), DATABASE);
        } catch (IOException e) {
            return false; // not readable, so no database of this user's
        }
    }

    /** In one line, with the reason of the system and the remedy. */
    private static RuntimeException failure(Path target, IOException e) {
        String reason = reason(e);
        String line = target + ": cannot be written: " + reason;
        // what fails after the file was opened is the disk, whatever language the system speaks
        if (!(e instanceof FileSystemException)
                || reason.matches("(?i).*(no space left|quota exceeded|input/output).*")) {
            return new UncheckedIOException(line + "; make room, or choose another place", e);
        }
        Path folder = folder(target);
        if (e instanceof NoSuchFileException && !Files.isDirectory(folder)) {
            return new IllegalArgumentException(line + "; make the folder first, or choose another place", e);
        }
        return new IllegalArgumentException(line + "; choose another place", e);
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "its folder does not exist";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        String said = e instanceof FileSystemException failure ? failure.getReason() : e.getMessage();
        return said == null ? e.getClass().getSimpleName() : said;
    }
}
