package dev.fathom.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The jar for Arm servers under emulation: Debian's Java for arm64, unpacked by debootstrap, in qemu. */
@Tag("slow")
class Arm64Test {
    private static final String STUDY = """
            name: arm
            steps: 30
            grid: {initializer: [he_normal, naive_normal], activation: [relu, tanh], depth: [3], width: [32], seed: [0]}
            """;

    private static Path folder;

    private static List<String> arm;

    @BeforeAll
    static void unpackDebianAndBuildTheJar() throws IOException, InterruptedException {
        assumeTrue(
                "root".equals(System.getProperty("user.name"))
                        && Files.exists(Path.of("/usr/bin/qemu-aarch64-static"))
                        && Files.exists(Path.of("/usr/sbin/debootstrap")),
                "root, qemu-user-static and debootstrap are needed");
        folder = Files.createTempDirectory("fathom-arm64");
        Path debian = folder.resolve("debian");
        run(
                List.of(
                        "sh",
                        "-c",
                        "debootstrap --foreign --arch=arm64 --variant=minbase --include=openjdk-17-jre-headless bookworm $0/packages"
                                + " && mkdir $0/root && for f in $0/packages/var/cache/apt/archives/*.deb; do dpkg -x $f $0/root; done",
                        debian.toString()),
                10);
        Path root = debian.resolve("root");
        String libraries = root.resolve("lib/aarch64-linux-gnu") + ":" + root.resolve("usr/lib/aarch64-linux-gnu");
        arm = List.of(
                "qemu-aarch64-static",
                "-L",
                root.toString(),
                "-E",
                "LD_LIBRARY_PATH=" + libraries,
                root.resolve("usr/lib/jvm/java-17-openjdk-arm64/bin/java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Duser.home=" + folder.resolve("home"),
                "-jar",
                ProfileJar.build(Files.createDirectory(folder.resolve("build")), "!linux-x86_64,linux-arm64")
                        .file()
                        .toString());
    }

    /** By rm, for JUnit would warn of each of Debian's links. */
    @AfterAll
    static void delete() throws IOException, InterruptedException {
        if (folder != null) {
            new ProcessBuilder("rm", "-rf", "--one-file-system", folder.toString())
                    .start()
                    .waitFor();
        }
    }

    private static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    private static String run(List<String> command, int minutes) throws IOException, InterruptedException {
        Process process = start(command);
        assertThat(process.waitFor(minutes, TimeUnit.MINUTES)).isTrue();
        String said = Files.readString(folder.resolve("log"));
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    private static List<String> fathom(List<String> java, String... arguments) {
        List<String> command = new ArrayList<>(java);
        command.addAll(List.of(arguments));
        return command;
    }

    private static Map<String, double[]> losses(Path store) throws SQLException {
        Map<String, double[]> losses = new TreeMap<>();
        try (var sql = DriverManager.getConnection("jdbc:sqlite:" + store);
                var row =
                        sql.createStatement().executeQuery("SELECT trial, verdict, final_loss, accuracy FROM trials")) {
            while (row.next()) {
                losses.put(
                        row.getString(1) + " " + row.getString(2), new double[] {row.getDouble(3), row.getDouble(4)});
            }
        }
        return losses;
    }

    @Test
    void theDoctorFindsOpenBlasAndGivesNoAdviceThatCannotHelp() throws IOException, InterruptedException {
        assertThat(run(fathom(arm, "doctor", "--format", "csv"), 5))
                .contains("OpenBLAS 0.3.31")
                .contains("CUDA,missing,not on linux-arm64: JCuda has natives for linux-x86_64 alone,");
    }

    @Test
    void aSweepThatWasKilledEndsWithTheNumbersOfThisMachine() throws IOException, InterruptedException, SQLException {
        Path study = Files.writeString(folder.resolve("arm.yaml"), STUDY);
        List<String> here = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                absolute(System.getProperty("java.class.path")),
                "dev.fathom.cli.Fathom");
        run(fathom(here, "sweep", study.toString(), "--device", "cpu", "--store", "here.db"), 2);

        Process killed = start(fathom(arm, "sweep", study.toString(), "--cohort", "1", "--store", "arm.db"));
        while (killed.isAlive() && finished(folder.resolve("arm.db")).isEmpty()) {
            Thread.sleep(100);
        }
        killed.destroyForcibly().waitFor();
        String said = run(fathom(arm, "sweep", study.toString(), "--cohort", "1", "--store", "arm.db"), 10);

        assertThat(said).contains("of 4 trials are in the store already");
        Map<String, double[]> expected = losses(folder.resolve("here.db"));
        Map<String, double[]> found = losses(folder.resolve("arm.db"));
        assertThat(found.keySet()).isEqualTo(expected.keySet());
        expected.forEach((trial, loss) -> {
            // other kernels sum in another order: 30 steps of products of 784 terms, each rounded to 6e-8
            assertThat(found.get(trial)[0]).as(trial).isCloseTo(loss[0], within(1e-4 * (1 + loss[0])));
            assertThat(found.get(trial)[1]).as(trial).isCloseTo(loss[1], within(0.005));
        });
    }

    /** None while the store is being made. */
    private static Map<String, double[]> finished(Path store) {
        try {
            return Files.exists(store) ? losses(store) : Map.of();
        } catch (SQLException e) {
            return Map.of();
        }
    }

    private static String absolute(String classPath) {
        return String.join(
                ":",
                List.of(classPath.split(":")).stream()
                        .map(entry -> Path.of(entry).toAbsolutePath().toString())
                        .toList());
    }
}
