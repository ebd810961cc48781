package dev.fathom.natives;

import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The folder for what this program can make again, where each system has it. */
public final class UserCache {
    private UserCache() {}

    /** That of this process; nothing for a user without an entry in the list of users, who has no home. */
    public static Optional<Path> folder() {
        return folder(
                Platform.current().system(),
                System.getenv(),
                System.getProperty("user.home"),
                FileSystems.getDefault());
    }

    static Optional<Path> folder(
            Platform.System system, Map<String, String> environment, String home, FileSystem files) {
        String variable = system == Platform.System.WINDOWS ? "LOCALAPPDATA" : "XDG_CACHE_HOME";
        return absolute(files, environment.get(variable))
                .or(() -> absolute(files, home, environment.get("HOME")).map(root -> switch (system) {
                    case WINDOWS -> root.resolve("AppData").resolve("Local");
                    case MACOS -> root.resolve("Library").resolve("Caches");
                    default -> root.resolve(".cache");
                }))
                .map(cache -> cache.resolve("fathom"));
    }

    /** The first of these that is an absolute path. */
    private static Optional<Path> absolute(FileSystem files, String... texts) {
        return Stream.of(texts)
                .filter(text -> text != null && isAbsolute(files, text))
                .map(files::getPath)
                .findFirst();
    }

    private static boolean isAbsolute(FileSystem files, String text) {
        try {
            return files.getPath(text).isAbsolute();
        } catch (InvalidPathException e) {
            return false; // such as ? on Windows
        }
    }
}
