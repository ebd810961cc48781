package dev.fathom.cli.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.study.Study;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefaultStoreTest {
    @TempDir
    private Path folder;

    private Path store(String suffix) {
        Study study =
                Study.parse("name: 'rate: 0.1?'\ntrials: [{initializer: he_normal, activation: relu, depth: 2}]\n");
        return SweepCommand.defaultStore(folder.toFile(), study, suffix);
    }

    @Test
    void hasANameThatEverySystemTakes() {
        assertThat(store("")).isEqualTo(Path.of("rate_ 0.1_.db"));
        assertThat(store("-2-of-3")).isEqualTo(Path.of("rate_ 0.1_-2-of-3.db"));
    }

    @Test
    void isTheOneThatAnEarlierVersionMade() throws IOException {
        Files.createFile(folder.resolve("rate: 0.1?.db"));

        assertThat(store("")).isEqualTo(Path.of("rate: 0.1?.db"));
        assertThat(store("-2-of-3")).isEqualTo(Path.of("rate_ 0.1_-2-of-3.db"));
    }
}
