package dev.fathom.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the handbook tells people to type. */
class ContainersPageTest {
    private static final Pattern FILE = Pattern.compile("docker/[\\w./-]*\\w");
    private static final Pattern BUILD = Pattern.compile("docker build -f (\\S+) -t (\\S+) \\.");
    private static final Pattern RUN = Pattern.compile("docker run .*(fathom:\\S+) (.+)");
    private static final Pattern COMPOSE = Pattern.compile("docker compose -f \\S+ run --rm --build (\\w+) (.+)");

    private static String page() throws IOException {
        return Files.readString(Path.of("src/site/markdown/containers.md"));
    }

    private static List<MatchResult> find(Pattern pattern) throws IOException {
        List<MatchResult> found = pattern.matcher(page()).results().toList();
        assertThat(found).isNotEmpty();
        return found;
    }

    @Test
    void everyFileIsThere() throws IOException {
        assertThat(find(FILE))
                .allSatisfy(file -> assertThat(Path.of(file.group())).isRegularFile());
    }

    @Test
    void imagesAreBuiltAsComposeBuildsThemAndCarryThePomsVersion() throws IOException {
        List<String> built =
                find(BUILD).stream().map(b -> b.group(1) + " " + b.group(2)).toList();
        assertThat(built)
                .containsExactlyInAnyOrderElementsOf(ComposeTest.services().values().stream()
                        .map(s -> s.build().dockerfile() + " " + s.image())
                        .toList());
        String pom = Files.readString(Path.of("pom.xml"));
        assertThat(ComposeTest.images())
                .allSatisfy(image -> assertThat(pom)
                        .contains("<artifactId>fathom</artifactId>\n  <version>" + image.split("[:-]")[1]
                                + "</version>"));
    }

    @Test
    void fathomKnowsWhatContainersAreToldToDo() throws IOException {
        for (MatchResult run : find(RUN)) {
            assertThat(ComposeTest.images()).contains(run.group(1));
            new FathomCommand(List.of(run.group(2).split(" "))).assertValid();
        }
        for (MatchResult run : find(COMPOSE)) {
            assertThat(ComposeTest.services()).containsKey(run.group(1));
            new FathomCommand(List.of(run.group(2).split(" "))).assertValid();
        }
    }
}
