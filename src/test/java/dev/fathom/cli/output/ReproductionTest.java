package dev.fathom.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReproductionTest {
    @Test
    void aShellReadsTheArgumentsAsTheyWere() throws IOException, InterruptedException {
        List<String> arguments =
                List.of("sweep", "my study's $HOME.yaml", "--shard", "0/4", "--device", "cuda:1", "a\"b");
        String command = Reproduction.command(arguments);
        assertThat(command).startsWith("java -jar target/fathom.jar sweep 'my study'\\''s $HOME.yaml' --shard 0/4 ");
        String echoed = command.replace("java -jar target/fathom.jar", "printf '%s\\n'");
        Process shell = new ProcessBuilder("sh", "-c", echoed).start();
        String read = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor()).isZero();
        assertThat(read.lines()).containsExactlyElementsOf(arguments);
    }
}
