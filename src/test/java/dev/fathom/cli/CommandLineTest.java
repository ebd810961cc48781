package dev.fathom.cli;

import static dev.fathom.cli.Run.fathom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The commands as a user meets them. */
class CommandLineTest {
    private static final String STUDY = """
            name: tiny
            data: gaussian
            steps: 60
            batch: 32
            width: 16
            grid:
              initializer: [he_normal, zeros]
              activation: relu
              depth: [2, 3, 4, 5]
              seed: [0, 1]
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "prob",
                "doctor --device cpu",
                "doctor --selftest --device tpu",
                "probe --init he_normal",
                "probe --init he_nromal --activation relu",
                "probe --init he_normal --activation relu --depth 0",
                "probe --init he_normal --activation relu --depth 3 --width 4,5",
                "probe --init he_normal --activation relu --repeats 0",
                "probe --init he_normal --activation relu --input nosuch",
                "probe --init he_normal --activation relu --device tpu",
                "probe --init lsuv --activation relu --architecture residual",
                "train --init he_normal --activation relu --lr -1",
                "train --init edge_of_chaos --activation gelu --depth 3",
                "probe --init edge_of_chaos --activation silu --depth 3",
                "frontier --inits edge_of_chaos --activations mish",
                "sweep --assume nvidia-h200",
                "sweep --plan --assume nvidia-h20",
                "train --init he_normal --activation relu --data mnist:/nowhere",
                "theory --activation tanh --sigma-w2 x",
                "theory --activation tanh --sigma-w2 1 --init he_normal",
                "theory --activation tanh --input-correlation 2",
                "atlas run glorot-test-error --scale full",
                "atlas run nosuch",
                "frontier --inits he_nromal --activations relu",
                "frontier --inits he_normal --activations relu --max-depth 1",
                "frontier --inits he_normal --activations relu --trained 1",
                "frontier --inits he_normal --activations relu --budget 1",
                "frontier --inits he_normal --activations relu --lr 0",
                "advise --activation relu --depth 0 --width 8",
                "advise --activation relu --depth 2 --width 8 --seeds 1",
                "advise --activation relu --depth 2 --width 8 --data csv:/nowhere.csv",
                "sweep nosuch.yaml",
                "sweep --shard 2/2",
                "merge --into x.db nosuch.db",
                "report nosuch.db",
                "export nosuch.db --to x.txt",
                "lint nosuch.safetensors",
                "lint nosuch.pt --expect dens:zeros",
                "probe --init he_normal --activation relu --layers a"
            })
    void wrongUsageIsOneLineAndExitCode2(String arguments) {
        Run run = fathom(arguments.split(" "));
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines().filter(line -> line.startsWith("fathom: ")).count())
                .isEqualTo(1);
        assertThat(run.err()).doesNotContain("Exception").doesNotContain("\tat ");
    }

    @Test
    void everyCommandHasHelp() {
        for (String command : List.of(
                "doctor",
                "inits",
                "activations",
                "probe",
                "lint",
                "train",
                "sweep",
                "merge",
                "theory",
                "frontier",
                "advise",
                "report",
                "export",
                "atlas run",
                "atlas list")) {
            Run run = fathom((command + " --help").split(" "));
            assertThat(run.code()).isZero();
            assertThat(run.out()).contains("Usage: fathom " + command);
            assertThat(run.out().lines()).as(command).allMatch(line -> line.length() <= 80);
            assertThat(run.err()).as("what picocli could not format").isEmpty();
        }
    }

    @Test
    void listsCarryFormulaSourceAndSpellings() {
        JsonNode inits = fathom("inits", "--format", "json").json();
        assertThat(inits.size()).isGreaterThan(20);
        for (JsonNode init : inits) {
            for (String key : List.of("name", "formula", "source", "spellings")) {
                assertThat(init.has(key)).isTrue();
            }
        }
        assertThat(fathom("activations", "--format", "json").json().size()).isEqualTo(21);
    }

    @Test
    void probePrintsTheContract() {
        JsonNode probe = fathom(
                        "probe --init he_normal --activation relu --depth 6 --width 128 --batch 64 --repeats 16 --format json"
                                .split(" "))
                .json();
        assertThat(probe.get("config").get("init").asString()).isEqualTo("he_normal");
        assertThat(probe.get("layers").size()).isEqualTo(6);
        JsonNode layer = probe.get("layers").get(2);
        assertThat(layer.get("layer").asInt()).isEqualTo(3);
        for (String quantity : List.of("preactivation", "activation", "gradient", "weight_gradient")) {
            for (String value :
                    List.of("mean", "variance", "second_moment", "mean_se", "variance_se", "second_moment_se")) {
                assertThat(layer.get(quantity).get(value).isNumber()).isTrue();
            }
        }
        double measured = layer.get("preactivation").get("second_moment").asDouble();
        double error = layer.get("preactivation").get("second_moment_se").asDouble();
        double predicted =
                layer.get("theory").get("preactivation_second_moment").asDouble();
        assertThat(predicted).isCloseTo(2, within(1e-9));
        assertThat(measured).isCloseTo(predicted, within(4 * error));
    }

    @Test
    void underflowIsSaidAndZeroIsZero() {
        JsonNode deep = fathom(
                        "probe --init naive_normal --activation linear --depth 60 --width 32 --batch 8 --repeats 2 --format json"
                                .split(" "))
                .json()
                .get("layers");
        assertThat(deep.get(59).get("preactivation").get("second_moment").asString())
                .isEqualTo("underflow");
        assertThat(deep.get(0).get("gradient").get("second_moment").asString()).isEqualTo("underflow");
        JsonNode zeros = fathom(
                        "probe --init zeros --activation tanh --depth 3 --width 8 --repeats 1 --format json".split(" "))
                .json();
        assertThat(zeros.get("layers")
                        .get(2)
                        .get("preactivation")
                        .get("second_moment")
                        .asDouble(-1))
                .isZero();
        assertThat(zeros.get("theory_inapplicable").asString()).contains("all 0");
    }

    @Test
    void theoryFindsTheCriticalLine() {
        JsonNode critical = fathom("theory --activation tanh --sigma-b2 0.05 --critical --format json".split(" "))
                .json()
                .get("critical");
        assertThat(critical.get(0).get("sigma_w2").asDouble()).isCloseTo(1.760955, within(1e-6));
    }

    /** relu under He's weights: k = 5, a Jacobian spread of 2 a layer, and the next layer's width in the gradient. */
    @Test
    void theoryHasFixedPointsWithLayerNormalizationAndNoneWithSkips() {
        String weights = "theory --activation tanh --sigma-w2 2.5 --sigma-b2 0.05 --depth 2 --width 8 --architecture ";
        assertThat(fathom((weights + "plain+layernorm").split(" ")).out())
                .containsPattern("q_star +1\\.000")
                .containsPattern("xi_c +\\d");
        assertThat(fathom((weights + "residual").split(" ")).out())
                .contains("networks with skips have no fixed points")
                .doesNotContain("q_star");
    }

    @Test
    void theoryTakesInitializersAndShapes() {
        JsonNode relu = fathom(
                        "theory --activation relu --init kaiming_normal_ --width 64,32,100 --inputs 784 --input-correlation 0 --format json"
                                .split(" "))
                .json();
        assertThat(relu.get("k").asDouble()).isCloseTo(5, within(1e-9));
        assertThat(relu.get("jacobian_gaussian").asDouble()).isCloseTo(2, within(1e-9));
        assertThat(relu.get("jacobian_orthogonal").asDouble()).isCloseTo(1, within(1e-9));
        JsonNode second = relu.get("layers").get(1);
        assertThat(second.get("preactivation_second_moment").asDouble()).isCloseTo(2, within(1e-9));
        assertThat(second.get("gradient_ratio").asDouble()).isCloseTo(100.0 / 32, within(1e-9));
        assertThat(second.get("decorrelation").asDouble()).isCloseTo(1 - 1 / Math.PI, within(1e-9));
        // (1 + 5/64)(1 + 2/32) - 1: the first layer's activations, and the second's own pre-activations
        assertThat(second.get("length_variance").asDouble())
                .isCloseTo((1 + 5.0 / 64) * (1 + 2.0 / 32) - 1, within(1e-9));
        String gelu = fathom("theory --activation gelu --init he_normal --depth 50 --width 128".split(" "))
                .out();
        assertThat(gelu).contains("scatter about the theory");
        JsonNode zeros = fathom("theory --activation relu --init zeros --format json".split(" "))
                .json();
        assertThat(zeros.get("note").asString()).contains("all 0");
        assertThat(zeros.has("q_star")).isFalse();
    }

    @Test
    void frontierPrintsTheContractAndKeepsItsTrials() {
        Path store = folder.resolve("f.db");
        String command = "frontier --inits he_normal,random_normal(0,0.5) --activations relu --width 8 --steps 5"
                + " --batch 8 --data gaussian --lr 0.1,0.5 --max-depth 6 --budget 4 --format json --store " + store;
        JsonNode frontiers = fathom(command.split(" ")).json();
        assertThat(frontiers.size()).isEqualTo(2);
        int trials = 0;
        for (JsonNode frontier : frontiers) {
            assertThat(frontier.get("activation").asString()).isEqualTo("relu");
            assertThat(frontier.get("depth").asInt()).isBetween(0, 6);
            assertThat(frontier.get("interval").size()).isEqualTo(2);
            assertThat(frontier.get("grid_trials").asInt()).isPositive();
            trials += frontier.get("trials").asInt();
        }
        assertThat(frontiers.get(1).get("initializer").asString()).isEqualTo("random_normal(stddev=0.5)");
        assertThat(SweepChild.trials(store)).isEqualTo(trials);
        assertThat(fathom(command.split(" ")).json()).isEqualTo(frontiers);
        assertThat(SweepChild.trials(store)).isEqualTo(trials);
    }

    @ParameterizedTest
    @CsvSource({"swep, sweep", "probe --int he_normal --activation relu --depth 2 --width 8, --init"})
    void misspeltWordsGetASuggestion(String typed, String meant) {
        Run run = fathom(typed.split(" "));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("; did you mean ").contains(meant);
    }

    @Test
    void advicePrintsTheContract() {
        Run run = fathom(
                "advise --activation tanh --depth 3 --width 16 --steps 60 --seeds 2 --lr 0.2 --format json".split(" "));
        JsonNode advice = run.json();
        for (JsonNode candidate : advice.get("ranking")) {
            assertThat(candidate.get("name").asString()).isNotEmpty();
            assertThat(candidate.get("evidence").asString()).startsWith("theory: ");
            assertThat(candidate.get("score").isNumber()).isTrue();
        }
        for (String library : List.of("keras", "pytorch", "jax", "dl4j")) {
            assertThat(advice.get("code").get(library).asString()).isNotEmpty();
        }
        assertThat(run.err()).contains("s left");
        Run text = fathom("advise --activation tanh --depth 3 --width 16 --steps 60 --seeds 2 --lr 0.2".split(" "));
        String report = text.out().substring(0, text.out().indexOf("--- pytorch"));
        assertThat(report.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        assertThat(report.replace('\n', ' ')).contains(advice.get("answer").asString());
        assertThat(advice.get("answer").asString())
                .contains("Take ")
                .contains(advice.get("recommended").get("initializer").asString());
    }

    @Test
    void sweepResumesAndItsResultsTravel() throws Exception {
        Path study = folder.resolve("tiny.yaml");
        Path store = folder.resolve("tiny.db");
        Path report = folder.resolve("tiny.html");
        Files.writeString(study, STUDY);
        String[] sweep = {"sweep", study.toString(), "--store", store.toString(), "--report", report.toString()};
        Run first = fathom(sweep);
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out()).contains("16 trials:").contains("depth 5");
        Run second = fathom(sweep);
        assertThat(second.err()).contains("16 of 16 trials are in the store already");
        assertThat(second.out()).isEqualTo(first.out());
        assertThat(Files.readString(report)).startsWith("<!DOCTYPE html>").contains("he_normal");

        Path csv = folder.resolve("trials.csv");
        assertThat(fathom("export", store.toString(), "--to", csv.toString()).code())
                .isZero();
        assertThat(Files.readAllLines(csv)).hasSize(17);
        Path lines = folder.resolve("layers.jsonl");
        assertThat(fathom("export", store.toString(), "--table", "layers", "--to", lines.toString())
                        .code())
                .isZero();
        assertThat(Files.readAllLines(lines)).hasSize(4 * (3 + 4 + 5 + 6));
        assertThat(fathom("report", store.toString(), "--out", report.toString())
                        .code())
                .isZero();
    }

    @Test
    void aPlanTrainsNothingAndWritesNothing() throws Exception {
        Path study = folder.resolve("tiny.yaml");
        Path store = folder.resolve("tiny.db");
        Files.writeString(study, STUDY);
        String[] plan = {"sweep", study.toString(), "--plan", "--device", "cpu", "--store", store.toString()};
        assertThat(fathom(plan).out()).contains("16 trials in 4 cohorts", "depth", "tflop");
        JsonNode json = fathom(
                        "sweep", study.toString(), "--plan", "--device", "cpu", "--cohort", "3", "--format", "json")
                .json();
        assertThat(json.get("trials").asInt()).isEqualTo(16);
        assertThat(json.get("cohorts").asInt()).isEqualTo(8);
        assertThat(json.get("kinds").get(0).get("depth").asInt())
                .as("the most work first")
                .isEqualTo(5);
        assertThat(json.get("seconds").asDouble()).isPositive();
        String[] elsewhere = {
            "sweep", study.toString(), "--plan", "--assume", "nvidia-h200", "--store", store.toString()
        };
        Run assumed = fathom(elsewhere);
        assertThat(assumed.out().replaceAll("\\s+", " ")).contains("By the roofline of nvidia-h200", "on 8 devices");
        assertThat(assumed.err()).doesNotContain("GPU");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(study);
        }
    }

    @Test
    void aPlanRefusesTheStoreOfAnotherStudy() throws Exception {
        Path study = folder.resolve("tiny.yaml");
        Files.writeString(study, STUDY.replace("steps: 60", "steps: 1"));
        String[] sweep = {
            "sweep",
            study.toString(),
            "--device",
            "cpu",
            "--store",
            folder.resolve("tiny.db").toString(),
            "--report",
            folder.resolve("tiny.html").toString()
        };
        assertThat(fathom(sweep).code()).isZero();
        Files.writeString(study, STUDY.replace("name: tiny", "name: another"));
        String[] plan = Arrays.copyOf(sweep, sweep.length + 1);
        plan[sweep.length] = "--plan";
        Run refused = fathom(plan);
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err())
                .contains(
                        "tiny.db: holds the study 'tiny', and this one is called 'another'", "choose another --store");
    }

    @Test
    void aFrontierOfUnreadableDataLeavesNoStore() throws Exception {
        Path store = folder.resolve("frontier.db");
        Run refused = fathom(
                "frontier",
                "--inits",
                "he_normal",
                "--activations",
                "relu",
                "--device",
                "cpu",
                "--data",
                "csv:" + folder.resolve("none.csv"),
                "--store",
                store.toString());
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err()).contains("none.csv");
        assertThat(store).doesNotExist();
    }

    /** A killed sweep goes on where it was, and ends with the bits of an undisturbed one. */
    @Test
    void killLosesNothing() throws Exception {
        Path study = folder.resolve("tiny.yaml");
        Files.writeString(study, STUDY.replace("steps: 60", "steps: 1500"));
        Path whole = folder.resolve("whole.db");
        Path killed = folder.resolve("killed.db");
        assertThat(SweepChild.here(study, whole, "--cohort", "2").code()).isZero();
        SweepChild victim = SweepChild.start(study, killed, "--cohort", "2");
        while (victim.process().isAlive() && SweepChild.results(killed).isEmpty()) {
            Thread.sleep(20);
        }
        victim.process().destroyForcibly().waitFor();
        assertThat(SweepChild.results(killed)).isNotEmpty();
        assertThat(SweepChild.here(study, killed, "--cohort", "2").code()).isZero();
        assertThat(SweepChild.results(killed))
                .isEqualTo(SweepChild.results(whole))
                .hasSize(16 + 4 * (3 + 4 + 5 + 6));
    }

    @Test
    void lintIsACheck() {
        String file = folder.resolve("m.safetensors").toString();
        fathom(("probe --init kaiming_normal_ --activation relu --depth 3 --width 64 --repeats 1 --save " + file)
                .split(" "));
        Run fine = fathom("lint", file, "--expect", "dense: kaiming_normal_, bias: zeros", "--format", "json");
        assertThat(fine.code()).isZero();
        assertThat(fine.json().get("findings").size()).isZero();
        assertThat(fine.json().get("tensors").get(1).get("call").asString()).contains("kaiming_normal_");
        Run wrong = fathom("lint", file, "--expect", "dense: glorot_uniform", "--format", "json");
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.json().get("failures").get(0).get("tensor").asString()).isEqualTo("0.weight");
        assertThat(wrong.err()).isEmpty();
        assertThat(fathom("lint", file, "--activation", "relu").out()).contains("Nothing found.");
    }
}
