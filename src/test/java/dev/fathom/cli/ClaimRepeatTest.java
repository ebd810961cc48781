package dev.fathom.cli;

import static dev.fathom.cli.Run.fathom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.init.Initializers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What a claim says of its setting is all that others need to find its figures: sweep where it trained, probe where not. */
class ClaimRepeatTest {
    private static final String CLAIM = """
            claim: mine
            source: Somebody 2024, figure 3
            statement: He's weights train relu networks, and better than PyTorch's default
            published: trains
            networks: 4
            first_seed: 3
            setting: {activation: relu, width: 16, batch: 32, steps: 60, learning_rate: [0.05, 0.2]}
            parts:
              - {figure: trained, setting: {initializer: he_normal, depth: [1, 3]}, at_least: 0.3}
              - figure: final_loss
                setting: {initializer: he_normal, depth: 3}
                less: {initializer: torch:Linear}
                at_most: 0
              - {figure: test_error, setting: {initializer: he_normal, depth: 3}, at_most: 50}
              - {figure: gradient, setting: {initializer: he_normal, depth: 12}, between: [-3, 3]}
            """;

    @TempDir
    private Path folder;

    private JsonNode measured(String... claim) {
        List<String> command = new ArrayList<>(List.of("atlas", "run"));
        command.addAll(List.of(claim));
        command.addAll(List.of("--device", "cpu", "--format", "json", "--studies", folder.toString()));
        Run run = fathom(command.toArray(String[]::new));
        assertThat(run.code()).as(run.err()).isZero();
        return run.json();
    }

    private JsonNode mine(String claim) throws IOException {
        return measured(Files.writeString(folder.resolve("claim.yaml"), claim).toString());
    }

    private static double reading(JsonNode finding, String label, int depth) {
        return StreamSupport.stream(finding.get("readings").spliterator(), false)
                .filter(reading -> reading.get("label").asString().startsWith(label)
                        && reading.get("depth").asInt() == depth)
                .findFirst()
                .orElseThrow()
                .get("measured")
                .asDouble();
    }

    /** One swept network. */
    private record Row(Map<String, String> cells) {
        boolean is(String initializer, int depth) {
            return cells.get("initializer").equals(initializer)
                    && cells.get("depth").equals("" + depth);
        }

        int seed() {
            return Integer.parseInt(cells.get("seed"));
        }

        double number(String column) {
            return Double.parseDouble(cells.get(column));
        }

        double loss() {
            return number("final_loss") / number("chance");
        }
    }

    private List<Row> swept(String name) throws IOException {
        Path store = folder.resolve(name + ".db");
        Path csv = folder.resolve("trials.csv");
        String study = folder.resolve(name + ".yaml").toString();
        String report = folder.resolve(name + ".html").toString();
        assertThat(fathom("sweep", study, "--store", store.toString(), "--report", report, "--device", "cpu")
                        .code())
                .isZero();
        assertThat(fathom("export", store.toString(), "--table", "trials", "--to", csv.toString())
                        .code())
                .isZero();
        List<String[]> lines = Files.readAllLines(csv).stream()
                .map(line -> line.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)"))
                .toList();
        return lines.stream()
                .skip(1)
                .map(line -> new Row(IntStream.range(0, line.length)
                        .boxed()
                        .collect(Collectors.toMap(i -> lines.get(0)[i], i -> line[i]))))
                .toList();
    }

    /** For each seed the least over the learning rates. */
    private static double[] best(List<Row> rows, String initializer, int depth, ToDoubleFunction<Row> figure) {
        return IntStream.range(3, 7)
                .mapToDouble(seed -> rows.stream()
                        .filter(row -> row.is(initializer, depth) && row.seed() == seed)
                        .mapToDouble(figure)
                        .min()
                        .orElseThrow())
                .toArray();
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    @Test
    void sweepFindsWhatWasTrained() throws IOException {
        JsonNode finding = mine(CLAIM);
        List<Row> rows = swept("mine");
        for (int depth : new int[] {1, 3}) {
            double[] failed = best(
                    rows, "he_normal", depth, row -> row.cells().get("verdict").equals("trained") ? 0 : 1);
            assertThat(reading(finding, "share trained", depth)).isEqualTo(1 - mean(failed));
        }
        double[] he = best(rows, "he_normal", 3, Row::loss);
        double[] torch = best(rows, Initializers.parse("torch:Linear").spec(), 3, Row::loss);
        assertThat(reading(finding, "final loss", 3)).isCloseTo(mean(he) - mean(torch), within(1e-12));
        double[] error = best(rows, "he_normal", 3, row -> 100 * (1 - row.number("accuracy")));
        assertThat(reading(finding, "test error", 3)).isCloseTo(mean(error), within(1e-12));
    }

    /** One probe for each seed of the setting of this depth: its whole output. */
    private static Stream<JsonNode> probed(JsonNode finding, String architecture, int depth, String... more) {
        JsonNode setting = StreamSupport.stream(finding.get("settings").spliterator(), false)
                .filter(each -> !each.get("how").asString().equals("trained"))
                .filter(each -> values(each, "depth").contains("" + depth)
                        && values(each, "architecture").contains(architecture))
                .findFirst()
                .orElseThrow();
        List<String> command = new ArrayList<>(List.of("probe", "--format", "json", "--device", "cpu"));
        for (String key : setting.propertyNames()) {
            if (!List.of("how", "seed").contains(key)) {
                command.add(key.equals("initializer") ? "--init" : "--" + key.replace('_', '-'));
                command.add(
                        switch (key) {
                            case "depth" -> "" + depth;
                            case "architecture" -> architecture;
                            default -> values(setting, key).get(0);
                        });
            }
        }
        command.addAll(List.of(more));
        return values(setting, "seed").stream().map(seed -> {
            List<String> one = new ArrayList<>(command);
            one.addAll(List.of("--repeats", "1", "--seed", seed));
            Run run = fathom(one.toArray(String[]::new));
            assertThat(run.code()).as(run.err()).isZero();
            return run.json();
        });
    }

    private static List<String> values(JsonNode setting, String key) {
        return StreamSupport.stream(setting.get(key).spliterator(), false)
                .map(JsonNode::asString)
                .toList();
    }

    private static double moment(JsonNode probe, String of, int layer) {
        return probe.get("layers").get(layer - 1).get(of).get("second_moment").asDouble();
    }

    @Test
    void probeFindsWhatWasNotTrained() throws IOException {
        JsonNode finding = mine(CLAIM);
        double[] logs = probed(finding, "plain", 12)
                .mapToDouble(probe -> Math.log10(moment(probe, "gradient", 1) / moment(probe, "gradient", 12)))
                .toArray();
        assertThat(logs).hasSize(4);
        assertThat(reading(finding, "log10 of the gradient", 12)).isCloseTo(mean(logs), within(1e-12));
    }

    @Test
    @Tag("slow")
    void probeFindsActivations() {
        JsonNode finding = measured("small-normal-vanishes");
        double[] logs = probed(finding, "plain", 20)
                .mapToDouble(probe -> Math.log(moment(probe, "activation", 20) / moment(probe, "activation", 1)) / 19)
                .toArray();
        assertThat(reading(finding, "second moment", 20)).isCloseTo(Math.exp(mean(logs)), within(1e-12));
    }

    @Test
    @Tag("slow")
    void probeFindsTokens() {
        JsonNode finding = measured("dong-rank-collapse");
        double[] cosines = probed(finding, "transformer(mlp=none)+layernorm", 6)
                .map(probe -> probe.get("layers"))
                .mapToDouble(layers ->
                        layers.get(layers.size() - 1).get("token_cosine").asDouble())
                .toArray();
        assertThat(reading(finding, "cosine of tokens, with skips", 6)).isCloseTo(mean(cosines), within(1e-12));
    }

    /** The variance of squared singular values over their squared mean, a layer. */
    @Test
    @Tag("slow")
    void probeFindsJacobians() {
        JsonNode finding = measured("pennington-orthogonal");
        double[] variances = probed(finding, "plain", 16, "--jacobian")
                .mapToDouble(probe -> {
                    double[] squares = StreamSupport.stream(
                                    probe.get("jacobian_singular_values").get(0).spliterator(), false)
                            .mapToDouble(value -> value.asDouble() * value.asDouble())
                            .toArray();
                    double fourth =
                            Arrays.stream(squares).map(s -> s * s).average().orElseThrow();
                    return (fourth / (mean(squares) * mean(squares)) - 1) / 16;
                })
                .toArray();
        assertThat(reading(finding, "relative variance over depth, orthogonal", 16))
                .isCloseTo(mean(variances), within(1e-6));
    }
}
