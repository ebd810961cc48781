package dev.fathom.cli;

import static dev.fathom.cli.Run.fathom;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.data.SmallFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Damaged input through the commands that read it: each ends in time, with one line and exit code 2 where it refuses, and
 * never with a stack trace. Damaged stores may also end work that had begun, with exit code 1.
 */
class FuzzTest {
    private static final int SECONDS = 60;

    private static final String STUDY = """
            name: tiny
            question: Which of these train?
            data: gaussian
            steps: 8
            batch: 4
            width: 3
            measure_at: [0, 5]
            grid:
              - initializer: [he_normal, orthogonal(1.414)]
                activation: [relu, tanh]
                depth: [2, 3]
                learning_rate: [0.02, 1e-1]
                seed: [0, 1]
              - {initializer: lsuv, activation: gelu, widths: [[4, 3], [5]], optimizer: adam, bias_std: 0.1}
            trials:
              - {initializer: zeros, activation: relu, architecture: residual(0.5)+layernorm, weight_gain: 2, loss: mse}
            """;

    private static final String[] TRAIN =
            "train --init he_normal --activation relu --depth 1 --width 2 --steps 1 --batch 2 --threads 1 --device cpu --data"
                    .split(" ");

    /** An input of a command. */
    enum Input {
        STUDY,
        IMAGES,
        PACKED_IMAGES,
        LABELS,
        CIFAR,
        CSV,
        STORE_FILE,
        STORE_VALUES
    }

    @TempDir
    Path folder;

    private final ExecutorService commands = Executors.newSingleThreadExecutor();

    private static byte[] store;

    @BeforeAll
    static void sweep(@TempDir Path shared) throws IOException {
        Path study = Files.writeString(shared.resolve("intact.yaml"), STUDY);
        Path file = shared.resolve("intact.db");
        Run sweep = SweepChild.here(study, file);
        assertThat(sweep.code()).as(sweep.err()).isZero();
        store = Files.readAllBytes(file);
    }

    @BeforeEach
    void intact() throws IOException {
        SmallFiles.mnist(folder);
        SmallFiles.cifarFolder(folder);
        Files.writeString(folder.resolve("intact.yaml"), STUDY);
    }

    @AfterEach
    void stop() {
        commands.shutdownNow();
    }

    @ParameterizedTest
    @EnumSource
    void damagedInputIsRefusedInOneLine(Input input) throws Exception {
        fuzz(input, 1, 50);
    }

    @Tag("slow")
    @ParameterizedTest
    @EnumSource
    void tenThousandOfEach(Input input) throws Exception {
        fuzz(input, 2, 10_000);
    }

    private void fuzz(Input input, int seed, int count) throws Exception {
        int[] codes = new int[3];
        for (int i = 0; i < count; i++) {
            Random random = new Random(31L * seed + i);
            String[] command = damage(input, random, i);
            Run run = bounded(command);
            String what = input + " " + seed + "/" + i + ": " + String.join(" ", command) + "\n" + run.err();
            assertThat(run.err()).as(what).doesNotContain("Exception", "Error:", "\tat ", ": null");
            if (run.code() == 0) {
                assertThat(run.err()).as(what).doesNotContain("fathom: ");
            } else {
                assertThat(run.err().lines().filter(line -> line.startsWith("fathom: ")))
                        .as(what)
                        .hasSize(1);
                assertThat(run.out()).as(what).isEmpty();
            }
            assertThat(run.code()).as(what).isBetween(0, 2);
            codes[run.code()]++;
        }
        assertThat(codes[0]).as("accepted").isPositive();
        assertThat(codes[2]).as("refused").isPositive();
        assertThat(codes[1]).as("failed").isLessThanOrEqualTo(input.name().startsWith("STORE") ? count : 0);
    }

    private Run bounded(String[] command) throws InterruptedException {
        try {
            return commands.submit(() -> fathom(command)).get(SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("still running after " + SECONDS + " s: " + String.join(" ", command));
        } catch (ExecutionException e) {
            throw new AssertionError("threw: " + String.join(" ", command), e.getCause());
        }
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    /** Writes the damaged input and answers the command that reads it. */
    private String[] damage(Input input, Random random, int i) throws Exception {
        return switch (input) {
            case STUDY -> {
                writeStore(new byte[0]);
                Files.write(folder.resolve("study.yaml"), Mutation.ofText(STUDY, random));
                // planning trains for some seconds, so most only read: hardly a trial falls into so small a part
                yield i % 1000 == 0
                        ? new String[] {"sweep", at("study.yaml"), "--plan", "--device", "cpu"}
                        : new String[] {
                            "sweep", at("study.yaml"), "--shard", "0/999999", "--store", at("a.db"), "--device", "cpu"
                        };
            }
            case IMAGES -> train("mnist:", "train-images-idx3-ubyte", SmallFiles.images(12, 2, 3), random);
            case PACKED_IMAGES ->
                train("mnist:", "train-images-idx3-ubyte", SmallFiles.gzip(SmallFiles.images(12, 2, 3)), random);
            case LABELS -> train("mnist:", "t10k-labels-idx1-ubyte", SmallFiles.labels(6), random);
            case CIFAR -> train("cifar10:", "data_batch_2.bin", SmallFiles.cifar(3), random);
            case CSV -> {
                Files.write(folder.resolve("a.csv"), Mutation.ofText(SmallFiles.csv(12), random));
                yield with(TRAIN, "csv:" + at("a.csv"));
            }
            case STORE_FILE -> {
                writeStore(Mutation.ofBytes(store, random));
                yield reader(i);
            }
            case STORE_VALUES -> {
                writeStore(store);
                spoil(random);
                yield reader(i);
            }
        };
    }

    private String[] train(String format, String name, byte[] intact, Random random) throws IOException {
        Files.write(folder.resolve(name), Mutation.ofBytes(intact, random));
        return with(TRAIN, format + folder);
    }

    private static String[] with(String[] command, String last) {
        String[] more = java.util.Arrays.copyOf(command, command.length + 1);
        more[command.length] = last;
        return more;
    }

    private void writeStore(byte[] content) throws IOException {
        for (String name :
                List.of("a.db-wal", "a.db-shm", "a.db.lock", "merged.db", "merged.db-wal", "merged.db-shm")) {
            Files.deleteIfExists(folder.resolve(name));
        }
        Files.write(folder.resolve("a.db"), content);
    }

    private String[] reader(int i) {
        return switch (i % 5) {
            case 0 -> new String[] {"export", at("a.db"), "--to", at("a.jsonl")};
            case 1 -> new String[] {"export", at("a.db"), "--table", "layers", "--to", at("a.csv")};
            case 2 -> new String[] {"report", at("a.db")};
            case 3 -> new String[] {"merge", "--into", at("merged.db"), at("a.db")};
            default ->
                new String[] {
                    "sweep", at("intact.yaml"), "--store", at("a.db"), "--report", at("a.html"), "--device", "cpu"
                };
        };
    }

    /** A store that some other program wrote into. */
    private void spoil(Random random) throws SQLException {
        String[] tables = {"trial", "layer", "study", "run", "trials", "layers"};
        String[] values = {
            "NULL",
            "''",
            "'x'",
            "-1",
            "0",
            "1e308",
            "9223372036854775807",
            "x'00ff01'",
            "'1,,2'",
            "zeroblob(7)",
            "'\n\tat'"
        };
        try (Connection sql = DriverManager.getConnection("jdbc:sqlite:" + at("a.db"));
                Statement statement = sql.createStatement()) {
            String table = tables[random.nextInt(4)];
            String column = column(statement, table, random);
            String value = values[random.nextInt(values.length)];
            statement.execute(
                    switch (random.nextInt(10)) {
                        case 0 -> "PRAGMA user_version = " + (random.nextInt(5) - 1);
                        case 1 -> "DELETE FROM " + table;
                        case 2 ->
                            random.nextBoolean() ? "DROP VIEW " + tables[4 + random.nextInt(2)] : "DROP TABLE " + table;
                        case 3 -> "UPDATE OR IGNORE " + table + " SET " + column + " = " + value;
                        default ->
                            "UPDATE OR IGNORE " + table + " SET " + column + " = " + value
                                    + " WHERE abs(random()) % 4 = 0";
                    });
        } catch (SQLException e) {
            // the number of a trial takes no text: SQLite itself refuses, and the store stays intact
            if (!e.getMessage().contains("SQLITE_MISMATCH")) {
                throw e;
            }
        }
    }

    private static String column(Statement statement, String table, Random random) throws SQLException {
        try (var row = statement.executeQuery("SELECT name FROM pragma_table_info('" + table + "')")) {
            List<String> names = new java.util.ArrayList<>();
            while (row.next()) {
                names.add(row.getString(1));
            }
            return names.get(random.nextInt(names.size()));
        }
    }
}
