package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fathom.device.cuda.Child;
import dev.fathom.device.cuda.OnSimulator;
import dev.fathom.store.Store;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can befall a sweep: exit code, message, and a store that ends as that of an undisturbed sweep. */
@Timeout(300)
class FaultMatrixTest {
    private static final String STUDY = """
            name: faults
            data: gaussian
            steps: 400
            batch: 16
            width: 16
            grid:
              initializer: [he_normal, standard_normal]
              activation: relu
              depth: [2, 3, 4]
              seed: [0, 1, 2]
            """;

    private static final Map<String, Path> UNDISTURBED = new HashMap<>();

    @TempDir
    static Path shared;

    @TempDir
    Path folder;

    private Path study;

    @BeforeEach
    void write() throws IOException {
        study = Files.writeString(folder.resolve("faults.yaml"), STUDY);
    }

    /** The store of a sweep that nothing befalls: one for each text of a study. */
    private static Path undisturbed(String text) throws IOException {
        Path store = UNDISTURBED.get(text);
        if (store == null) {
            store = shared.resolve(UNDISTURBED.size() + ".db");
            Run run = SweepChild.here(Files.writeString(shared.resolve("undisturbed.yaml"), text), store);
            assertThat(run.code()).as(run.err()).isZero();
            UNDISTURBED.put(text, store);
        }
        return store;
    }

    private static void saysOneLine(String said, String what) {
        assertThat(said.lines().filter(line -> line.startsWith("fathom: ")))
                .singleElement()
                .asString()
                .contains(what);
        assertThat(said).doesNotContain("\tat ").doesNotContain("Exception");
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assumeTrue(process.waitFor() == 0, "needs the right to mount a file system: " + said.strip());
    }

    /** Ctrl-C and kill: the running cohort is dropped, the finished ones stay. */
    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void signalsEndInOrderAndTheSameCommandGoesOn(String signal) throws Exception {
        String text = STUDY.replace("steps: 400", "steps: 4000");
        Files.writeString(study, text);
        Path store = folder.resolve("stopped.db");
        SweepChild child = SweepChild.start(study, store, "--cohort", "1");
        while (child.process().isAlive() && SweepChild.results(store).isEmpty()) {
            Thread.sleep(20);
        }
        run("kill", "-" + signal, String.valueOf(child.process().pid()));
        assertThat(child.exitCode()).as(child.said()).isEqualTo(130);
        saysOneLine(child.said(), "the same command goes on there");
        assertThat(SweepChild.results(store)).isNotEmpty();
        assertThat(SweepChild.here(study, store).code()).isZero();
        assertThat(SweepChild.results(store)).isEqualTo(SweepChild.results(undisturbed(text)));
    }

    /** The work is done: the signal only hurries what is left to say. */
    @Test
    void aSignalAfterTheLastTrialInterruptsNothing() throws Exception {
        Path store = folder.resolve("done.db");
        List<String> all = SweepChild.results(undisturbed(STUDY));
        SweepChild child = SweepChild.start(study, store);
        while (child.process().isAlive() && SweepChild.results(store).size() < all.size()) {
            Thread.sleep(5);
        }
        run("kill", "-TERM", String.valueOf(child.process().pid()));
        assertThat(child.exitCode()).as(child.said()).isIn(0, 143); // 143 where even the report was written before
        assertThat(child.said()).contains("18 trials:").doesNotContain("interrupted");
        assertThat(SweepChild.results(store)).isEqualTo(all);
        assertThat(Path.of(study + ".html")).isRegularFile();
    }

    /** A few packed bytes that fill any heap are refused, and where the heap is too small it is said by how much. */
    @ParameterizedTest
    @CsvSource({
        "bomb, 2, more than 200 times its packed bytes",
        "'gaussian:features=16384,samples=8000', 1, 'fathom: out of memory (gaussian:features=16384,samples=8000 needs 501 MB more): a heap of 64 MB'"
    })
    void dataThatDoNotFit(String data, int code, String message) throws Exception {
        Path bomb = folder.resolve("bomb.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(bomb))) {
            out.write(new byte[] {0, 0, 8, 3, 0, 1, -86, -26, 0, 0, 0, 28, 0, 0, 0, 28});
            for (int i = 0; i < 82; i++) {
                out.write(new byte[1 << 20]);
            }
        }
        Files.write(folder.resolve("labels"), new byte[] {0, 0, 8, 1, 0, 0, 0, 0});
        String named = data.equals("bomb") ? "idx:" + bomb + "," + folder.resolve("labels") : data;
        Process train = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        data.equals("bomb") ? "-Xmx512m" : "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Fathom.class.getName(),
                        "train",
                        "--init=he_normal",
                        "--activation=relu",
                        "--depth=1",
                        "--width=2",
                        "--steps=1",
                        "--device=cpu",
                        "--data=" + named)
                .start();
        String said = new String(train.getErrorStream().readAllBytes());
        assertThat(train.waitFor()).as(said).isEqualTo(code);
        saysOneLine(said, message);
    }

    @Test
    void aFullDisk() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        run("mount", "-t", "tmpfs", "-o", "size=160k", "tmpfs", disk.toString());
        try {
            Path store = disk.resolve("full.db");
            SweepChild child = SweepChild.start(study, store, "--cohort", "2");
            assertThat(child.exitCode()).as(child.said()).isEqualTo(1);
            saysOneLine(child.said(), "the disk is full");
            run("mount", "-o", "remount,size=10m", disk.toString());
            assertThat(SweepChild.here(study, store).code()).isZero();
            assertThat(SweepChild.results(store)).isEqualTo(SweepChild.results(undisturbed(STUDY)));
        } finally {
            run("umount", disk.toString());
        }
    }

    @Test
    void aReadOnlyFolder() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        run("mount", "-t", "tmpfs", "-o", "ro", "tmpfs", disk.toString());
        try {
            Run run = SweepChild.here(study, disk.resolve("x.db"));
            assertThat(run.code()).isEqualTo(2);
            saysOneLine(run.err(), "choose a --store in a folder of your own");
        } finally {
            run("umount", disk.toString());
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 100", "100, 4000", "4096, 8192", "-4096, 4096"})
    void aDamagedStore(int from, int length) throws Exception {
        Path store = folder.resolve("damaged.db");
        byte[] bytes = Files.readAllBytes(undisturbed(STUDY));
        int start = from < 0 ? bytes.length + from : from;
        for (int i = start; i < start + length; i++) {
            bytes[i] = (byte) (31 * i);
        }
        Files.write(store, bytes);
        Run run = SweepChild.here(study, store);
        if (run.code() != 0) { // SQLite may not look at the damaged page
            assertThat(run.code()).as(run.err()).isEqualTo(2);
            saysOneLine(run.err(), "damaged.db: ");
        }
    }

    /** 400 million weights of 4 bytes are more than the heap: these trials fail, each time anew, the others do not. */
    @Test
    void aNetworkThatFitsNowhere() throws Exception {
        Files.writeString(study, """
                data: gaussian
                steps: 5
                batch: 8
                grid: {initializer: zeros, activation: relu, widths: [[8, 8], [20000, 20000]], seed: [0, 1]}
                """);
        Path store = folder.resolve("huge.db");
        for (int time = 0; time < 2; time++) {
            SweepChild child = SweepChild.start(study, store);
            assertThat(child.exitCode()).as(child.said()).isEqualTo(1);
            saysOneLine(child.said(), "2 of 4 trials failed (cpu: the heap is too small");
            assertThat(child.said()).contains("2 trials: 2 vanished");
        }
        try (Store opened = Store.forReading(store)) {
            assertThat(opened.finished()).hasSize(2);
            assertThat(opened.failures())
                    .hasSize(2)
                    .doesNotContainKeys(opened.finished().toArray(new String[0]));
        }
    }

    /** All of a cohort diverge at once: no more than verdicts. */
    @Test
    void aStormOfNaN() throws Exception {
        Files.writeString(study, STUDY.replace("[he_normal, standard_normal]", "[he_normal]") + "learning_rate: 1e6\n");
        Path store = folder.resolve("storm.db");
        Run run = SweepChild.here(study, store);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("9 trials: 9 diverged");
    }

    /** The simulated GPUs differ in nothing, so the results must not either, whichever of them or the CPU had to help. */
    @Nested
    @Tag("slow")
    @OnSimulator
    class OnGpus {
        private Child sweep(Path store, String device, String... faults) {
            return Child.fathom(
                    List.of(faults),
                    ("sweep " + study + " --store " + store + " --report " + store + ".html --cohort 3 --device "
                                    + device)
                            .split(" "));
        }

        @BeforeEach
        void shorten() throws IOException {
            Files.writeString(study, STUDY.replace("steps: 400", "steps: 30"));
        }

        @Test
        void severalGpusGiveWhatOneGives() {
            Path one = folder.resolve("one.db");
            Path three = folder.resolve("three.db");
            assertThat(sweep(one, "cuda:0").exitCode()).isZero();
            Child child = sweep(three, "cuda:0,cuda:2,cuda:4", "FATHOM_SIM_DEVICES=6");
            assertThat(child.exitCode()).as(child.errors()).isZero();
            assertThat(SweepChild.results(three)).isEqualTo(SweepChild.results(one));
        }

        @ParameterizedTest
        @CsvSource({
            "FATHOM_SIM_LAUNCH_FAIL_AT=900, CUDA_ERROR_LAUNCH_FAILED",
            "FATHOM_SIM_ECC_AT=900, an uncorrectable memory error",
            "FATHOM_SIM_LOST_AT=900, the GPU is lost"
        })
        void aGpuThatFailsCostsNothing(String fault, String reason) {
            Path store = folder.resolve("failed.db");
            Child child = sweep(store, "cuda", "FATHOM_SIM_DEVICES=2", "FATHOM_SIM_FAULT_DEVICE=1", fault);
            assertThat(child.exitCode()).as(child.errors()).isZero();
            assertThat(child.errors()).contains("cuda:1 failed at a cohort", reason);
            assertThat(SweepChild.trials(store)).isEqualTo(18);
        }

        @Test
        void theOnlyGpuIsLostAndTheCpuHelps() {
            Path store = folder.resolve("lost.db");
            Child child = sweep(store, "cuda:0", "FATHOM_SIM_LOST_AT=900");
            assertThat(child.exitCode()).as(child.errors()).isZero();
            assertThat(child.errors()).contains("the GPU is lost");
            assertThat(SweepChild.trials(store)).isEqualTo(18);
        }

        @Test
        void withoutMemoryCohortsAreHalved() {
            Path store = folder.resolve("small.db");
            Child child = sweep(store, "cuda:0", "FATHOM_SIM_OOM_AT=60");
            assertThat(child.exitCode()).as(child.errors()).isZero();
            assertThat(SweepChild.trials(store)).isEqualTo(18);
        }
    }
}
