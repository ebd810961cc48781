package dev.fathom.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** The schema that editors complete by, under a validator of others, beside the reader that has the last word. */
class StudySchemaTest {
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(JsonMapper.builder().build().writeValueAsString(StudySchema.schema()));

    private static final String VALID = """
            name: demo
            data: gaussian
            measure_at: [0, 10]
            learning_rate: [0.1, 1e-2]
            grid:
              - {initializer: [he_normal, "orthogonal(1.414)"], activation: relu, depth: [2, 3], seed: 0}
              - {initializer: lsuv, activation: tanh, widths: [[8, 4], [16]], optimizer: adam}
            trials:
              - {initializer: zeros, activation: gelu, widths: [8, 4], learning_rate: {first: 0.1, hidden: 0.2, last: 0}, steps: 1_000}
            """;

    private static boolean valid(String study) {
        return SCHEMA.validate(study, InputFormat.YAML).isEmpty();
    }

    @Test
    void goodStudiesPassBoth() throws IOException {
        assertThat(SCHEMA.validate(VALID, InputFormat.YAML)).isEmpty();
        assertThat(StudyReader.read("s.yaml", VALID).trials()).hasSize(13);
        try (InputStream in = Study.class.getResourceAsStream("seed-study.yaml")) {
            assertThat(valid(new String(in.readAllBytes(), StandardCharsets.UTF_8)))
                    .isTrue();
        }
        Matcher example = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(readme());
        assertThat(example.find()).isTrue();
        assertThat(valid(example.group(1))).isTrue();
        assertThat(StudyReader.read("s.yaml", example.group(1)).trials()).isNotEmpty();
    }

    /** What an editor marks red, the reader refuses, with line and column. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "depht: 3",
                "steps: 0",
                "steps: many",
                "steps: 10000001",
                "batch: -1",
                "width: 65537",
                "depth: 10001",
                "bias_std: -0.1",
                "learning_rate: 0",
                "learning_rate: fast",
                "learning_rate: {first: 1, hidden: 1}",
                "learning_rate: {first: 1, hidden: 1, last: 1, bias: 1}",
                "warmup: -1",
                "loss: hinge",
                "seed: x",
                "seed: 1.5",
                "measure_at: [-1]",
                "name: [a]",
                "grid: 3",
                "trials: [5]"
            })
    void whatTheSchemaRejectsTheReaderRejects(String line) {
        String key = line.substring(0, line.indexOf(':') + 1);
        String base = "initializer: zeros\nactivation: relu\n" + (key.equals("grid:") ? "" : "grid: {seed: 1}\n");
        // the defaults below would be overridden: a bad line must be what the trial gets
        String study = (key.equals("seed:") ? base.replace("{seed: 1}", "{depth: 2}") : base) + line + "\n";
        assertThat(valid(study)).as(study).isFalse();
        assertThatExceptionOfType(StudyException.class)
                .isThrownBy(() -> StudyReader.read("s.yaml", study))
                .withMessageMatching("s\\.yaml:\\d+:\\d+: .*");
    }

    @Test
    void aStudyWithoutTrialsIsRejectedByBoth() {
        assertThat(valid("name: empty\n")).isFalse();
        assertThatExceptionOfType(StudyException.class).isThrownBy(() -> StudyReader.read("s.yaml", "name: empty\n"));
    }

    /** The handbook's table of keys is the one that this list of fields makes. */
    @Test
    void theReadmeHasEveryKey() throws IOException {
        List<String> rows = Fields.ALL.stream().map(Field::row).toList();
        assertThat(readme()).contains("| key | default | values |\n|---|---|---|\n" + String.join("\n", rows) + "\n");
    }

    private static String readme() throws IOException {
        return Files.readString(Path.of("src/site/markdown/studies.md"));
    }
}
