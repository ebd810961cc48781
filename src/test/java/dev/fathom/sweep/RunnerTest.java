package dev.fathom.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.store.Store;
import dev.fathom.store.StoreException;
import dev.fathom.study.Study;
import dev.fathom.study.StudyReader;
import dev.fathom.study.Trial;
import dev.fathom.study.TrialResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trials, cohorts and the store together, on small networks. */
class RunnerTest {
    private static final Study STUDY = StudyReader.read("small.yaml", """
            data: gaussian
            steps: 40
            measure_at: [0, 20]
            batch: 32
            width: 24
            grid:
              initializer: [he_normal, naive_normal, standard_normal, lsuv]
              activation: [relu, gelu]
              depth: [2, 4]
              learning_rate: [0.05]
              seed: [0, 1]
            """);

    @TempDir
    Path folder;

    private static Map<String, TrialResult> run(List<Trial> trials, int most, int threads) {
        Map<String, TrialResult> results = new HashMap<>();
        try (Device device = new CpuDevice(threads)) {
            Runner.run(
                    new DeviceTrainer(device, STUDY.measuredSteps(), new DatasetCache()),
                    trials,
                    most,
                    Event.results(
                            done -> done.forEach(r -> results.put(r.trial().id(), r))));
        }
        return results;
    }

    @Test
    void resultsDoNotDependOnCohortOrderOrThreads() {
        Map<String, TrialResult> alone = run(STUDY.trials(), 1, 1);
        List<Trial> backwards = new ArrayList<>(STUDY.trials());
        Collections.reverse(backwards);
        for (Map<String, TrialResult> other : List.of(run(STUDY.trials(), 5, 2), run(backwards, 16, 3))) {
            assertThat(other.keySet()).isEqualTo(alone.keySet());
            alone.forEach((id, result) -> {
                assertThat(other.get(id).losses()).isEqualTo(result.losses());
                assertThat(other.get(id).layers()).isEqualTo(result.layers());
                assertThat(other.get(id).accuracy()).isEqualTo(result.accuracy());
            });
        }
    }

    @Test
    void storeGivesBackWhatItTook() throws Exception {
        Path file = folder.resolve("study.db");
        Map<String, TrialResult> results = run(STUDY.trials(), 16, 2);
        try (Store store = Store.forWriting(file, STUDY)) {
            store.save(new ArrayList<>(results.values()), "test");
            store.save(new ArrayList<>(results.values()), "test"); // nothing is counted twice
        }
        List<TrialResult> read = new ArrayList<>();
        try (Store store = Store.forReading(file)) {
            store.forEach(read::add);
            assertThat(store.study().text()).isEqualTo(STUDY.text());
        }
        assertThat(read).hasSize(results.size());
        for (TrialResult result : read) {
            TrialResult expected = results.get(result.trial().id());
            assertThat(result.losses()).isEqualTo(expected.losses());
            // every other component, NaN included, has a faithful text
            assertThat(withoutLosses(result)).isEqualTo(withoutLosses(expected));
        }
        try (Connection sql = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = sql.createStatement();
                ResultSet row = statement.executeQuery("SELECT verdict, final_loss, accuracy, seed FROM trials")) {
            assertThat(row.next()).isTrue();
        }
    }

    private static String withoutLosses(TrialResult result) {
        return result.toString().replaceFirst("losses=[^,]*, ", "");
    }

    @Test
    void onlyOneProcessWritesAStore() {
        Path file = folder.resolve("study.db");
        try (Store first = Store.forWriting(file, STUDY)) {
            assertThat(first.finished()).isEmpty();
            assertThatExceptionOfType(StoreException.class)
                    .isThrownBy(() -> Store.forWriting(file, STUDY))
                    .withMessageContaining(
                            "in use by process " + ProcessHandle.current().pid());
        }
        Store.forWriting(file, STUDY).close();
    }

    @Test
    void whatIsNoStoreOfThisStudyIsRefused() throws Exception {
        Path garbage = folder.resolve("garbage.db");
        Files.writeString(garbage, "not a database at all".repeat(100));
        refuses(garbage, "not a store");

        Path foreign = folder.resolve("foreign.db");
        try (Connection sql = DriverManager.getConnection("jdbc:sqlite:" + foreign);
                Statement statement = sql.createStatement()) {
            statement.execute("CREATE TABLE t (x)");
        }
        refuses(foreign, "not a store of Fathom");

        Path newer = folder.resolve("newer.db");
        Store.forWriting(newer, STUDY).close();
        try (Connection sql = DriverManager.getConnection("jdbc:sqlite:" + newer);
                Statement statement = sql.createStatement()) {
            statement.execute("PRAGMA user_version = 99");
        }
        refuses(newer, "newer version");

        Path other = folder.resolve("other.db");
        Store.forWriting(other, Study.seedStudy()).close();
        refuses(other, "holds the study 'seed-study'");
        refuses(folder.resolve("nowhere").resolve("x.db"), "its folder does not exist; make the folder first");
    }

    private static void refuses(Path file, String message) {
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> Store.forWriting(file, STUDY))
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.getMessage())
                        .contains(file.getFileName().toString())
                        .doesNotContain("\n"));
    }
}
