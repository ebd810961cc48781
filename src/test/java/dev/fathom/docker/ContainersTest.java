package dev.fathom.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fathom.docker.Image.Run;
import dev.fathom.docker.Image.Way;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Both Dockerfiles as they stand, built by buildah on stand-ins of their bases from Debian's packages, and run as a
 * container engine would: every run has a read-only root, no home, 1 MB of /tmp that holds no programs, and Java as PID 1.
 */
@Tag("slow")
class ContainersTest {
    private static final String STUDY =
            "name: small\nsteps: 100\ngrid: {initializer: [he_normal, zeros], activation: [relu], depth: [3], seed: [0, 1]}\n";
    private static final String LONG =
            "name: long\nsteps: 100000\ngrid: {initializer: [he_normal], activation: [relu], depth: [5], seed: [0, 1]}\n";

    private static final Path STAND_INS = Path.of("/var/tmp/fathom-stand-ins");

    private static Path folder;
    private static Path log;
    private static Image cpu;
    private static Image cuda;
    private Path results;

    @BeforeAll
    static void build() throws IOException, InterruptedException {
        assumeTrue(
                "root".equals(System.getProperty("user.name"))
                        && Files.exists(Path.of("/usr/bin/buildah"))
                        && Files.exists(Path.of("/usr/sbin/debootstrap")),
                "root, buildah and debootstrap are needed");
        folder = Files.createTempDirectory("fathom-containers");
        Files.setPosixFilePermissions(folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        log = Files.createFile(folder.resolve("log"));
        Image.shell(log, "src/test/containers/stand-ins.sh " + STAND_INS + " >&2");
        cpu = Image.build("docker/Dockerfile.cpu", "fathom:0.1.0-cpu", log);
        cuda = Image.build("docker/Dockerfile", "fathom:0.1.0", log);
        System.out.println("what the images add to their bases, in bytes:\n"
                + Image.shell(log, "cd " + cpu.root() + "/opt && du -sbc java lib natives fathom"));
    }

    @AfterAll
    static void delete() throws IOException, InterruptedException {
        if (folder != null) {
            Image.shell(log, "buildah rm --all >&2");
            new ProcessBuilder("rm", "-rf", "--one-file-system", folder.toString())
                    .start()
                    .waitFor();
        }
    }

    @BeforeEach
    void mountFolder() throws IOException {
        results = Files.createTempDirectory(folder, "results");
        ownedBy(1000);
    }

    private void ownedBy(int user) throws IOException {
        Files.setAttribute(results, "unix:uid", user);
    }

    private void study(String text) throws IOException {
        Files.writeString(results.resolve("study.yaml"), text);
    }

    private TreeSet<String> files() throws IOException {
        TreeSet<String> names = new TreeSet<>();
        try (Stream<Path> list = Files.list(results)) {
            list.forEach(file -> names.add(file.getFileName().toString()));
        }
        return names;
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 54321})
    void everyUserGetsResultsAndNothingElse(int user) throws IOException {
        ownedBy(user);
        study(STUDY);
        Way way = Way.CAREFUL.as(user + ":" + user);

        Run sweep = cpu.run(way, results, "sweep", "study.yaml");
        assertThat(sweep.code()).as(sweep.said()).isZero();
        assertThat(sweep.said()).contains("OpenBLAS").contains("Results: small.db. Report: small.html.");
        assertThat(cpu.run(way, results, "sweep", "study.yaml").said())
                .contains("4 of 4 trials are in the store already");
        assertThat(cpu.run(way, results, "report", "small.db").code()).isZero();
        assertThat(cpu.run(way, results, "export", "small.db", "--to", "small.csv")
                        .code())
                .isZero();

        TreeSet<String> files = files();
        files.removeIf(name -> name.matches("small\\.db.*"));
        assertThat(files).containsExactly("small.csv", "small.html", "study.yaml");
    }

    @Test
    void aKilledContainerGoesOnAndAStoppedOneExitsWith130() throws IOException, InterruptedException {
        study(LONG);
        Path said = folder.resolve("stopped.log");
        Process stopped = cpu.start(Way.CAREFUL, results, said, "sweep", "study.yaml");
        awaitStore();
        stopped.destroy(); // SIGTERM, which PID 1 gets by way of the runner
        assertThat(stopped.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(stopped.exitValue()).as(Files.readString(said)).isEqualTo(130);

        study(STUDY.replace("steps: 100", "steps: 3000"));
        Process killed = cpu.start(
                Way.CAREFUL,
                results,
                said,
                "sweep",
                "study.yaml",
                "--cohort",
                "1",
                "--threads",
                "1",
                "--store",
                "long.db2");
        while (finished("long.db2") == 0 && killed.isAlive()) {
            Thread.sleep(20);
        }
        killed.descendants().forEach(ProcessHandle::destroyForcibly);
        killed.waitFor();
        Run again = cpu.run(Way.CAREFUL, results, "sweep", "study.yaml", "--store", "long.db2");
        assertThat(again.code()).as(again.said()).isZero();
        assertThat(again.said()).containsPattern("[1-4] of 4 trials are in the store already");
        assertThat(finished("long.db2")).isEqualTo(4);
    }

    /** None while the store is being made. */
    private int finished(String store) {
        if (!Files.exists(results.resolve(store))) {
            return 0;
        }
        try (var sql = DriverManager.getConnection("jdbc:sqlite:" + results.resolve(store));
                var row = sql.createStatement().executeQuery("SELECT count(*) FROM trials")) {
            return row.getInt(1);
        } catch (SQLException e) {
            return 0;
        }
    }

    private void awaitStore() throws IOException, InterruptedException {
        for (int i = 0; i < 600 && !files().contains("long.db-wal"); i++) {
            Thread.sleep(50);
        }
        assertThat(files()).contains("long.db-wal");
    }

    @Test
    void theHeapFollowsTheContainersMemory() {
        assumeTrue(
                Files.isWritable(Path.of("/sys/fs/cgroup/memory/cgroup.procs")),
                "limits of memory need control groups of version 1 that may be written");
        Run doctor = cpu.run(Way.CAREFUL.within(512L << 20), results, "doctor", "--format", "csv");

        assertThat(doctor.code()).as(doctor.said()).isZero();
        Matcher heap = Pattern.compile("heap up to (\\d+) MiB").matcher(doctor.said());
        assertThat(heap.find()).isTrue();
        assertThat(Integer.parseInt(heap.group(1))).isBetween(350, 384); // 75 %, less a survivor space
    }

    /** Java says which class comes from the archive: those of the doctor's start do. */
    @Test
    void theHealthCheckStartsFromTheArchive() throws IOException {
        List<String> health = new ArrayList<>(Dockerfile.read(Path.of("docker/Dockerfile.cpu"))
                .only("HEALTHCHECK")
                .exec());
        health.add(1, "-Xlog:class+load");
        Run run = cpu.runWhole(Way.CAREFUL, results, health);

        assertThat(run.code()).as(run.said()).isZero();
        List<String> fromTheArchive = new ArrayList<>();
        List<String> fromTheJar = new ArrayList<>();
        run.said().lines().filter(line -> line.contains(" dev.fathom.")).forEach(line -> {
            if (line.contains("source: shared objects file")) {
                fromTheArchive.add(line);
            } else if (line.contains("source: file:")) {
                fromTheJar.add(line);
            }
        });
        assertThat(fromTheArchive).hasSizeGreaterThan(100);
        // a few, such as what names classes of Spark, cannot be verified beforehand
        assertThat(fromTheJar).hasSizeLessThan(10);
        assertThat(run.said()).doesNotContain("[warning]");
    }

    @Test
    void labelsNameVersionAndCommitAndResultsKeepTheCommit() throws IOException {
        for (Image image : List.of(cpu, cuda)) {
            assertThat(image.labels().get("org.opencontainers.image.version").asString())
                    .isEqualTo("0.1.0");
            assertThat(image.labels().get("org.opencontainers.image.revision").asString())
                    .isEqualTo("0123456789ab");
        }
        study(STUDY);
        assertThat(cpu.run(Way.CAREFUL, results, "sweep", "study.yaml", "--format", "json")
                        .said())
                .contains("0123456789ab");
    }

    @Test
    void withNvidiasLibrariesAndNoDriverItRunsOnTheCpu() throws IOException {
        study(STUDY);
        assertFindsAllButTheDriver(cuda, "libcublas.so.12");
        Run auto = cuda.run(Way.CAREFUL, results, "sweep", "study.yaml");
        assertThat(auto.code()).as(auto.said()).isZero();
        assertThat(auto.said()).contains("running on the CPU, no GPU is usable: CUDA driver: libcuda.so.1 not found");
        Run asked = cuda.run(Way.CAREFUL, results, "sweep", "study.yaml", "--device", "cuda");
        assertThat(asked.code()).isEqualTo(1);
        assertThat(asked.said().lines().filter(line -> line.startsWith("fathom:")))
                .hasSize(1);
    }

    @Test
    void theLibrariesOfCuda13AreTakenAsWell() throws IOException, InterruptedException {
        Image.shell(
                log,
                "c=$(buildah from --pull-never fathom:0.1.0-cpu) && buildah add -q $c " + STAND_INS
                        + "/cuda13-libraries /usr/local/cuda >&2 && buildah commit -q --rm $c fathom:cuda13 >&2");
        Image thirteen = Image.open("fathom:cuda13", log);
        assertFindsAllButTheDriver(thirteen, "libcublas.so.13");
    }

    private void assertFindsAllButTheDriver(Image image, String cublas) {
        Run doctor = image.run(
                Way.CAREFUL.with("LD_LIBRARY_PATH=/usr/local/cuda/lib64"), results, "doctor", "--format", "csv");
        assertThat(doctor.code()).as(doctor.said()).isZero();
        assertThat(doctor.said())
                .contains("CUDA driver,missing,libcuda.so.1 not found")
                .containsPattern("cuBLAS,ok,.*" + cublas)
                .containsPattern("cuRAND,ok,.*libcurand.so.10");
    }
}
