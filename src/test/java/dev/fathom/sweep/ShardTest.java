package dev.fathom.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.store.SchemaTest;
import dev.fathom.store.Store;
import dev.fathom.store.StoreException;
import dev.fathom.study.Shard;
import dev.fathom.study.Study;
import dev.fathom.study.StudyReader;
import dev.fathom.study.Trial;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shards partition a study, and merging their stores gives that of the whole. */
class ShardTest {
    private static final Study STUDY = StudyReader.read("shards.yaml", """
            data: gaussian
            steps: 10
            batch: 8
            width: 8
            grid:
              initializer: [he_normal, standard_normal]
              activation: [relu]
              depth: [2, 3]
              seed: [0, 1, 2]
            """);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 50})
    void shardsPartitionTheStudy(int count) {
        List<Trial> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.addAll(new Shard(i, count).of(Study.seedStudy().trials()));
        }
        assertThat(all).containsExactlyInAnyOrderElementsOf(Study.seedStudy().trials());
    }

    /** Pinned (sha256sum of the printed record): machines with two versions of Fathom must agree on who does what. */
    @Test
    void theSplitIsPinned() {
        assertThat(STUDY.trials().get(0).id()).isEqualTo("b7756285646e143a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "2/2", "-1/2", "0/0", "a/b", "1/2/3", "0/99999999999"})
    void whatIsNoShardIsRefused(String text) {
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> Shard.parse(text));
    }

    private Path sweep(String name, Shard shard) {
        Path file = folder.resolve(name);
        try (Device device = new CpuDevice(1);
                Store store = Store.forWriting(file, STUDY)) {
            Runner.run(
                    new DeviceTrainer(device, STUDY.measuredSteps(), new DatasetCache()),
                    shard.of(STUDY.trials()),
                    4,
                    Event.results(results -> store.save(results, "test")));
        }
        return file;
    }

    private int merge(Path into, Path source) {
        try (Store store = Store.forWriting(into, STUDY)) {
            return store.merge(source);
        }
    }

    @Test
    void mergedShardsEqualTheWhole() throws Exception {
        Path whole = sweep("whole.db", Shard.WHOLE);
        Path a = sweep("a.db", new Shard(0, 2));
        Path b = sweep("b's.db", new Shard(1, 2));
        Path merged = folder.resolve("merged.db");
        assertThat(merge(merged, a) + merge(merged, b)).isEqualTo(12);
        assertThat(contents(merged)).isEqualTo(contents(whole));
        assertThat(merge(merged, a) + merge(merged, b) + merge(merged, whole)).isZero();
        assertThat(contents(merged)).isEqualTo(contents(whole));
    }

    @Test
    void conflictsAndOtherStudiesAreRefusedAndChangeNothing() throws Exception {
        Path whole = sweep("whole.db", Shard.WHOLE);
        Path half = sweep("half.db", new Shard(0, 2));
        Path other = folder.resolve("other.db");
        Store.forWriting(other, Study.seedStudy()).close();
        refuses(half, other, "another study");
        for (String change :
                List.of("UPDATE trial SET accuracy = 2", "UPDATE layer SET weight_mean = 7 WHERE layer = 1")) {
            Path changed = folder.resolve("changed" + change.length() + ".db");
            java.nio.file.Files.copy(whole, changed);
            try (var sql = DriverManager.getConnection("jdbc:sqlite:" + changed);
                    var statement = sql.createStatement()) {
                statement.execute(change);
            }
            refuses(half, changed, "another result");
        }
    }

    private void refuses(Path into, Path source, String message) throws Exception {
        List<String> before = contents(into);
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> merge(into, source))
                .withMessageContaining(message)
                .withMessageContaining(source.getFileName().toString());
        assertThat(contents(into)).isEqualTo(before);
    }

    /** Everything but when and how long. */
    private static List<String> contents(Path store) throws Exception {
        List<String> rows = new ArrayList<>(SchemaTest.rows(
                store,
                "SELECT trial, verdict, final_loss, test_loss, accuracy, hex(losses) FROM trial ORDER BY trial"));
        rows.addAll(SchemaTest.rows(store, "SELECT * FROM layers ORDER BY trial, step, layer"));
        return rows;
    }
}
