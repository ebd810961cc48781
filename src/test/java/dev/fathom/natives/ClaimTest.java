package dev.fathom.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimTest {
    @TempDir
    private Path parent;

    @Test
    void theDeadsFoldersGoAndTheLivingsStay() throws IOException {
        Path dead = Files.createDirectory(parent.resolve("claim-dead"), Owner.privately(parent));
        Files.createFile(dead.resolve("in-use"));
        Files.createFile(dead.resolve("library"));
        Path foreign = Files.createDirectory(parent.resolve("claim-of-no-process"));
        Files.createFile(foreign.resolve("library"));
        try (Claim living = Claim.make(parent, "claim-")) {
            Files.createFile(living.folder().resolve("library"));

            Claim.clean(parent, "claim-");

            assertThat(dead).doesNotExist();
            assertThat(living.folder().resolve("library")).exists();
            assertThat(foreign.resolve("library")).exists();
        }
        assertThat(parent).isDirectoryContaining(path -> path.equals(foreign));
        assertThat(parent.toFile().list()).hasSize(1);
    }
}
