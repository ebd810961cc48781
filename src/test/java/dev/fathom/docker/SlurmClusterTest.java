package dev.fathom.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The batch scripts on a real Slurm: controller and node on loopback, by Debian's packages. */
@Tag("slow")
class SlurmClusterTest {
    private static final Path JAR = Path.of("target/fathom.jar");

    @TempDir
    private Path folder;

    private String run(Path directory, List<String> command) throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(log)).isZero();
        return Files.readString(log);
    }

    private static List<String> losses(Path store) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (var sql = DriverManager.getConnection("jdbc:sqlite:" + store);
                var row = sql.createStatement()
                        .executeQuery(
                                "SELECT trial || ' ' || verdict || ' ' || hex(losses) FROM trial ORDER BY trial")) {
            while (row.next()) {
                rows.add(row.getString(1));
            }
        }
        return rows;
    }

    @Test
    void anArrayOfWhichOneTaskWasKilledEqualsALocalSweep() throws Exception {
        assumeTrue(
                "root".equals(System.getProperty("user.name"))
                        && Files.exists(Path.of("/usr/sbin/slurmctld"))
                        && Files.exists(Path.of("/usr/sbin/slurmd"))
                        && Files.exists(Path.of("/usr/sbin/munged")),
                "root, slurmctld, slurmd and munge are needed");
        assumeTrue(Files.exists(JAR), JAR + " is needed: mvn -DskipTests package");
        Path study = Files.writeString(
                folder.resolve("array.yaml"),
                "name: array\nsteps: 2000\ngrid: {initializer: [he_normal, zeros], activation: [relu, tanh], depth: [4], seed: [0, 1]}\n");

        String said = run(
                Path.of("").toAbsolutePath(),
                List.of(
                        "src/test/containers/slurm.sh",
                        folder.resolve("slurm").toString(),
                        Path.of("docker/slurm").toAbsolutePath().toString(),
                        JAR.toAbsolutePath().toString(),
                        study.toString()));
        assertThat(said).contains("CANCELLED").contains("JobState=COMPLETED");
        run(folder, List.of("java", "-jar", JAR.toAbsolutePath().toString(), "sweep", "array.yaml", "--device", "cpu"));

        assertThat(losses(folder.resolve("slurm/work/results/array.db")))
                .hasSize(8)
                .isEqualTo(losses(folder.resolve("array.db")));
    }
}
