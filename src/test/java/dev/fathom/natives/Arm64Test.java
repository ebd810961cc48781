package dev.fathom.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The jar for Arm servers under emulation: Debian's Java for arm64, unpacked by debootstrap, in qemu. */
@Tag("slow")
class Arm64Test {
    private static Emulated arm;

    @BeforeAll
    static void unpackDebianAndBuildTheJar() throws IOException, InterruptedException {
        assumeTrue(
                "root".equals(System.getProperty("user.name"))
                        && Files.exists(Path.of("/usr/bin/qemu-aarch64-static"))
                        && Files.exists(Path.of("/usr/sbin/debootstrap")),
                "root, qemu-user-static and debootstrap are needed");
        Path folder = Files.createTempDirectory("fathom-arm64");
        arm = new Emulated(folder, List.of());
        Path debian = folder.resolve("debian");
        arm.succeed(List.of(
                "sh",
                "-c",
                "debootstrap --foreign --arch=arm64 --variant=minbase --include=openjdk-17-jre-headless bookworm $0/packages"
                        + " && mkdir $0/root && for f in $0/packages/var/cache/apt/archives/*.deb; do dpkg -x $f $0/root; done",
                debian.toString()));
        Path root = debian.resolve("root");
        String libraries = root.resolve("lib/aarch64-linux-gnu") + ":" + root.resolve("usr/lib/aarch64-linux-gnu");
        arm = new Emulated(
                folder,
                List.of(
                        "qemu-aarch64-static",
                        "-L",
                        root.toString(),
                        "-E",
                        "LD_LIBRARY_PATH=" + libraries,
                        root.resolve("usr/lib/jvm/java-17-openjdk-arm64/bin/java")
                                .toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Duser.home=" + folder.resolve("home"),
                        "-jar",
                        ProfileJar.build(Files.createDirectory(folder.resolve("build")), "!linux-x86_64,linux-arm64")
                                .file()
                                .toString()));
    }

    /** By rm, for JUnit would warn of each of Debian's links. */
    @AfterAll
    static void delete() throws IOException, InterruptedException {
        if (arm != null) {
            new ProcessBuilder("rm", "-rf", "--one-file-system", arm.folder().toString())
                    .start()
                    .waitFor();
        }
    }

    @Test
    void theDoctorFindsOpenBlasAndGivesNoAdviceThatCannotHelp() throws IOException, InterruptedException {
        assertThat(arm.succeed(arm.command("doctor", "--format", "csv")))
                .contains("OpenBLAS 0.3.31")
                .contains("CUDA,missing,not on linux-arm64: JCuda has natives for linux-x86_64 alone,");
    }

    @Test
    void probesAsThisMachineDoes() throws IOException, InterruptedException {
        assertThat(arm.succeed(arm.command("probe", "--init", "he_normal", "--activation", "relu", "--depth", "3")))
                .contains("he_normal, relu, depth 3, width 256");
    }

    @Test
    void aSweepThatWasKilledEndsWithTheNumbersOfThisMachine() throws IOException, InterruptedException, SQLException {
        arm.sweepsAsThisMachineDoes("\n");
    }
}
