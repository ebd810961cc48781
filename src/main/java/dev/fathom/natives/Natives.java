package dev.fathom.natives;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Unpacks native libraries into the first place that takes them. Nothing is unpacked twice, or half. */
public final class Natives {
    private static final List<Places.Place> PLACES = Places.of(
            Platform.current().system(),
            System.getenv(),
            System.getProperty("user.home"),
            Path.of(System.getProperty("java.io.tmpdir")));

    private Natives() {}

    /**
     * The folder in which the libraries of a bundle lie.
     *
     * @throws NativesException where this program holds no such libraries, or no place takes them
     */
    public static Path unpack(Bundle bundle) {
        return unpack(bundle, UnaryOperator.identity());
    }

    /**
     * As {@link #unpack(Bundle)}, of libraries that are changed on their way.
     *
     * @param change keeps the length; the name of the bundle says which change it is
     */
    public static Path unpack(Bundle bundle, UnaryOperator<byte[]> change) {
        return unpack(Packed.of(bundle, change), PLACES);
    }

    /** Unpacks the libraries of a bundle and loads them one after the other. */
    public static List<Path> load(Bundle bundle) {
        Path folder = unpack(bundle);
        List<Path> files = bundle.libraries().stream()
                .map(library -> folder.resolve(library.file()))
                .toList();
        files.forEach(file -> System.load(file.toString()));
        return files;
    }

    /** A private folder for a library that unpacks itself. */
    public static Path folder(String name) {
        return first(name, PLACES, place -> {
            Owner.requireTrusted(place);
            Path folder = place.resolve(name);
            if (!Files.isDirectory(folder)) {
                Files.createDirectory(folder, Owner.privately(place));
            }
            Owner.requireTrusted(folder);
            Path program = Files.createTempFile(folder, "program", null);
            try {
                Owner.allowToRun(program);
                Owner.requireRunnable(program);
            } finally {
                Files.delete(program);
            }
            return folder;
        });
    }

    /** Points SQLite's driver to its library; to be called before the driver is. */
    public static void forSqlite() {
        if (System.getProperty("org.sqlite.lib.path") != null) {
            return; // done, or chosen by the user
        }
        Bundle bundle = Bundle.sqlite(Platform.current())
                .orElseThrow(() -> new NativesException("SQLite has no native library for " + Platform.current(), ""));
        System.setProperty("org.sqlite.lib.name", bundle.libraries().get(0).file());
        System.setProperty("org.sqlite.lib.path", unpack(bundle).toString());
    }

    static Path unpack(Packed packed, List<Places.Place> places) {
        return first(packed.name() + " (" + packed.mebibytes() + " MiB)", places, packed::into);
    }

    private interface Taking {
        Path apply(Path folder) throws IOException;
    }

    private static Path first(String what, List<Places.Place> places, Taking taking) {
        List<String> reasons = new ArrayList<>();
        for (Places.Place place : places) {
            try {
                return taking.apply(place.folder());
            } catch (IOException e) {
                reasons.add(place + " " + reason(e));
            }
        }
        throw new NativesException(
                "no folder for the native libraries of " + what + ": " + String.join(", ", reasons),
                "set " + Places.VARIABLE + " to a folder of yours that may be written and holds programs");
    }

    private static String reason(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return "may not be written";
        }
        if (failure instanceof NoSuchFileException) {
            return "does not exist";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "is no folder";
        }
        String reason = failure instanceof FileSystemException system ? system.getReason() : failure.getMessage();
        return "cannot be used (" + (reason == null ? failure.getClass().getSimpleName() : reason) + ")";
    }
}
