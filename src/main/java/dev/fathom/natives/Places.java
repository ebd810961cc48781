package dev.fathom.natives;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where libraries may be unpacked, the best place first: the folder that the user names, and no other; else the user's
 * cache, where they stay for the next start; else a folder in the temporary one that ends with the process.
 */
final class Places {
    /** Names a folder. */
    static final String VARIABLE = "FATHOM_NATIVES";

    private static final String SCRATCH = "fathom-natives-";

    /** A folder that is made when it is first asked for. */
    interface Place {
        Path folder() throws IOException;

        /** For people. */
        @Override
        String toString();
    }

    private Places() {}

    static List<Place> of(Platform.System system, Map<String, String> environment, String home, Path temporary) {
        String named = environment.get(VARIABLE);
        if (named != null && !named.isEmpty()) {
            return List.of(new Lasting(temporary.getFileSystem().getPath(named).toAbsolutePath()));
        }
        List<Place> places = new ArrayList<>();
        Path cache = cache(system, environment, home, temporary);
        if (cache != null) {
            places.add(new Lasting(cache.resolve("fathom").resolve("natives")));
        }
        places.add(new Scratch(temporary));
        return List.copyOf(places);
    }

    /** Each system's custom, from the user's home; a user without an entry in the list of users has none. */
    private static Path cache(Platform.System system, Map<String, String> environment, String home, Path temporary) {
        String variable = system == Platform.System.WINDOWS ? "LOCALAPPDATA" : "XDG_CACHE_HOME";
        Path named = absolute(environment.get(variable), temporary);
        if (named != null) {
            return named;
        }
        Path root = absolute(home, temporary);
        if (root == null) {
            root = absolute(environment.get("HOME"), temporary);
        }
        if (root == null) {
            return null;
        }
        return switch (system) {
            case WINDOWS -> root.resolve("AppData").resolve("Local");
            case MACOS -> root.resolve("Library").resolve("Caches");
            default -> root.resolve(".cache");
        };
    }

    private static Path absolute(String text, Path of) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        Path path = of.getFileSystem().getPath(text);
        return path.isAbsolute() ? path : null;
    }

    private record Lasting(Path path) implements Place {
        @Override
        public Path folder() throws IOException {
            Files.createDirectories(path, Owner.privately(path));
            return path;
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    private static final class Scratch implements Place {
        private final Path temporary;
        private Claim claim;

        Scratch(Path temporary) {
            this.temporary = temporary;
        }

        @Override
        public synchronized Path folder() throws IOException {
            if (claim == null) {
                Claim.clean(temporary, SCRATCH);
                claim = Claim.make(temporary, SCRATCH);
                Runtime.getRuntime().addShutdownHook(new Thread(this::end, "natives"));
            }
            return claim.folder();
        }

        private void end() {
            try {
                claim.close();
            } catch (IOException e) {
                // Windows keeps what is loaded: the next start deletes it
            }
        }

        @Override
        public String toString() {
            return temporary.toString();
        }
    }
}
