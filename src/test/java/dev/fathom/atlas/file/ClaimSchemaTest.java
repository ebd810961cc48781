package dev.fathom.atlas.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.fathom.atlas.Scale;
import dev.fathom.study.StudyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** The schema that editors complete by, under a validator of others, beside the reader that has the last word. */
class ClaimSchemaTest {
    private static final Path BUILT_IN = Path.of("src/main/resources/dev/fathom/atlas");
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(JsonMapper.builder().build().writeValueAsString(ClaimSchema.schema()));
    private static final String PART =
            "parts: {figure: trained, at_least: 1, setting: {initializer: zeros, activation: relu, depth: 3}}}";
    private static final String HEAD = "{claim: mine, source: I, statement: it trains, published: all, ";

    static List<Path> builtIn() throws IOException {
        try (Stream<Path> files = Files.list(BUILT_IN)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("builtIn")
    void everyBuiltInClaimIsValid(Path file) throws IOException {
        assertThat(SCHEMA.validate(Files.readString(file), InputFormat.YAML)).isEmpty();
    }

    @Test
    void aClaimOfOnesOwnIsValidInBoth() {
        String claim = HEAD
                + "first_seed: 100, networks: 8, setting: {initializer: he_normal, activation: relu, width: 16, learning_rate: [0.1, 1e-2]},"
                + " parts: [{figure: rate_slope, setting: {width: [16, 32]}, at_most: 0},"
                + " {figure: trained, setting: {depth: [3, 5]}, less: {initializer: zeros}, at_least: 0.5}]}";
        assertThat(SCHEMA.validate(claim, InputFormat.YAML)).isEmpty();
        assertThat(ClaimFile.read("c.yaml", claim).parts().apply(Scale.QUICK)).hasSize(3);
    }

    /** What an editor marks red, the reader refuses. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "claim: x}",
                HEAD + "parts: []}",
                HEAD + "parts: {figure: trained}}",
                HEAD + "parts: {figure: traind, at_least: 1}}",
                HEAD + "parts: {figure: trained, at_least: 1, at_most: 2}}",
                HEAD + "parts: {figure: trained, between: [1]}}",
                HEAD + "parts: {figure: deepest, every_depth_to: 1.5}}",
                HEAD + "parts: {figure: trained, at_least: most}}",
                HEAD + "networks: 1, " + PART,
                HEAD + "first_seed: -1, " + PART,
                HEAD + "setting: {seed: 3}, " + PART,
                HEAD + "setting: {steps: 0}, " + PART,
                HEAD + "full: {steps: 3}, " + PART
            })
    void wrongClaimsFailBoth(String claim) {
        assertThat(SCHEMA.validate(claim, InputFormat.YAML)).isNotEmpty();
        assertThatExceptionOfType(StudyException.class).isThrownBy(() -> ClaimFile.read("c.yaml", claim));
    }
}
