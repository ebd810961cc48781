package dev.fathom.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StudyReaderTest {
    private static final String VALID = """
            name: demo
            question: How deep?
            data: gaussian
            steps: 50
            measure_at: [0, 10]
            grid:
              initializer: [he_normal, HeNormal, glorot_uniform]
              activation: [relu, tanh]
              depth: [2, 3]
              width: 16
              seed: [0, 1]
            trials:
              - {initializer: lsuv, activation: relu, widths: [8, 4], learning_rate: 0.01}
            """;

    @Test
    void gridsListsAndDefaultsBecomeTrialsWithoutRepetition() {
        Study study = StudyReader.read("demo.yaml", VALID);
        // HeNormal is he_normal by another name
        assertThat(study.trials()).hasSize(2 * 2 * 2 * 2 + 1);
        assertThat(study.measuredSteps()).containsExactly(0, 10);
        assertThat(study.question()).isEqualTo("How deep?");
        Trial last = study.trials().get(16);
        assertThat(last.widths()).containsExactly(8, 4);
        assertThat(last.steps()).isEqualTo(50);
        assertThat(last.learningRate()).isEqualTo(0.01);
        assertThat(study.trials().get(0).widths()).isEqualTo(List.of(16, 16));
    }

    @Test
    void theInitializerMupIsAParametrizationToday() {
        Study former = StudyReader.read("f.yaml", "trials: {initializer: mup(32), activation: relu}");
        Study today = StudyReader.read(
                "t.yaml",
                "trials: {initializer: kaiming_normal_, activation: relu, parametrization: mup(base_width=32)}");
        assertThat(former.trials()).isEqualTo(today.trials());
        assertThat(former.notes()).singleElement().asString().contains("'parametrization: mup(base_width=32)'");
        assertThat(today.notes()).isEmpty();
    }

    @Test
    void builtInStudyReads() {
        assertThat(Study.seedStudy().trials()).hasSizeGreaterThan(300);
        assertThat(Study.builtIn("seed-study")).isEqualTo(Study.seedStudy());
    }

    /** Every kind of network that is not dense. */
    @Test
    void studyOfNetworksReads() {
        Study networks = Study.builtIn("networks");
        assertThat(networks.trials().stream().map(trial -> trial.architecture().replaceAll("\\(.*", "")))
                .contains("conv", "resnet", "transformer")
                .doesNotContain("plain");
        assertThat(Study.isBuiltIn(networks.name(), networks.text())).isTrue();
        assertThat(Study.isBuiltIn(networks.name(), networks.text() + " ")).isFalse();
        assertThatThrownBy(() -> Study.builtIn("network"))
                .hasMessage("unknown built-in study 'network'; use one of seed-study, networks");
    }

    /** By layer, and as the hidden layers' rate with factors: one trial. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "first: 0.3, hidden: 0.1, last: 0.05 | learning_rate: 0.1, rate_first: 3, rate_last: 0.5",
                "first: 0.2, hidden: 0, last: 1e-3 | learning_rate: 0.2, rate_hidden: 0, rate_last: 0.005",
                "first: 0, hidden: 0, last: 0.7 | learning_rate: 0.7, rate_first: 0, rate_hidden: 0",
                "first: 0.7, hidden: 0.7, last: 0.7 | learning_rate: 0.7"
            })
    void aRateByLayerIsTheTrialOfItsFactors(String byLayer, String factors) {
        String start = "grid: {initializer: zeros, activation: relu, ";
        assertThat(StudyReader.read("s.yaml", start + "learning_rate: [{" + byLayer + "}, 9]}\n")
                        .trials())
                .hasSize(2)
                .first()
                .isEqualTo(StudyReader.read("s.yaml", start + factors + "}\n")
                        .trials()
                        .get(0));
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of("depht: 3\n", "s.yaml:1:1: unknown key 'depht'; did you mean depth?"),
                Arguments.of("lr: 0.1\n", "s.yaml:1:1: unknown key 'lr'; did you mean learning_rate?"),
                Arguments.of("batch_size: 8\n", "s.yaml:1:1: unknown key 'batch_size'; did you mean batch?"),
                Arguments.of(
                        "grid: {initializer: zeros, activation: relu, seed: 0..9}\n",
                        "s.yaml:1:52: '0..9' is no list of numbers; did you mean range(0, 10)?"),
                Arguments.of(
                        "grid: {initializer: [zeros, edge_of_chaos], activation: gelu}\n",
                        "s.yaml:1:7: edge_of_chaos: the critical point of gelu at sigma_b = 0.0"),
                Arguments.of(
                        "grid:\n  activaton: relu\n", "s.yaml:2:3: unknown key 'activaton'; did you mean activation?"),
                Arguments.of(
                        "grid:\n  activation: relu\n  initializer: [zeros, he_nromal]\n",
                        "s.yaml:3:24: unknown initializer 'he_nromal'; did you mean he_normal"),
                Arguments.of(
                        "grid: {initializer: zeros, activation: rellu}\n",
                        "s.yaml:1:40: unknown activation 'rellu'; did you mean relu"),
                Arguments.of("grid: {initializer: zeros}\n", "s.yaml:1:7: the trial has no 'activation'; add one"),
                Arguments.of(
                        "grid: {initializer: zeros, activation: relu, depth: [2, -1]}\n",
                        "s.yaml:1:57: depth must be a whole number from 1 to 10000, got '-1'"),
                Arguments.of(
                        "grid: {initializer: zeros, activation: relu, learning_rate: fast}\n",
                        "s.yaml:1:61: learning_rate must be a number, got 'fast'"),
                Arguments.of(
                        "grid: {initializer: zeros, activation: relu, learning_rate: {first: 1, middle: 1, last: 1}}\n",
                        "s.yaml:1:72: learning_rate has rates for first, hidden and last, not for 'middle'"),
                Arguments.of(
                        "grid: {initializer: zeros, activation: relu, learning_rate: {first: 1, last: 1}}\n",
                        "s.yaml:1:61: learning_rate has no rate for 'hidden'; give first, hidden and last"),
                Arguments.of(
                        "grid: {initializer: zeros, activation: relu, learning_rate: {first: 0, hidden: 0, last: 0}}\n",
                        "s.yaml:1:61: learning_rate is 0 in all layers: one of them must learn"),
                Arguments.of(
                        "grid: {initializer: zeros, activation: relu, learning_rate: {first: -1, hidden: 0, last: 0}}\n",
                        "s.yaml:1:69: learning_rate of first must not be negative, got -1.0"),
                Arguments.of(
                        "rate_last: 3\n"
                                + "grid: {initializer: zeros, activation: relu, learning_rate: {first: 1, hidden: 1, last: 1}}\n",
                        "s.yaml:1:12: rate_last stands beside a learning_rate by layer: leave one of them out"),
                Arguments.of(
                        "grid: {initializer: zeros, activation: relu, optimizer: sdg}\n",
                        "s.yaml:1:57: unknown optimizer 'sdg'"),
                Arguments.of(
                        "grid: {initializer: zeros, activation: relu, depth: []}\n",
                        "s.yaml:1:53: 'depth' lists nothing"),
                Arguments.of("steps: 3\nsteps: 4\n", "s.yaml:2:1: the key 'steps' stands here a second time"),
                Arguments.of("steps: 3\n", "s.yaml:1:1: the study has no trials"),
                Arguments.of("- 1\n", "s.yaml:1:1: a study is a mapping"),
                Arguments.of("grid: 3\n", "s.yaml:1:7: a grid is a mapping"),
                Arguments.of("grid: {a: [\n", "s.yaml:2:1: not valid YAML"),
                Arguments.of("", "s.yaml:1:1: a study is a mapping"),
                Arguments.of(
                        "steps: 5\nmeasure_at: [7]\ngrid: {initializer: zeros, activation: relu}\n",
                        "s.yaml:2:14: measure_at takes steps from 0 to 4, got '7'"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void mistakesHaveAPlaceAndARemedy(String text, String message) {
        assertThatExceptionOfType(StudyException.class)
                .isThrownBy(() -> StudyReader.read("s.yaml", text))
                .withMessageStartingWith(message)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    @Test
    void gridsThatNoOneCanRunAreRefused() {
        String seeds = "[" + "1, ".repeat(1500) + "1]";
        String text = "grid: {initializer: zeros, activation: relu, seed: " + seeds + ", batch: " + seeds + "}";
        assertThatExceptionOfType(StudyException.class)
                .isThrownBy(() -> StudyReader.read("s.yaml", text))
                .withMessageContaining("more than 1000000 trials");
    }

    @Test
    void valuesAndTextsWithoutEndAreRefusedUnquoted() {
        String value = "orthogonal(1.414)".repeat(200_000);
        assertThatExceptionOfType(StudyException.class)
                .isThrownBy(() -> StudyReader.read("s.yaml", "grid: {activation: relu, initializer: " + value + "}"))
                .withMessage("s.yaml:1:39: a value of 3400000 characters, where 1000 are allowed; is a comma or a line"
                        + " break missing?");
        assertThatExceptionOfType(StudyException.class)
                .isThrownBy(() -> StudyReader.read("s.yaml", "# " + value + value + value))
                .withMessage("s.yaml: 10200002 characters, more than the 8388608 of a study; say it by grids, or in"
                        + " several studies");
    }

    @Test
    void mutatedStudiesAreReadOrRefusedInOneLine() {
        SplittableRandom random = new SplittableRandom(3);
        String alphabet = " \n:-[]{},'\"!&*#|>%@`?0a\t\u0000\u00e9";
        int refused = 0;
        for (int round = 0; round < 2000; round++) {
            StringBuilder text = new StringBuilder(VALID);
            for (int edit = random.nextInt(1, 5); edit > 0; edit--) {
                int at = random.nextInt(text.length());
                char c = alphabet.charAt(random.nextInt(alphabet.length()));
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, c);
                    case 1 -> text.insert(at, c);
                    default -> text.deleteCharAt(at);
                }
            }
            try {
                StudyReader.read("s.yaml", text.toString());
            } catch (StudyException e) {
                refused++;
                assertThat(e.getMessage()).startsWith("s.yaml:").doesNotContain("\n");
            }
        }
        assertThat(refused).isGreaterThan(500);
    }

    @Test
    void aStudyBeyondAllMemoryIsRefused() {
        String huge = """
                grid:
                  initializer: zeros
                  activation: relu
                  depth: 10_000
                  seed: [%s]
                """.formatted(String.join(
                ", ",
                java.util.stream.IntStream.range(0, 10_001)
                        .mapToObj(String::valueOf)
                        .toList()));
        assertThatExceptionOfType(StudyException.class)
                .isThrownBy(() -> StudyReader.read("huge.yaml", huge))
                .withMessage("huge.yaml:2:3: with this the study has more than 1000000 trials, or more than 100000000"
                        + " layers in all; split it");
    }

    private static final String START = "steps: 20\ndata: gaussian\nwidth: 8\n";

    private static List<String> values(String study, Field<?> field) {
        return Study.parse(START + study).trials().stream()
                .map(trial -> Field.text(trial.get(field)))
                .toList();
    }

    @Test
    void mergedMappingsGiveWhatIsNotSaidAgain() {
        String study = "x-base: &base {learning_rate: 0.5, depth: [3]}\n"
                + "grid:\n  - &g {<<: *base, initializer: [he_normal], activation: [relu], depth: [2]}\n"
                + "  - <<: *g\n    activation: [tanh]\n  - <<: [{seed: 4}, *g]\n    activation: sin\n";
        assertThat(values(study, Fields.ACTIVATION)).containsExactly("relu", "tanh", "sin");
        assertThat(values(study, Fields.DEPTH)).containsExactly("2", "2", "2");
        assertThat(values(study, Fields.LEARNING_RATE)).containsExactly("0.5", "0.5", "0.5");
        assertThat(values(study, Fields.SEED)).containsExactly("0", "0", "4");
    }

    @Test
    void commasWithinParenthesesStayInOneValue() {
        String grid =
                "grid:\n  initializer: [variance_scaling(scale=2.0, mode=fan_in), he_normal]\n  activation: relu\n";
        assertThat(values(grid, Fields.INITIALIZER)).containsExactly("variance_scaling(scale=2)", "he_normal");
        String trial = "trials:\n  - {initializer: random_normal(mean=0, stddev=0.3), activation: relu}\n";
        assertThat(values(trial, Fields.INITIALIZER)).containsExactly("random_normal(stddev=0.3)");
        String keras = "grid:\n  initializer: [{class_name: HeNormal, config: {seed: null}},"
                + " {class_name: RandomNormal, config: {mean: 0.0, stddev: 0.02}}]\n  activation: relu\n";
        assertThat(values(keras, Fields.INITIALIZER)).containsExactly("he_normal", "random_normal(stddev=0.02)");
    }

    /** Range, linspace and geomspace as numpy has them, to 14 digits; logspace by its ends. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "seed: range(3) | seed | 0 1 2",
                "seed: range(5, 0, -2) | seed | 5 3 1",
                "seed: [range(0, 2), 42] | seed | 0 1 42",
                "depth: linspace(10, 50, 5) | depth | 10 20 30 40 50",
                "depth: geomspace(2, 64, 6) | depth | 2 4 8 16 32 64",
                "learning_rate: logspace(1e-4, 1, 9) | learning_rate | 1.0E-4 3.1622776601684E-4 0.001"
                        + " 0.0031622776601684 0.01 0.031622776601684 0.1 0.31622776601684 1",
                "weight_gain: linspace(-1, 1, 3) | weight_gain | -1 0 1",
            })
    void progressionsStandForLists(String line, String key, String numbers) {
        String study = "grid:\n  initializer: he_normal\n  activation: relu\n  " + line + "\n";
        assertThat(values(study, Fields.of(key))).containsExactly(numbers.split(" "));
    }

    @Test
    void exclusionsLeaveOutOfGrids() {
        String study = "grid:\n  initializer: [he_normal, zeros]\n  activation: [relu, tanh]\n  depth: [2, 4, 8]\n"
                + "exclude:\n  - {initializer: zeros, depth: [4, 8]}\n  - {activation: Tanh, depth: 2}\n";
        assertThat(Study.parse(START + study).trials())
                .extracting(t -> t.initializer() + " " + t.activation() + " " + t.depth())
                .containsExactly(
                        "he_normal relu 2",
                        "he_normal relu 4",
                        "he_normal relu 8",
                        "he_normal tanh 4",
                        "he_normal tanh 8",
                        "zeros relu 2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<<: 3 | merges mappings",
                "seed: range(0) | has no numbers",
                "seed: range(1.5) | whole numbers",
                "seed: range(x) | takes numbers, got 'x'",
                "depth: logspace(0, 1, 3) | both must be positive",
                "depth: linspace(0, 1) | a whole count of at least 2",
                "seed: range(10000000) | where 1000000 are allowed",
                "initializer: {class: he} | class_name",
            })
    void defectsOfNewFormsAreTold(String line, String part) {
        String study = START + "grid:\n  activation: relu\n  " + line + "\n"
                + (line.startsWith("init") ? "" : "  initializer: he_normal\n");
        assertThatThrownBy(() -> Study.parse(study))
                .isInstanceOf(StudyException.class)
                .hasMessageContaining(part)
                .hasMessageMatching("study:\\d+:\\d+: .*");
    }

    @Test
    void exclusionThatLeavesNothingOutIsTold() {
        String study = START + "grid: {initializer: he_normal, activation: relu}\nexclude: [{activation: tanh}]\n";
        assertThatThrownBy(() -> Study.parse(study)).hasMessageContaining("study:5:11: no trial of the grids");
    }
}
