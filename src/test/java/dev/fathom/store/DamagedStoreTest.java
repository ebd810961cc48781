package dev.fathom.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fathom.study.TrialResult;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A store into which another program wrote. */
class DamagedStoreTest {
    @TempDir
    Path folder;

    private Path store;

    @BeforeEach
    void copy() throws Exception {
        store = folder.resolve("s.db");
        try (InputStream in = DamagedStoreTest.class.getResourceAsStream("schema-2.db")) {
            Files.copy(in, store);
        }
        StudyText about;
        try (Store old = Store.forReading(store)) {
            about = old.study();
        }
        Store.forWriting(store, about).close();
    }

    private void change(String sql) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + store);
                var statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).as("changed rows").isPositive();
        }
    }

    private List<TrialResult> read() {
        List<TrialResult> results = new ArrayList<>();
        try (Store opened = Store.forReading(store)) {
            opened.forEach(results::add);
        }
        return results;
    }

    @ParameterizedTest
    @CsvSource({
        "UPDATE trial SET batch = 0, are not those of its hash",
        "UPDATE trial SET data = 'digist', are not those of its hash",
        "UPDATE trial SET widths = NULL, cannot be understood",
        "UPDATE trial SET verdict = 'x', cannot be understood",
        "UPDATE trial SET losses = NULL, cannot be understood",
        "DELETE FROM layer WHERE layer = 1, lacks measurements of layers 1 to 3 at step 0",
        "UPDATE layer SET weight_nonfinite = NULL WHERE step = 6, lacks measurements of layers 1 to 3 at step 6"
    })
    void isRefusedWithItsNameAndTheTrials(String change, String message) throws Exception {
        String id = read().get(0).trial().id();
        change(change);
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(this::read)
                .withMessageStartingWith(store + ": damaged: ")
                .withMessageContaining("trial " + id)
                .withMessageContaining(message)
                .withMessageEndingWith("put a copy of the store back");
    }

    @Test
    void mayLackWhatNoResultDependsOn() throws Exception {
        List<TrialResult> before = read();
        change("UPDATE run SET java = NULL");
        change("UPDATE study SET question = NULL");
        assertThat(read()).hasSameSizeAs(before);
        try (Store opened = Store.forReading(store)) {
            assertThat(opened.runs().get(0).java()).isEmpty();
            assertThat(opened.study().question()).isEmpty();
        }
    }
}
