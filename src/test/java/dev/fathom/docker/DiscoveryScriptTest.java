package dev.fathom.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Spark's GPU discovery script, run with an nvidia-smi that answers as the real one does. */
class DiscoveryScriptTest {
    private static final Path SCRIPT = Path.of("docker/spark/discover-gpus.sh");

    @TempDir
    Path folder;

    private record Answer(int code, String text) {
        List<String> addresses() {
            var json = JsonMapper.builder().build().readTree(text);
            assertThat(json.get("name").asString()).isEqualTo("gpu");
            return json.get("addresses").valueStream().map(a -> a.asString()).toList();
        }
    }

    private Answer run(String nvidiaSmi, Map<String, String> environment) throws Exception {
        Path fake = Files.writeString(folder.resolve("nvidia-smi"), "#!/usr/bin/env bash\n" + nvidiaSmi);
        assertThat(fake.toFile().setExecutable(true)).isTrue();
        Path output = folder.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(SCRIPT.toAbsolutePath().toString()).redirectOutput(output.toFile());
        builder.environment().remove("CUDA_VISIBLE_DEVICES");
        builder.environment().merge("PATH", folder.toString(), (path, first) -> first + ":" + path);
        builder.environment().putAll(environment);
        Process process = builder.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Answer(process.exitValue(), Files.readString(output));
    }

    @Test
    void namesEveryGpuByItsNumber() throws Exception {
        String twoGpus = "[ \"$*\" = '--query-gpu=index --format=csv,noheader' ] && printf '0\\n1\\n'";
        assertThat(run(twoGpus, Map.of()).addresses()).containsExactly("0", "1");
    }

    @Test
    void countsVisibleGpusFromZeroAsCudaDoes() throws Exception {
        Answer answer = run("exit 9", Map.of("CUDA_VISIBLE_DEVICES", "3,GPU-8f2c,7"));
        assertThat(answer.addresses()).containsExactly("0", "1", "2");
    }

    @Test
    void failsWhereNvidiaSmiDoes() throws Exception {
        Answer answer = run("echo 'NVIDIA-SMI has failed' >&2; exit 9", Map.of());
        assertThat(answer.code()).isEqualTo(9);
        assertThat(answer.text()).isEmpty();
    }
}
