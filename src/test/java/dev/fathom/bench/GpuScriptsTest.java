package dev.fathom.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be known of bench/gpu without a GPU. */
class GpuScriptsTest {
    private static final Path FOLDER = Path.of("bench/gpu");

    /** Output of a program that must succeed; skips where it is not installed. */
    private static String run(String... command) throws IOException, InterruptedException {
        Process process;
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
            process = builder.start();
        } catch (IOException e) {
            assumeTrue(false, command[0] + " is not installed");
            throw e;
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"compare.py", "floor.py", "jax_nets.py", "torch_nets.py", "worker.py", "../cpu/vmap_nets.py"})
    void pythonParses(String script) throws Exception {
        run(
                "python3",
                "-c",
                "import ast, sys; ast.parse(open(sys.argv[1]).read())",
                FOLDER.resolve(script).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bundle.sh", "run.sh"})
    void shellParses(String script) throws Exception {
        run("bash", "-n", FOLDER.resolve(script).toString());
    }

    @Test
    void theFloorsOfTheResultsAreTheProgramsOwn() throws Exception {
        String printed = run("python3", FOLDER.resolve("floor.py").toString());
        assertThat(Files.readString(Path.of("bench/RESULTS.md"))).contains(printed);
    }

    /** One hidden layer of 2 units, by hand. */
    @Test
    void flopsAreThoseOfTheProducts() throws Exception {
        String count = run(
                "python3",
                "-c",
                "import sys; sys.path.insert(0, 'bench/gpu'); import compare\n"
                        + "print(compare.flops_per_step(1, 2, 3))");
        long forward = 784 * 2 + 2 * 10;
        long gradients = 784 * 2 + 2 * (2 * 10); // no gradient by the input
        assertThat(List.of(count.trim())).containsExactly(Long.toString(3 * 128 * 2 * (forward + gradients)));
    }

    @Test
    void lossesThatDifferAreRefused() throws Exception {
        run("python3", "-c", """
                import sys; sys.path.insert(0, 'bench/gpu'); import compare
                if abs(compare.deviation('x', [1.0, 2.0], [1.001, 2.0]) - 0.001) > 1e-12:
                    sys.exit('not the relative distance')
                for wrong in ([1.01, 2.0], [1.0], [float('nan'), 2.0]):
                    try:
                        compare.deviation('x', [1.0, 2.0], wrong)
                    except RuntimeError:
                        continue
                    sys.exit('took ' + str(wrong))
                """);
    }
}
