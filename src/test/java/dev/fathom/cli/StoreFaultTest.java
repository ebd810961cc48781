package dev.fathom.cli;

import static dev.fathom.cli.Run.fathom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fathom.store.Store;
import dev.fathom.study.Study;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can befall a store between two commands: other paths to it, other data under an old name, other hands. */
@Timeout(120)
class StoreFaultTest {
    private static final String STUDY = """
            name: tiny
            data: csv:@/d.csv
            steps: 4
            batch: 4
            width: 3
            grid: {initializer: [he_normal, zeros], activation: relu, depth: 2}
            """;

    @TempDir
    Path folder;

    @BeforeEach
    void aStudyOfData() throws IOException {
        data(1);
        Files.writeString(folder.resolve("s.yaml"), STUDY.replace("@", folder.toString()));
    }

    private void data(int seed) throws IOException {
        StringBuilder rows = new StringBuilder("a,b,label\n");
        for (int i = 0; i < 20; i++) {
            rows.append(i * seed % 7)
                    .append(',')
                    .append(i * seed % 5)
                    .append(',')
                    .append(i % 2)
                    .append('\n');
        }
        Files.writeString(folder.resolve("d.csv"), rows);
    }

    /** @ stands for the folder. */
    private Run run(String command) {
        return fathom(command.replace("@", folder.toString()).split(" "));
    }

    private Run sweep(String store) {
        return run("sweep @/s.yaml --device cpu --threads 1 --store @/" + store);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }

    private void sql(String statement) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("s.db"));
                var sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private static void refused(Run run, String... words) {
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err().lines().filter(line -> line.startsWith("fathom: ")))
                .hasSize(1);
        assertThat(run.err()).contains(words).doesNotContain("Exception", "\tat ");
    }

    @Test
    void nothingIsLeftBesideAStore() throws Exception {
        assertThat(sweep("s.db").code()).isZero();
        List<String> whole = List.of("d.csv", "s.db", "s.html", "s.yaml");
        assertThat(names()).isEqualTo(whole);
        assertThat(run("report @/s.db").code()).isZero();
        assertThat(run("sweep @/s.yaml --plan --device cpu --store @/s.db").code())
                .isZero();
        assertThat(names()).isEqualTo(whole);
        refused(run("merge --into @/all.db @/s.db @/none.db"), "none.db: no such store");
        refused(run("merge --into @/all.db @/s.db @/s.yaml"), "s.yaml: ");
        assertThat(names()).isEqualTo(whole);
    }

    @Test
    void twoPathsToAStoreAreOneStore() throws Exception {
        assertThat(sweep("s.db").code()).isZero();
        Files.createSymbolicLink(folder.resolve("link.db"), Path.of("s.db"));
        Files.createSymbolicLink(folder.resolve("here"), folder);
        try (Store held = Store.forWriting(folder.resolve("s.db"), Study.read(folder.resolve("s.yaml")))) {
            assertThat(held.finished()).hasSize(2);
            for (String path : List.of("s.db", "link.db", "./s.db", "/s.db", "here/s.db", "here/link.db")) {
                refused(
                        sweep(path),
                        "in use by process " + ProcessHandle.current().pid());
            }
        }
        assertThat(names()).doesNotContain("s.db.lock");
    }

    @Test
    void aLockIsNotReadThroughALink() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret"), "a secret");
        Files.createSymbolicLink(folder.resolve("s.db.lock"), secret);
        Run run = sweep("s.db");
        refused(run, "s.db.lock: is a link where the lock of a store goes; remove it");
        assertThat(run.err()).doesNotContain("a secret");
        assertThat(secret).hasContent("a secret");
        assertThat(names()).doesNotContain("s.db");
    }

    @Test
    void aStoreInAFolderThatCannotBeWrittenIsRead() throws Exception {
        assertThat(sweep("s.db").code()).isZero();
        Path disk = Files.createDirectory(folder.resolve("a ?#%disk"));
        mount("mount", "-t", "tmpfs", "tmpfs", disk.toString());
        try {
            Files.copy(folder.resolve("s.db"), disk.resolve("s.db"));
            mount("mount", "-o", "remount,ro", disk.toString());
            assertThat(fathom("report", disk + "/s.db", "--out", folder + "/r.html")
                            .code())
                    .isZero();
            assertThat(fathom("export", disk + "/s.db", "--to", folder + "/t.csv")
                            .code())
                    .isZero();
            assertThat(fathom("merge", "--into", folder + "/all.db", disk + "/s.db")
                            .out())
                    .contains("2 trials new");
            refused(fathom("report", disk + "/s.db"), "s.html: cannot be written: Read-only file system");
        } finally {
            mount("umount", disk.toString());
        }
    }

    private static void mount(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assumeTrue(process.waitFor() == 0, "needs the right to mount a file system: " + said.strip());
    }

    /** The kernel keeps a removed file for who has it open: what is written into it is in no folder any more. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aStoreThatGoesAwayEndsTheSweep(boolean replaced) throws Exception {
        Path study = Files.writeString(
                folder.resolve("long.yaml"),
                STUDY.replace("@", folder.toString())
                        .replace("steps: 4", "steps: 4000")
                        .replace("depth: 2", "depth: [2, 3, 4, 5, 6, 7, 8]"));
        Path store = folder.resolve("long.db");
        SweepChild child = SweepChild.start(study, store, "--cohort", "1");
        while (child.process().isAlive() && SweepChild.results(store).isEmpty()) {
            Thread.sleep(20);
        }
        if (replaced) {
            Files.writeString(folder.resolve("other"), "");
            Files.move(folder.resolve("other"), store, StandardCopyOption.REPLACE_EXISTING);
        } else {
            Files.delete(store);
        }
        assertThat(child.exitCode()).as(child.said()).isEqualTo(1);
        assertThat(child.said())
                .contains("long.db: was " + (replaced ? "replaced" : "removed") + " while it was written")
                .doesNotContain("Results: ", "Exception");
    }

    @Test
    void otherDataUnderTheSameNameAreRefused() throws Exception {
        assertThat(sweep("s.db").code()).isZero();
        Files.copy(folder.resolve("s.db"), folder.resolve("first.db"));
        sql("DELETE FROM trial WHERE initializer = 'zeros'");
        data(2);
        refused(sweep("s.db"), "are not those that earlier trials were trained on");
        assertThat(run("report @/s.db").err()).contains("note: left out of the report", "not those that earlier");
        String trial = "export @/s.db --to @/w.npz --trial "
                + SweepChild.results(folder.resolve("s.db")).get(0).substring(0, 8);
        refused(run(trial), "are not those that earlier trials were trained on");
        data(1);
        assertThat(run(trial).code()).isZero();
        assertThat(sweep("s.db").code()).isZero();

        data(2);
        assertThat(sweep("second.db").code()).isZero();
        refused(run("merge --into @/first.db @/second.db"), "were trained on other data than those in");
    }

    @Test
    void anExportDoesNotReplaceTheData() throws Exception {
        assertThat(sweep("s.db").code()).isZero();
        Files.createSymbolicLink(folder.resolve("link.csv"), Path.of("d.csv"));
        refused(run("export @/s.db --to @/d.csv"), "is the data of a trial, which would be lost");
        refused(run("export @/s.db --to @/link.csv"), "is the data of a trial, which would be lost");
    }

    /** What cannot be had any more is left out, and all three say so in the same words. */
    @Test
    void dataThatAreGoneAreSaidToBe() throws Exception {
        assertThat(sweep("s.db").code()).isZero();
        Files.delete(folder.resolve("d.csv"));
        String reason = "d.csv: expected a file, found nothing; check the path";
        Run report = run("report @/s.db");
        assertThat(report.code()).isZero();
        assertThat(report.err()).contains("note: left out of the report: theory and histograms of trials on", reason);
        assertThat(folder.resolve("s.html")).content().contains("Left out", reason);
        Run theory = run("export @/s.db --table theory --to @/t.csv");
        assertThat(theory.code()).isZero();
        assertThat(theory.err()).contains("note: left out: theory of trials on", reason);
        Run again = sweep("s.db");
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(again.err()).contains(reason);
        String id = SweepChild.results(folder.resolve("s.db")).get(0).substring(0, 8);
        refused(run("export @/s.db --to @/w.npz --trial " + id), reason);
    }

    @Test
    void trialsThatWereMadeOtherwiseAreSaidToBe() throws Exception {
        assertThat(sweep("s.db").code()).isZero();
        assertThat(run("report @/s.db").err()).doesNotContain("alike");
        sql("UPDATE run SET description = 'some threads, OpenBLAS 0.3, PRESCOTT kernels', precision = 'tf32'");
        sql("DELETE FROM trial WHERE initializer = 'zeros'");
        Run run = sweep("s.db");
        assertThat(run.code()).isZero();
        assertThat(run.err())
                .contains(
                        "note: not all trials of this store are made alike: device (", "PRESCOTT", "precision (tf32; ");
        assertThat(folder.resolve("s.html")).content().contains("not all trials were made alike", "PRESCOTT");
        assertThat(sweep("s.db").err()).as("nothing was left to run").doesNotContain("alike");
    }

    /** A store comes from anywhere: its views are not followed, and what acts by itself is refused. */
    @Test
    void aStrangersStoreDoesNothing() throws Exception {
        assertThat(sweep("s.db").code()).isZero();
        String endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS trial FROM n";
        sql("DROP VIEW trials");
        sql("DROP VIEW layers");
        sql("CREATE VIEW trials AS " + endless);
        sql("CREATE VIEW layers AS " + endless);
        assertThat(run("export @/s.db --to @/t.csv").code()).isZero();
        assertThat(folder.resolve("t.csv")).content().hasLineCount(3).startsWith("trial,initializer,activation");
        assertThat(run("export @/s.db --table layers --to @/l.csv").code()).isZero();
        assertThat(folder.resolve("l.csv")).content().hasLineCount(7);
        assertThat(run("report @/s.db").code()).isZero();
        assertThat(run("merge --into @/all.db @/s.db").code()).isZero();

        sql("CREATE TRIGGER bad AFTER INSERT ON trial BEGIN DELETE FROM trial; END");
        refused(run("report @/s.db"), "has a trigger \"bad\"");
        sql("DROP TRIGGER bad");
        sql("ALTER TABLE failure RENAME TO kept");
        sql("CREATE VIEW failure AS " + endless);
        refused(run("report @/s.db"), "has a view \"failure\"");
        sql("DROP VIEW failure");
        sql("CREATE VIRTUAL TABLE failure USING fts5(trial, reason)");
        refused(run("report @/s.db"), "which no store of Fathom has");
    }
}
