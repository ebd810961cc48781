package dev.fathom.cli.sweep;

import static dev.fathom.cli.Run.fathom;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.cli.Run;
import dev.fathom.store.SchemaTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A study that is changed after it was run: what is new runs, what is there stays, and the present study is shown. */
class GrowthTest {
    private static final String FIRST = """
            name: grows
            data: gaussian
            steps: 12
            batch: 8
            width: 4
            measure_at: [0]
            grid: {initializer: [he_normal, zeros], activation: relu, depth: 2, seed: [0, 1]}
            """;
    private static final String WIDER =
            FIRST.replace("[0, 1]", "[0, 1, 2]").replace("zeros", "orthogonal") + "# a comment, and other trials\n";

    @TempDir
    Path folder;

    private Run run(String command) {
        return fathom(command.replace("@", folder.toString()).split(" "));
    }

    private Run sweep(String text, String more) throws IOException {
        Files.writeString(folder.resolve("s.yaml"), text);
        return run("sweep @/s.yaml --device cpu --threads 1 " + more);
    }

    private Run sweep(String text, Path store) throws IOException {
        Run run = sweep(text, "--store " + store);
        assertThat(run.code()).as(run.err()).isZero();
        return run;
    }

    private static List<String> trials(Path store) throws Exception {
        return SchemaTest.rows(store, "SELECT trial, hex(losses), finished_at FROM trial ORDER BY number");
    }

    private static List<String> texts(Path store) throws Exception {
        return SchemaTest.rows(store, "SELECT text FROM study ORDER BY rowid");
    }

    private long exported(Path store, String options) throws IOException {
        Path table = folder.resolve("t.csv");
        assertThat(run("export " + store + " --to " + table + options).code()).isZero();
        try (var lines = Files.lines(table)) {
            return lines.count() - 1;
        }
    }

    @Test
    void whatIsNewRunsAndWhatIsThereStays() throws Exception {
        Path store = folder.resolve("s.db");
        sweep(FIRST, store);
        List<String> before = trials(store);
        assertThat(sweep(FIRST + "# only a comment\n", store).err())
                .contains("the text of the study is another than that of 20", "4 of 4 trials are in the store already")
                .doesNotContain("no more");
        assertThat(trials(store)).isEqualTo(before);

        Run plan = sweep(WIDER, "--plan --store " + store);
        assertThat(plan.out()).contains("4 trials");
        assertThat(texts(store)).hasSize(2);
        Run grown = sweep(WIDER, store);
        for (Run each : List.of(plan, grown)) {
            assertThat(each.err())
                    .contains(
                            "2 of 6 trials are in the store already",
                            "2 trials of the store the study asks for no more");
        }
        assertThat(grown.out()).contains("6 trials").doesNotContain("zeros");
        assertThat(trials(store)).hasSize(8).startsWith(before.toArray(String[]::new));
        assertThat(texts(store)).containsExactly(FIRST, FIRST + "# only a comment\n", WIDER);
        assertThat(sweep(WIDER, store).err())
                .doesNotContain("another than that of")
                .contains("6 of 6");
    }

    @Test
    void tablesAndReportsShowThePresentStudyOrAll() throws Exception {
        Path store = folder.resolve("s.db");
        sweep(FIRST, store);
        sweep(WIDER, store);
        assertThat(exported(store, "")).isEqualTo(6);
        assertThat(exported(store, " --all")).isEqualTo(8);
        assertThat(exported(store, " --table layers")).isEqualTo(6 * 3);
        assertThat(exported(store, " --table layers --all")).isEqualTo(8 * 3);
        assertThat(SchemaTest.rows(store, "SELECT count(*) FROM trials")).containsExactly("6");
        Path page = folder.resolve("s.html");
        assertThat(run("report @/s.db").code()).isZero();
        assertThat(page)
                .content()
                .contains("left out (&#39;report --all&#39; shows them)")
                .doesNotContain("\"zeros");
        assertThat(run("report @/s.db --all").code()).isZero();
        assertThat(page).content().contains("that it asks for no more are shown too", "\"zeros");
        sweep(FIRST, store);
        assertThat(exported(store, "")).as("back to the first text").isEqualTo(4);
        assertThat(exported(store, " --all")).isEqualTo(8);
    }

    /** The latest text counts, in whatever order stores are merged. */
    @Test
    void shardsOfAGrownStudyMerge() throws Exception {
        Path old = folder.resolve("old.db");
        Path whole = folder.resolve("whole.db");
        sweep(FIRST, old);
        sweep(WIDER, whole);
        Path grown = folder.resolve("grown.db");
        for (String order : List.of("@/old.db @/whole.db", "@/whole.db @/old.db", "@/grown.db @/whole.db @/old.db")) {
            Path into = order.startsWith("@/grown") ? folder.resolve("again.db") : grown;
            Run merge = run("merge --into " + into + " " + order);
            assertThat(merge.code()).as(merge.err()).isZero();
            assertThat(merge.out())
                    .contains("grown.db".equals(into.getFileName().toString()) ? "8 trials" : "0 trials new");
            assertThat(texts(into)).containsExactly(FIRST, WIDER);
            assertThat(exported(into, "")).isEqualTo(6);
            assertThat(exported(into, " --all")).isEqualTo(8);
        }
        assertThat(sweep(WIDER, grown).err()).contains("6 of 6 trials are in the store already");
    }

    @Test
    void stepsThatWereNotMeasuredAreNamed() throws Exception {
        Path store = folder.resolve("s.db");
        sweep(FIRST, store);
        assertThat(sweep(WIDER.replace("measure_at: [0]", "measure_at: [0, 6]"), store)
                        .err())
                .contains("note: 2 trials of the store were not measured at step 6")
                .doesNotContain("at step 0");
        assertThat(exported(store, " --table layers")).isEqualTo(2 * 3 + 4 * 6);
    }

    @Test
    void anotherStudyIsRefusedAndChangesNothing() throws Exception {
        Path store = folder.resolve("s.db");
        sweep(FIRST, store);
        byte[] before = Files.readAllBytes(store);
        Run refused = sweep(WIDER.replace("grows", "other"), "--store " + store);
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("s.db: holds the study 'grows', and this one is called 'other'");
        assertThat(Files.readAllBytes(store)).isEqualTo(before);
    }
}
