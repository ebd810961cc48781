package dev.fathom.formats;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A file that is there whole, or as it was before: its content goes beside its place, is flushed to the disk and renamed
 * over it. Links are followed, and stay. Devices and pipes, which nothing can be renamed over, are written as they are.
 *
 * <p>What goes wrong is an {@link IllegalArgumentException} where another place helps, and an
 * {@link java.io.UncheckedIOException} where the disk is full or failing.
 */
public final class WholeFile {
    /** What a file is to hold. */
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private WholeFile() {}

    /**
     * Finds out before the work whether its fruit can be kept, by making a file beside the place and taking it away again.
     */
    public static void check(Path target) {
        Place.of(target).check();
    }

    /** Writes a file, replacing an older one; where that fails, the older one stays as it was. */
    public static void write(Path target, Content content) {
        writeAll(Map.of(target, content));
    }

    /** Writes files that belong together: none is replaced before all are whole. */
    public static void writeAll(Map<Path, Content> contents) {
        List<Part> parts = new ArrayList<>();
        try {
            for (Map.Entry<Path, Content> file : contents.entrySet()) {
                Place place = Place.of(file.getKey());
                place.requireReplaceable();
                try {
                    if (place.isFile()) {
                        Part part = new Part(place);
                        parts.add(part);
                        part.write(file.getValue());
                    } else {
                        writeThrough(place, file.getValue());
                    }
                } catch (IOException e) {
                    throw place.failure(e);
                }
            }
            for (Part part : parts) {
                part.takePlace();
            }
        } finally {
            parts.forEach(Part::close);
        }
    }

    private static void writeThrough(Place place, Content content) throws IOException {
        try (OutputStream out =
                new BufferedOutputStream(Files.newOutputStream(place.path(), StandardOpenOption.WRITE))) {
            content.writeTo(out);
        }
    }

    /** The same for every path that leads to a file, which need not be there yet. */
    public static Path place(Path target) {
        Place place = Place.of(target);
        try {
            return place.folder().toRealPath().resolve(place.path().getFileName());
        } catch (IOException e) {
            throw place.failure(e);
        }
    }

    /** Whether two paths lead to one file, which need not be there yet. */
    public static boolean same(Path one, Path other) {
        try {
            Place a = Place.of(one);
            Place b = Place.of(other);
            if (Files.exists(a.path()) && Files.exists(b.path())) {
                return Files.isSameFile(a.path(), b.path());
            }
            return a.path().getFileName().equals(b.path().getFileName()) && Files.isSameFile(a.folder(), b.folder());
        } catch (NoSuchFileException e) {
            return false; // where there is no folder, there is no file to lose
        } catch (IOException e) {
            throw Place.of(one).failure(e);
        }
    }
}
