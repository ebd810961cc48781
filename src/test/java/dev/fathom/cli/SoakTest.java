package dev.fathom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One sweep, killed a hundred times at random moments, ends with the store of an undisturbed one. */
@Tag("slow")
class SoakTest {
    private static final int KILLS = 100;
    private static final int KILLS_OF_WRITERS = 20;

    private static final String STUDY = """
            name: soak
            data: gaussian
            steps: 3000
            batch: 16
            width: 16
            measure_at: [0, 1000]
            grid:
              initializer: [he_normal, standard_normal, zeros, orthogonal]
              activation: [relu, tanh]
              depth: [2, 3, 4, 5, 6]
              seed: [0, 1, 2, 3, 4]
            """;

    @TempDir
    Path folder;

    /** Killed again and again while it is written, a file is the one that was there or the new one, never a part of it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "report @/s.db --out @/out.html",
                "export @/s.db --table layers --to @/out.csv",
                "export @/s.db --table layers --to @/out.jsonl",
                "train --init he_normal --activation relu --depth 6 --width 800 --batch 2 --steps 1 --data gaussian"
                        + " --device cpu --save @/out.safetensors",
                "train --init he_normal --activation relu --depth 6 --width 800 --batch 2 --steps 1 --data gaussian"
                        + " --device cpu --save @/out.npz"
            })
    void aKilledWriterLeavesWholeFiles(String command) throws Exception {
        Path study = Files.writeString(folder.resolve("s.yaml"), STUDY.replace("steps: 3000", "steps: 1001"));
        if (command.contains("s.db")) {
            assertThat(SweepChild.start(study, folder.resolve("s.db")).exitCode())
                    .isZero();
        }
        long start = System.nanoTime();
        assertThat(fathom(command).waitFor()).isZero();
        long milliseconds = (System.nanoTime() - start) / 1_000_000;
        Path out = folder.resolve(command.replaceFirst(".*@/", ""));
        byte[] whole = Files.readAllBytes(out);
        Random moments = new Random(7);
        int killed = 0;
        for (int i = 0; i < KILLS_OF_WRITERS; i++) {
            if (moments.nextBoolean()) {
                Files.deleteIfExists(out);
            }
            Process process = fathom(command);
            boolean over =
                    process.waitFor(milliseconds / 3 + moments.nextInt((int) milliseconds), TimeUnit.MILLISECONDS);
            process.destroyForcibly().waitFor();
            killed += over ? 0 : 1;
            if (Files.exists(out)) {
                assertThat(Files.readAllBytes(out)).isEqualTo(whole);
            }
        }
        assertThat(killed).isPositive();
        assertThat(fathom(command).waitFor()).isZero();
        assertThat(Files.readAllBytes(out)).isEqualTo(whole);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(Path::toString)).noneMatch(name -> name.endsWith(".part"));
        }
    }

    /** A merge that was killed is finished by the same command. */
    @Test
    void aKilledMergeGoesOn() throws Exception {
        Path study = Files.writeString(folder.resolve("s.yaml"), STUDY.replace("steps: 3000", "steps: 1001"));
        Path whole = folder.resolve("whole.db");
        assertThat(SweepChild.start(study, whole).exitCode()).isZero();
        for (String part : List.of("0", "1", "2")) {
            assertThat(SweepChild.start(study, folder.resolve(part + ".db"), "--shard", part + "/3")
                            .exitCode())
                    .isZero();
        }
        Random moments = new Random(9);
        for (int i = 0; i < KILLS_OF_WRITERS; i++) {
            Process process = fathom("merge --into @/all.db @/0.db @/1.db @/2.db");
            process.waitFor(400 + moments.nextInt(1500), TimeUnit.MILLISECONDS);
            process.destroyForcibly().waitFor();
            assertThat(SweepChild.results(whole)).containsAll(SweepChild.results(folder.resolve("all.db")));
            if (moments.nextInt(4) == 0) {
                for (String ending : List.of("", "-wal", "-shm")) {
                    Files.deleteIfExists(folder.resolve("all.db" + ending));
                }
            }
        }
        assertThat(fathom("merge --into @/all.db @/0.db @/1.db @/2.db").waitFor())
                .isZero();
        assertThat(SweepChild.results(folder.resolve("all.db"))).isEqualTo(SweepChild.results(whole));
    }

    /** @ stands for the folder. */
    private Process fathom(String command) throws IOException {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Fathom.class.getName()));
        words.addAll(List.of(command.replace("@", folder.toString()).split(" ")));
        return new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @Test
    void aHundredKills() throws Exception {
        Path study = Files.writeString(folder.resolve("soak.yaml"), STUDY);
        Path whole = folder.resolve("whole.db");
        Path killed = folder.resolve("killed.db");
        assertThat(SweepChild.start(study, whole).exitCode()).isZero();
        Random moments = new Random(5);
        int useful = 0;
        int ended = 0;
        int before = 0;
        for (int kills = 0; kills < KILLS; ) {
            SweepChild child = SweepChild.start(study, killed, "--cohort", "2");
            boolean over = child.process().waitFor(500 + moments.nextInt(6000), TimeUnit.MILLISECONDS);
            child.process().destroyForcibly().waitFor();
            List<String> now = SweepChild.results(killed);
            assertThat(SweepChild.results(whole)).containsAll(now);
            useful += now.size() > before ? 1 : 0;
            before = now.size();
            kills += over ? 0 : 1;
            if (over) { // faster than the kills: once more from the start
                assertThat(child.process().exitValue()).as(child.said()).isZero();
                assertThat(now).isEqualTo(SweepChild.results(whole));
                killed = folder.resolve("killed-" + ++ended + ".db");
                before = 0;
            }
        }
        assertThat(SweepChild.start(study, killed).exitCode()).isZero();
        assertThat(SweepChild.results(killed)).isEqualTo(SweepChild.results(whole));
        assertThat(useful)
                .as("killed runs that had brought new cohorts into the store")
                .isPositive();
        System.out.println(KILLS + " kills, " + useful + " runs brought new cohorts into the store, " + (ended + 1)
                + " sweeps came to their end");
    }
}
