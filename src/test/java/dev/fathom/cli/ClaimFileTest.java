package dev.fathom.cli;

import static dev.fathom.cli.Run.fathom;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** A claim of one's own is one file. */
class ClaimFileTest {
    private static final String CLAIM = """
            claim: mine
            source: Somebody 2024, figure 3
            statement: He's weights train relu networks, and better than PyTorch's default
            published: trains
            networks: 4
            setting: {activation: relu, width: 16, batch: 32, steps: 60, learning_rate: [0.05, 0.2]}
            full:
              setting: {width: 256}
            parts:
              - figure: trained
                setting: {initializer: he_normal, depth: [1, 3]}
                at_least: 0.3
              - figure: final_loss
                setting: {initializer: he_normal, depth: 3}
                less: {initializer: torch:Linear}
                at_most: 0
              - {figure: gradient, setting: {initializer: he_normal, depth: 12}, between: [-3, 3]}
            """;

    @TempDir
    private Path folder;

    private Run run(String text, String... more) throws IOException {
        Path file = Files.writeString(folder.resolve("claim.yaml"), text);
        String[] command = ("atlas run " + file + " --device cpu " + String.join(" ", more))
                .strip()
                .split(" ");
        return fathom(command);
    }

    /** In every figure, trained or probed: seeds 7 to 10. */
    @Test
    void aClaimMayAskForFreshSeeds() throws IOException {
        String out =
                run(CLAIM.replace("networks: 4", "first_seed: 7\nnetworks: 4")).out();
        assertThat(out).contains("seed 7-10").doesNotContain("seed 0");
    }

    /** The search that `transfer` makes, of networks with the same seeds. */
    @Test
    void theSlopeOfTheBestRateIsThatOfTransfer() throws IOException {
        String claim = """
                claim: slopes
                source: Somebody 2024
                statement: the best rate falls
                published: falls
                networks: 2
                first_seed: 5
                setting: {initializer: he_normal, activation: relu, depth: 1, batch: 8, steps: 4, optimizer: adam}
                parts:
                  - figure: rate_slope
                    setting: {width: [4, 8], learning_rate: [0.01, 1]}
                    at_most: 0
                  - {figure: sensitivity, setting: {width: 4, learning_rate: [1, 0.01]}, at_least: -1}
                """;
        JsonNode readings = run(claim, "--format", "json").json().get("readings");
        JsonNode slope = fathom(("transfer --over width=4,8 --init he_normal --activation relu --depth 1 --batch 8"
                                + " --steps 4 --seeds 2 --seed 5 --lr 0.01..1 --parametrization standard --device cpu"
                                + " --format json")
                        .split(" "))
                .json()
                .get(0)
                .get("slope");
        assertThat(readings.get(0).get("measured").asDouble())
                .isEqualTo(slope.get("value").asDouble());
        assertThat(readings.get(0).get("interval").get(1).asDouble())
                .isEqualTo(slope.get("high").asDouble());
        assertThat(readings.get(1).get("measured").asDouble()).isNotNegative();
    }

    @ParameterizedTest
    @CsvSource({
        "'figure: gradient', 'figure: gradent', 'claim.yaml:17:14: unknown figure ''gradent''; did you mean gradient'",
        "'between: [-3, 3]', 'between: [3]', 'takes [LOW, HIGH]'",
        "'between: [-3, 3]', 'between: [3, -3]', 'takes [LOW, HIGH]'",
        "'at_most: 0', 'atmost: 0', 'claim.yaml:16:5: unknown key ''atmost''; did you mean at_most'",
        "'at_most: 0', 'at_most: none', 'a number is wanted here'",
        "'networks: 4', 'networks: 1', 'claim.yaml:5:11: ''networks'' takes'",
        "'networks: 4', 'first_seed: -1', '''first_seed'' takes'",
        "'networks: 4', 'networks: [8, 4]', '''networks'' takes'",
        "'activation: relu', 'activation: rellu', 'claim.yaml:6:23'",
        "'activation: relu', 'activtion: relu', 'did you mean activation'",
        "'source: Somebody', 'x-source: Somebody', 'the claim has no ''source'''",
        "'claim: mine', 'claim: My Claim', 'small letters'",
        "'figure: trained', 'figure: deepest', 'every_depth_to'",
        "'figure: gradient', 'figure: rate_slope', 'takes several sizes'",
        "'figure: final_loss', 'figure: rate_slope', 'and no ''less'''",
        "'figure: gradient, setting: {', 'figure: sensitivity, setting: {learning_rate: 1, ', 'takes several rates'",
        "'figure: gradient, setting: {', 'figure: rate_slope, setting: {width: [8, 16], ', 'three doublings'"
    })
    void mistakesAreNamedWithTheirPlace(String written, String mistaken, String complaint) throws IOException {
        assertThat(CLAIM).contains(written);
        Run run = run(CLAIM.replace(written, mistaken));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err().strip().lines()).singleElement().asString().contains(complaint);
    }
}
