package dev.fathom.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.docker.FathomCommand.Shard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The batch scripts, run by bash as Slurm runs them, with a java that only writes its arguments down. */
class SlurmTest {
    private static final String JAVA = """
            #!/usr/bin/env bash
            printf '%s\\n' "$@" end-of-command
            """;

    @TempDir
    Path folder;

    private record Run(int code, List<String> lines) {
        /** What stood behind {@code java -jar target/fathom.jar}, run by run. */
        List<FathomCommand> commands() {
            List<FathomCommand> commands = new ArrayList<>();
            List<String> rest = lines;
            while (!rest.isEmpty()) {
                int end = rest.indexOf("end-of-command");
                assertThat(rest.subList(0, 2)).containsExactly("-jar", "target/fathom.jar");
                commands.add(new FathomCommand(rest.subList(2, end)));
                rest = rest.subList(end + 1, rest.size());
            }
            return commands;
        }
    }

    @BeforeEach
    void putJavaOnThePath() throws IOException {
        Path java = Files.writeString(folder.resolve("java"), JAVA);
        assertThat(java.toFile().setExecutable(true)).isTrue();
    }

    private Run bash(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("bash"));
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().merge("PATH", folder.toString(), (path, first) -> first + ":" + path);
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), Files.readAllLines(output));
    }

    private Run task(int index) throws Exception {
        return bash(
                Map.of("SLURM_ARRAY_TASK_ID", String.valueOf(index)),
                "docker/slurm/sweep-array.sh",
                "studies/a study.yaml",
                "3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sweep-array.sh", "merge.sh"})
    void scriptsAreBashAndAskForTheirArguments(String script) throws Exception {
        String file = "docker/slurm/" + script;
        assertThat(bash(Map.of(), "-n", file)).isEqualTo(new Run(0, List.of()));
        assertThat(Path.of(file)).isExecutable();
        Run bare = bash(Map.of("SLURM_ARRAY_TASK_ID", "0"), file);
        assertThat(bare.code()).isNotZero();
        assertThat(bare.lines()).singleElement().asString().contains("usage: sbatch");
    }

    @Test
    void everyScriptIsTestedHere() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("docker/slurm"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("sweep-array.sh", "merge.sh");
        }
    }

    @Test
    void anArrayTaskRunsItsShardIntoAStoreOfItsOwnAndMergeJoinsThemAll() throws Exception {
        Set<String> stores = new TreeSet<>();
        for (int index = 0; index < 3; index++) {
            List<FathomCommand> commands = task(index).commands();
            assertThat(commands).hasSize(1);
            commands.get(0).assertValid();
            assertThat(commands.get(0).arguments()).startsWith("sweep", "studies/a study.yaml");
            assertThat(commands.get(0).shard()).isEqualTo(new Shard(index, 3));
            stores.add(commands.get(0).option("--store"));
        }
        List<FathomCommand> commands = bash(Map.of(), "docker/slurm/merge.sh", "studies/a study.yaml", "3")
                .commands();
        assertThat(commands).hasSize(2).allSatisfy(FathomCommand::assertValid);
        List<String> merge = commands.get(0).arguments();
        assertThat(merge).startsWith("merge", "--into", "results/a study.db");
        assertThat(merge.subList(3, merge.size())).containsExactlyElementsOf(stores);
        assertThat(commands.get(1).arguments()).containsExactly("report", "results/a study.db");
    }

    @Test
    void theJobsOwnCommandsComeFirstAsSlurmReadsThem() throws IOException {
        for (String script : List.of("sweep-array.sh", "merge.sh")) {
            List<String> lines = Files.readAllLines(Path.of("docker/slurm", script));
            assertThat(lines.get(0)).isEqualTo("#!/usr/bin/env bash");
            int firstCommand = lines.indexOf("set -euo pipefail");
            assertThat(lines.subList(0, firstCommand)).allMatch(line -> line.startsWith("#"));
            assertThat(lines.subList(firstCommand, lines.size())).noneMatch(line -> line.startsWith("#SBATCH"));
        }
    }
}
