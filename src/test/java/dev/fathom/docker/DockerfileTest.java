package dev.fathom.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.docker.Dockerfile.Instruction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be known of the images without building them; ContainersTest builds and runs them. */
class DockerfileTest {
    private static final String JAVA = "/opt/java/bin/java";
    private static final String CODE = "/opt/fathom/fathom.jar";
    private static final String DEPENDENCIES = "/opt/lib/dependencies.jar";
    private static final String MAIN = "dev.fathom.cli.Fathom";

    @ParameterizedTest
    @ValueSource(strings = {"docker/Dockerfile", "docker/Dockerfile.cpu"})
    void everySourceIsInTheTreeAndPassesTheIgnoreFile(String file) throws IOException {
        List<String> kept = Files.readAllLines(Path.of(".dockerignore"));
        assertThat(kept).first().isEqualTo("*");
        List<String> sources = new ArrayList<>();
        for (Instruction copy : all(file, "COPY")) {
            if (!copy.text().startsWith("--from=")) {
                sources.addAll(copy.words().subList(0, copy.words().size() - 1));
            }
        }
        assertThat(sources).isNotEmpty().allSatisfy(source -> {
            assertThat(Path.of(source)).exists();
            assertThat(kept).contains("!" + source);
        });
        assertThat(kept).hasSize(1 + sources.size());
    }

    /** That of the dependencies is the runnable jar of no sources, that of the code the plain one. */
    @ParameterizedTest
    @ValueSource(strings = {"docker/Dockerfile", "docker/Dockerfile.cpu"})
    void theJarsAreThoseThatThePomBuilds(String file) throws IOException {
        assertThat(Files.readString(Path.of("pom.xml")))
                .contains("<outputFile>${project.build.directory}/fathom.jar</outputFile>")
                .contains("<finalName>fathom-${project.version}</finalName>")
                .contains("<artifactId>fathom</artifactId>\n  <version>0.1.0</version>");
        assertThat(all(file, "WORKDIR").get(0).text()).isEqualTo("/build");
        String steps = String.join(
                "\n",
                Dockerfile.read(Path.of(file)).instructions().stream()
                        .map(i -> i.keyword() + " " + i.text().replaceAll("\\s+", " "))
                        .toList());
        assertThat(steps)
                .containsSubsequence(
                        "package && install -D -m 644 target/fathom.jar " + DEPENDENCIES,
                        "COPY src/main src/main",
                        "package && install -D -m 644 target/fathom-0.1.0.jar " + CODE);
    }

    /** A change of code then changes the last layer alone. */
    @ParameterizedTest
    @ValueSource(strings = {"docker/Dockerfile", "docker/Dockerfile.cpu"})
    void theJarComesLast(String file) throws IOException {
        assertThat(Dockerfile.read(Path.of(file)).image().stream()
                        .filter(i -> i.keyword().equals("COPY"))
                        .map(Instruction::text))
                .containsExactly(
                        "--from=build /opt/java /opt/java",
                        "--from=build /opt/lib /opt/lib",
                        "--from=build /opt/natives /opt/natives",
                        "--from=build /opt/fathom /opt/fathom");
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker/Dockerfile", "docker/Dockerfile.cpu"})
    void everyBaseIsPinnedToAVersion(String file) throws IOException {
        assertThat(all(file, "FROM"))
                .hasSize(2)
                .allSatisfy(from -> assertThat(from.words().get(0)).matches("[a-z/-]+:[^:]*\\d+\\.\\d+[^:]*"));
        assertThat(all(file, "FROM").get(0).words()).endsWith("AS", "build");
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker/Dockerfile", "docker/Dockerfile.cpu"})
    void itRunsAsNobodySpecial(String file) throws IOException {
        Dockerfile dockerfile = Dockerfile.read(Path.of(file));
        // a number, for Kubernetes' runAsNonRoot cannot look names up
        assertThat(dockerfile.only("USER").text()).matches("[1-9]\\d*:[1-9]\\d*");
        List<String> order =
                dockerfile.image().stream().map(Instruction::keyword).toList();
        assertThat(order.lastIndexOf("RUN")).isLessThan(order.indexOf("USER"));
        String folder = dockerfile.only("WORKDIR").text();
        String[] owner = dockerfile.only("USER").text().split(":");
        assertThat(dockerfile.only("RUN").text())
                .endsWith("install -d -o " + owner[0] + " -g " + owner[1] + " " + folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker/Dockerfile", "docker/Dockerfile.cpu"})
    void commandsAreInExecFormAndFathomKnowsThem(String file) throws IOException {
        Dockerfile dockerfile = Dockerfile.read(Path.of(file));
        assertThat(dockerfile.only("ENTRYPOINT").exec())
                .startsWith(JAVA)
                .endsWith("-cp", CODE + ":" + DEPENDENCIES, MAIN)
                .doesNotContain("sh", "-c");
        List<String> health = dockerfile.only("HEALTHCHECK").exec();
        assertThat(health).startsWith(JAVA).containsSubsequence("-cp", CODE + ":" + DEPENDENCIES, MAIN);
        new FathomCommand(health.subList(health.indexOf(MAIN) + 1, health.size())).assertValid();
        assertThat(health).endsWith("doctor");
        new FathomCommand(dockerfile.only("CMD").exec()).assertValid();
    }

    private static List<Instruction> all(String file, String keyword) throws IOException {
        return Dockerfile.read(Path.of(file)).instructions().stream()
                .filter(i -> i.keyword().equals(keyword))
                .toList();
    }
}
