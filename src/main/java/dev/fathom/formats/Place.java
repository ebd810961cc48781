package dev.fathom.formats;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;

/**
 * Where a file goes.
 *
 * @param target as the user named it
 * @param path where the links lead to; the file itself may be missing
 */
record Place(Path target, Path path) {
    private static final int LINKS = 40;
    private static final byte[] DATABASE = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    static Place of(Path target) {
        Path path = target;
        try {
            for (int i = 0; Files.isSymbolicLink(path) && !isOfTheSystem(path); i++) {
                if (i == LINKS) {
                    throw new FileSystemException(target.toString(), null, "Too many levels of symbolic links");
                }
                path = path.resolveSibling(Files.readSymbolicLink(path));
            }
        } catch (IOException e) {
            throw new Place(target, target).failure(e);
        }
        return new Place(target, path);
    }

    /** /dev/stdout may lead to a file that a shell has open: only what is written into it arrives there. */
    private static boolean isOfTheSystem(Path path) {
        Path whole = path.toAbsolutePath().normalize();
        return whole.startsWith(Path.of("/dev")) && !whole.startsWith(Path.of("/dev/shm"))
                || whole.startsWith(Path.of("/proc"));
    }

    /** Whether another file can be renamed over it. */
    boolean isFile() {
        return !isOfTheSystem(path) && (!Files.exists(path) || Files.isRegularFile(path));
    }

    Path folder() {
        Path parent = path.getParent();
        return parent == null ? path.getFileSystem().getPath("") : parent;
    }

    void check() {
        requireReplaceable();
        try {
            if (isFile()) {
                Part.tryOut(this);
            } else if (!Files.isWritable(path)) {
                throw new AccessDeniedException(path.toString());
            }
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Refuses a name that cannot be, a folder, and a database, which nobody would want to lose. */
    void requireReplaceable() {
        try {
            if (path.getFileName() == null
                    || Files.readAttributes(path, BasicFileAttributes.class).isDirectory()) {
                throw new FileSystemException(target.toString(), null, "Is a directory");
            }
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            throw failure(e);
        }
        if (Files.isRegularFile(path) && isDatabase()) {
            throw new IllegalArgumentException(
                    target + ": is a database, perhaps a store with results, and stays as it is; choose another name");
        }
    }

    private boolean isDatabase() {
        try (InputStream in = Files.newInputStream(path)) {
            return Arrays.equals(in.readNBytes(DATABASE.length), DATABASE);
        } catch (IOException e) {
            return false; // not readable, so no database of this user's
        }
    }

    /** In one line, with the reason of the system and the remedy. */
    RuntimeException failure(IOException e) {
        String reason = reason(e);
        String line = target + ": cannot be written: " + reason;
        // what fails after the file was opened is the disk, whatever language the system speaks
        if (!(e instanceof FileSystemException)
                || reason.matches("(?i).*(no space left|quota exceeded|input/output).*")) {
            return new UncheckedIOException(line + "; make room, or choose another place", e);
        }
        boolean homeless = e instanceof NoSuchFileException && !Files.isDirectory(folder());
        return new IllegalArgumentException(
                line + (homeless ? "; make the folder first, or choose another place" : "; choose another place"), e);
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "its folder does not exist";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NotDirectoryException) { // newer systems of Java say no more than this
            return "what stands in its path is no folder";
        }
        String said = e instanceof FileSystemException failure ? failure.getReason() : e.getMessage();
        return said == null ? e.getClass().getSimpleName() : said;
    }
}
