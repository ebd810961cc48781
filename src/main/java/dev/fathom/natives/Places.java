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
        UserCache.folder(system, environment, home, temporary.getFileSystem())
                .ifPresent(cache -> places.add(new Lasting(cache.resolve("natives"))));
        places.add(new Scratch(temporary));
        return List.copyOf(places);
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
