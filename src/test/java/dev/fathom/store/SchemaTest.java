package dev.fathom.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.study.Study;
import dev.fathom.study.StudyReader;
import dev.fathom.study.Trial;
import dev.fathom.sweep.DatasetCache;
import dev.fathom.sweep.DeviceTrainer;
import dev.fathom.sweep.Event;
import dev.fathom.sweep.Runner;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Stores that Fathom wrote under earlier schemas live on; new results say where they come from. */
public class SchemaTest {
    private static final String SCHEMA =
            "SELECT type, name, sql, user_version FROM sqlite_master, pragma_user_version ORDER BY name";

    @TempDir
    Path folder;

    private Path old;
    private StudyText about;
    private List<String> before;

    private void copy(int schema) throws Exception {
        old = folder.resolve("old.db");
        try (InputStream in = SchemaTest.class.getResourceAsStream("schema-" + schema + ".db")) {
            Files.copy(in, old);
        }
        try (Store store = Store.forReading(old)) {
            about = store.study();
        }
        before = contents(old);
        assertThat(before).hasSize(2);
    }

    private static List<String> contents(Path file) {
        List<String> rows = new ArrayList<>();
        try (Store store = Store.forReading(file)) {
            store.forEach(result -> rows.add(result.toString().replaceFirst("losses=[^,]*, ", "")
                    + List.of(result.losses().length, result.losses()[7])));
        }
        return rows;
    }

    public static List<String> rows(Path file, String query) throws Exception {
        List<String> rows = new ArrayList<>();
        try (var sql = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = sql.createStatement();
                var row = statement.executeQuery(query)) {
            while (row.next()) {
                StringJoiner text = new StringJoiner(" ");
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    text.add(row.getString(i));
                }
                rows.add(text.toString());
            }
        }
        return rows;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 6})
    void readingLeavesTheOldSchemaAlone(int schema) throws Exception {
        copy(schema);
        byte[] bytes = Files.readAllBytes(old);
        assertThat(contents(old)).isEqualTo(before);
        assertThat(Files.readAllBytes(old)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 6})
    void writingMigratesAndKeepsEveryResult(int schema) throws Exception {
        copy(schema);
        Store.forWriting(old, about).close();
        assertThat(contents(old)).isEqualTo(before);
        Path fresh = folder.resolve("fresh.db");
        Store.forWriting(fresh, about).close();
        assertThat(rows(old, SCHEMA)).isEqualTo(rows(fresh, SCHEMA));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 6})
    void mergingTakesOldStoresToo(int schema) throws Exception {
        copy(schema);
        Path merged = folder.resolve("merged.db");
        try (Store store = Store.forWriting(merged, about)) {
            int dropped = schema < 6 ? 0 : 2; // kept beside those that its study asks for
            assertThat(store.merge(old)).isEqualTo(2 + dropped);
        }
        assertThat(contents(merged)).isEqualTo(before);
    }

    @Test
    void newResultsNameTheirRun() throws Exception {
        copy(1);
        Study study = StudyReader.read("tiny.yaml", about.text());
        Path merged = folder.resolve("merged.db");
        try (Device device = new CpuDevice(1);
                Store store = Store.forWriting(old, study)) {
            Provenance run = Provenance.of(device);
            List<Trial> open = study.trials().stream()
                    .filter(trial -> !store.finished().contains(trial.id()))
                    .toList();
            Runner.run(
                    new DeviceTrainer(device, study.measuredSteps(), new DatasetCache()),
                    open,
                    1,
                    Event.results(results -> store.save(results, run)));
        }
        try (Store store = Store.forWriting(merged, study)) {
            store.merge(old);
        }
        for (Path file : List.of(old, merged)) {
            assertThat(rows(file, "SELECT version, precision, description LIKE '1 thread%', java IS NULL FROM trials"))
                    .containsExactlyInAnyOrder(
                            "0.1.0 null null 1",
                            "0.1.0 null null 1",
                            Provenance.programVersion() + " fp32 1 0",
                            Provenance.programVersion() + " fp32 1 0");
        }
    }

    /** A study finds each trial of an old store under the name that it gives the trial itself. */
    @ParameterizedTest
    @ValueSource(strings = {"schema-1.db", "schema-2.db", "schema-3.db", "schema-3-spellings.db", "schema-5.db"})
    void everyOldTrialIsOneOfItsStudy(String golden) throws Exception {
        Study study = migrated(golden);
        try (Store store = Store.forReading(old)) {
            assertThat(study.trials().stream().map(Trial::id).toList()).containsAll(store.finished());
            store.forEach(result ->
                    assertThat(result.trial()).isEqualTo(result.trial().canonical()));
        }
    }

    private Study migrated(String golden) throws Exception {
        old = folder.resolve("old.db");
        try (InputStream in = SchemaTest.class.getResourceAsStream(golden)) {
            Files.copy(in, old);
        }
        try (Store store = Store.forReading(old)) {
            about = store.study();
        }
        Store.forWriting(old, about).close();
        return StudyReader.read("old.yaml", about.text());
    }

    /** Of two spellings of one law one result stays, under both names; merging keeps that. */
    @Test
    void trialsOfOtherSpellingsAreRenamedAndStillFound() throws Exception {
        Study study = migrated("schema-3-spellings.db");
        Path merged = folder.resolve("merged.db");
        try (Store store = Store.forWriting(merged, about)) {
            assertThat(store.merge(old)).isEqualTo(2);
        }
        String orthogonal = study.trials().get(0).id();
        for (Path file : List.of(old, merged)) {
            assertThat(rows(file, "SELECT initializer, count(*) FROM layers GROUP BY initializer"))
                    .containsExactly("constant(value=0.5) 2", "orthogonal 2");
            try (Store store = Store.forReading(file)) {
                assertThat(store.finished())
                        .containsExactlyInAnyOrder(
                                orthogonal, study.trials().get(1).id());
                for (String name : List.of(orthogonal, orthogonal.substring(0, 8), "d9a174d7d6cabbc9")) {
                    assertThat(store.find(name)).extracting(Trial::id).containsExactly(orthogonal);
                }
                assertThat(store.find("0000")).isEmpty();
            }
        }
    }

    /** A field that Fathom learns later gets a column in stores that are there, at its initial value. */
    @Test
    void aFieldThatTheStoreLacksIsAddedAtItsInitialValue() throws Exception {
        migrated("schema-3.db");
        List<String> schema = rows(old, SCHEMA);
        before = contents(old);
        try (var sql = DriverManager.getConnection("jdbc:sqlite:" + old);
                var statement = sql.createStatement()) {
            statement.execute("DROP VIEW trials");
            statement.execute("ALTER TABLE trial DROP COLUMN weight_gain");
        }
        assertThat(contents(old)).isEqualTo(before);
        Store.forWriting(old, about).close();
        assertThat(contents(old)).isEqualTo(before);
        assertThat(rows(old, "SELECT DISTINCT weight_gain FROM trials")).containsExactly("1.0");
        assertThat(rows(old, "SELECT name FROM sqlite_master ORDER BY name")).hasSameSizeAs(schema);
    }
}
