package dev.fathom.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Of Compose's keys, those in use are spelt here; Jackson refuses all others. */
class ComposeTest {
    private static final Path FILE = Path.of("docker/compose.yaml");

    record File(String name, Map<String, Service> services) {}

    record Service(String image, Build build, List<String> command, String user, List<Volume> volumes, Deploy deploy) {}

    record Build(String context, String dockerfile) {}

    record Volume(String type, String source, String target, Bind bind) {}

    record Bind(@JsonProperty("create_host_path") boolean createHostPath) {}

    record Deploy(Resources resources) {}

    record Resources(Reservations reservations) {}

    record Reservations(List<Gpu> devices) {}

    record Gpu(String driver, int count, List<String> capabilities) {}

    static Map<String, Service> services() throws IOException {
        return JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build()
                .convertValue(Yaml.documents(FILE).get(0), File.class)
                .services();
    }

    @Test
    void eachServiceBuildsItsDockerfileAndRunsAFathomCommand() throws IOException {
        assertThat(services()).containsOnlyKeys("gpu", "cpu");
        for (Service service : services().values()) {
            Path context = FILE.resolveSibling(service.build().context()).normalize();
            assertThat(context).isEqualTo(Path.of(""));
            Path dockerfile = Path.of(service.build().dockerfile());
            assertThat(dockerfile).isRegularFile();
            assertThat(Dockerfile.read(dockerfile).only("WORKDIR").text())
                    .isEqualTo(service.volumes().get(0).target());
            assertThat(service.user())
                    .isEqualTo("${FATHOM_USER:-"
                            + Dockerfile.read(dockerfile).only("USER").text() + "}");
            new FathomCommand(service.command()).assertValid();
        }
    }

    @Test
    void oneServiceAsksForAGpu() throws IOException {
        assertThat(services().get("gpu").deploy().resources().reservations().devices())
                .containsExactly(new Gpu("nvidia", 1, List.of("gpu")));
        assertThat(services().get("cpu").deploy()).isNull();
    }

    /** The images that the project's files build. */
    static List<String> images() throws IOException {
        return services().values().stream().map(Service::image).toList();
    }
}
