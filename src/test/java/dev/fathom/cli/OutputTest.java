package dev.fathom.cli;

import static dev.fathom.cli.Run.fathom;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a command writes: nothing that was there is lost by it, and nothing is left where it is refused. */
class OutputTest {
    private static final String STUDY = """
            name: tiny
            data: gaussian
            steps: 4
            batch: 4
            width: 3
            grid: {initializer: [he_normal, zeros], activation: relu, depth: 2}
            """;

    private static final String TRAIN =
            "train --device cpu --threads 1 --init he_normal --activation relu --depth 2 --width 3 --data gaussian"
                    + " --batch 4 --steps 3 ";

    @TempDir
    Path folder;

    @BeforeEach
    void aStoreAndAReport() throws IOException {
        Files.writeString(folder.resolve("s.yaml"), STUDY);
        assertThat(run("sweep @/s.yaml --device cpu --store @/s.db").code()).isZero();
    }

    /** @ stands for the folder. */
    private Run run(String command) {
        return fathom(command.replace("@", folder.toString()).split(" "));
    }

    private Map<String, Integer> content() throws IOException {
        Map<String, Integer> content = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                content.put(
                        folder.relativize(file).toString(),
                        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).hashCode());
            }
        }
        return content;
    }

    /** One line that names the file, exit code 2, before the work: nothing is printed, made, changed or lost. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "export @/none.db --to @/good.csv",
                "export @/s.db --trial 0000000000 --to @/good.npz",
                "export @/s.db --to @/s.db",
                "export @/s.db --to @/link.csv",
                "export @/s.db --to @/hard.csv",
                "export @/s.db --to @/sub/../s.csv",
                "export @/other.csv --to @/s.csv",
                "export @/s.db --to @/nowhere/x.csv",
                "export @/s.db --to @/s.yaml/x.csv",
                "export @/s.db --to @/folder.csv",
                "export @/s.db --to @/mixed.tfevents",
                "export @/s.db --to @/good.csv/x.tfevents",
                "report @/s.db --out @/s.db",
                "report @/s.db --out @/link.csv",
                "report @/s.db --out @/s.db-wal",
                "report @/s.db --out @/s.yaml",
                "report @/s.db --out @/good.csv",
                "report @/s.db --out @/copy.db",
                "report @/s.db --out @/nowhere/x.html",
                "report @/none.db --out @/new.html",
                "sweep @/s.yaml --device cpu --store @/new.db --report @/s.yaml",
                "sweep @/s.yaml --device cpu --store @/new.db --report @/new.db",
                "sweep @/s.yaml --device cpu --store @/new.db --report @/new.db.lock",
                "sweep @/s.yaml --device cpu --store @/new.db --report @/s.db",
                "sweep @/s.yaml --device cpu --store @/new.db --report @/link.csv",
                "sweep @/s.yaml --device cpu --store @/new.db --report @/nowhere/x.html",
                "sweep @/s.yaml --device cpu --store @/new.db --events @/s.yaml",
                "sweep @/s.yaml --device cpu --store @/new.db --events @/new.html",
                "sweep @/s.yaml --device cpu --store @/new.db --events @/good.csv",
                "sweep @/s.yaml --device cpu --store @/new.db --events @/s.db",
                "sweep @/s.yaml --device cpu --store @/s.yaml",
                "sweep @/s.yaml --device cpu --store @/good.csv",
                "train-with --save @/nowhere/w.npz",
                "train-with --save @/folder.npz",
                "train-with --save @/old.npy",
                "train-with --save @/other.npz"
            })
    void whatCannotBeWrittenIsRefusedBeforeTheWork(String command) throws Exception {
        Files.copy(folder.resolve("s.db"), folder.resolve("copy.db"));
        Files.copy(folder.resolve("s.db"), folder.resolve("other.csv"));
        Files.copy(folder.resolve("s.db"), folder.resolve("other.npz"));
        Files.createSymbolicLink(folder.resolve("link.csv"), Path.of("s.db"));
        Files.createLink(folder.resolve("hard.csv"), folder.resolve("s.db"));
        Files.createLink(folder.resolve("s.csv"), folder.resolve("s.db"));
        Files.createDirectory(folder.resolve("sub"));
        Files.createDirectories(folder.resolve("folder.csv"));
        Files.createDirectories(folder.resolve("folder.npz"));
        Files.createDirectories(folder.resolve("mixed.tfevents/he_normal-of-another-store"));
        Files.writeString(folder.resolve("good.csv"), "good");
        Files.writeString(folder.resolve("good.npz"), "good");
        Files.writeString(folder.resolve("old.8.weight.npy"), "of a deeper network");
        Map<String, Integer> before = content();
        Run run = run(command.replace("train-with ", TRAIN));
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err().lines().filter(line -> line.startsWith("fathom: ")))
                .hasSize(1);
        assertThat(run.err()).contains(folder.toString()).doesNotContain("Exception", "\tat ");
        assertThat(run.out()).isEmpty();
        assertThat(content()).isEqualTo(before);
    }

    /** No output is opened for writing under its final name: read-only files are replaced all the same. */
    @Test
    void outputsAreReplacedAsAWhole() throws Exception {
        String id = run("sweep @/s.yaml --device cpu --store @/s.db --format json")
                .out()
                .replaceFirst("(?s).*?\"trial\":\"([0-9a-f]+)\".*", "$1");
        List<String> commands = List.of(
                "report @/s.db --out @/r.html",
                "export @/s.db --to @/t.csv",
                "export @/s.db --table layers --to @/t.jsonl",
                "export @/s.db --table theory --to @/theory.csv",
                "export @/s.db --to @/t.tfevents",
                "export @/s.db --to @/w.npz --trial " + id,
                "export @/s.db --to @/w.safetensors --trial " + id,
                TRAIN + "--save @/w.npy",
                "probe --init he_normal --activation relu --depth 2 --width 3 --device cpu --save @/p.npz");
        for (String command : commands) {
            assertThat(run(command).code()).as(command).isZero();
        }
        List<Path> outputs;
        try (Stream<Path> files = Files.walk(folder)) {
            outputs = files.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("s."))
                    .toList();
        }
        assertThat(outputs).hasSizeGreaterThan(13);
        for (Path output : outputs) {
            Files.writeString(output, output.toString().endsWith(".html") ? "<!doctype html>old" : "old");
            Files.setPosixFilePermissions(output, PosixFilePermissions.fromString("r--r--r--"));
            Files.createLink(
                    Path.of(output + ".before"), output); // what is opened for writing changes under both names
        }
        for (String command : commands) {
            Run run = run(command);
            assertThat(run.code()).as(command + "\n" + run.err()).isZero();
        }
        for (Path output : outputs) {
            assertThat(Files.readAllBytes(output)).as(output.toString()).hasSizeGreaterThan(20);
            assertThat(Files.size(Path.of(output + ".before")))
                    .as(output + ".before")
                    .isLessThan(20);
        }
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.map(Path::toString)).noneMatch(name -> name.endsWith(".part"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "train-with --save @/full.npz, accuracy",
        "probe --init he_normal --activation relu --depth 2 --width 3 --device cpu --save @/full.npz, grad_ratio",
        "sweep @/s.yaml --device cpu --store @/s.db --report /dev/full, 2 trials:",
        "export @/s.db --to @/full.csv, ''",
        "report @/s.db --out /dev/full, ''"
    })
    void onAFullDiskResultsArePrintedAllTheSame(String command, String printed) throws Exception {
        Files.createSymbolicLink(folder.resolve("full.npz"), Path.of("/dev/full"));
        Files.createSymbolicLink(folder.resolve("full.csv"), Path.of("/dev/full"));
        Run run = run(command.replace("train-with ", TRAIN));
        assertThat(run.code()).as(run.err()).isEqualTo(1);
        assertThat(run.out()).contains(printed);
        assertThat(run.err()).contains("cannot be written: No space left on device; make room");
        Files.delete(folder.resolve("full.npz"));
        Files.delete(folder.resolve("full.csv"));
    }

    /** Each store has a report of its own. */
    @Test
    void aReportIsNamedAfterItsStore() throws Exception {
        assertThat(folder.resolve("s.html")).isRegularFile();
        Files.writeString(folder.resolve("s.html"), "<!doctype html>of the first");
        Run run = run("sweep @/s.yaml --device cpu --store @/other.db");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("Report: " + folder.resolve("other.html"));
        assertThat(folder.resolve("other.html")).content().contains("tiny");
        assertThat(folder.resolve("s.html")).hasContent("<!doctype html>of the first");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../x", "/x", "a\\\\b", "", " ", ".x", "..", "a\\eb", "a\\nb", "a\\u202eb", "a\\x9bb"})
    void aNameIsTheNameOfOneFile(String name) throws Exception {
        Files.writeString(folder.resolve("n.yaml"), STUDY.replace("tiny", '"' + name + '"'));
        Run run = run("sweep @/n.yaml --device cpu");
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err())
                .contains("n.yaml:1:7: the name of a study names its files")
                .hasLineCount(1);
    }

    /** A store of a stranger: no cell is a formula, no text commands the terminal, no view of his is followed. */
    @Test
    void textOfAStrangersStoreIsTextAlone() throws Exception {
        Path store = folder.resolve("stranger.db");
        Files.copy(folder.resolve("s.db"), store);
        try (var sql = DriverManager.getConnection("jdbc:sqlite:" + store);
                var statement = sql.createStatement()) {
            statement.execute("UPDATE trial SET version = '=HYPERLINK(\"http://x\")', device = '\u001b]0;owned\u0007'");
            statement.execute("UPDATE trial SET finished_at = '-1e5' WHERE number = 1");
            statement.execute("UPDATE trial SET finished_at = '@SUM(A1)' WHERE number = 2");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        assertThat(run("export @/stranger.db --to @/t.csv").code()).isZero();
        String csv = Files.readString(folder.resolve("t.csv"));
        assertThat(csv)
                .contains("\"'=HYPERLINK(\"\"http://x\"\")\"", ",-1e5,", ",'@SUM(A1),", "?]0;owned?")
                .doesNotContain("\u001b", ",=", ",\"=");
        assertThat(run("export @/stranger.db --to @/t.jsonl").code()).isZero();
        assertThat(folder.resolve("t.jsonl")).content().contains("\"=HYPERLINK").doesNotContain("\u001b");
        Run run = run("sweep @/s.yaml --device cpu --store @/stranger.db --format csv");
        assertThat(run.out()).contains("'=HYPERLINK").doesNotContain("\u001b");
    }

    @Test
    void anExportIntoItsOwnFolderOfEventsReplacesIt() throws Exception {
        assertThat(run("export @/s.db --to @/log.tfevents").code()).isZero();
        Map<String, Integer> first = content();
        assertThat(run("export @/s.db --to @/log.tfevents").code()).isZero();
        assertThat(content()).isEqualTo(first);
    }

    /** Told by the process's end: what a program could not print is not lost in silence. */
    @ParameterizedTest
    @ValueSource(
            strings = {"inits", "activations --format json", "sweep @/s.yaml --device cpu --store @/s.db --format json"
            })
    void whatCannotBePrintedIsAFailure(String command) throws Exception {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Fathom.class.getName()));
        words.addAll(Arrays.asList(command.replace("@", folder.toString()).split(" ")));
        Process full = new ProcessBuilder(words)
                .redirectOutput(Path.of("/dev/full").toFile())
                .start();
        String said = new String(full.getErrorStream().readAllBytes());
        assertThat(full.waitFor()).as(said).isEqualTo(1);
        assertThat(said).contains("fathom: what was printed is lost");
        Process closed = new ProcessBuilder(words).start();
        closed.getInputStream().close();
        said = new String(closed.getErrorStream().readAllBytes());
        assertThat(closed.waitFor()).as(said).isZero();
        assertThat(said).doesNotContain("fathom: ");
    }
}
