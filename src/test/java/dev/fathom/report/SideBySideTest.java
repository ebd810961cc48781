package dev.fathom.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.report.results.FinishedTrial;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import dev.fathom.study.TrialResult;
import dev.fathom.study.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import org.hipparchus.distribution.continuous.TDistribution;
import org.junit.jupiter.api.Test;

class SideBySideTest {
    private static final UnaryOperator<Trial> ADAM = trial -> trial.with(Fields.OPTIMIZER.parse("optimizer", "adam"));

    @Test
    void pairsTrialsThatDifferInWhatTellsTheStudiesApart() {
        Matched matched = Matched.of(finished(study(t -> t, 0, 3)), finished(study(ADAM, 0.02, 4)));
        assertThat(matched.apart()).extracting(Object::toString).containsExactly("optimizer");
        assertThat(matched.keys()).extracting(Object::toString).containsExactly("initializer", "activation", "depth");
        assertThat(matched.rows()).hasSize(4);
        assertThat(matched.pairs()).hasSize(12).allSatisfy(pair -> {
            assertThat(pair.b().trial()).isEqualTo(ADAM.apply(pair.a().trial()));
        });
    }

    /** Differences of 2.1, 2.2 and 2.3 points; of four intervals each has a quarter of the five percent. */
    @Test
    void saysByHowMuchAndHowSurely() {
        String html = html(study(t -> t, 0, 3), study(ADAM, 0.02, 4));
        double reach = new TDistribution(2).inverseCumulativeProbability(1 - 0.025 / 4) * 0.1 / Math.sqrt(3);
        assertThat(html)
                .contains("Trials that are alike but for this: optimizer sgd in A, adam in B.")
                .contains("Of 12 networks in both studies, A trains 12 and B trains 9;")
                .contains("Trained in A alone: 3. In B alone: 0.")
                .contains("4 trials of B without a partner, left out.")
                .contains(String.format("+2.2 (+%.2f to +%.2f)", 2.2 - reach, 2.2 + reach))
                .contains("B is higher", "A: first", "B: second");
        assertThat(html.split("<tr>", -1)).hasSize(1 + 1 + 4);
        assertThat(html).doesNotContain("{{").doesNotContain("NaN");
    }

    /** The file is a link's address, so that a page without a script gives it; its numbers are those of the page. */
    @Test
    void givesEverySettingAsAFile() {
        String html = html(study(t -> t, 0, 3), study(ADAM, 0.02, 4));
        String address = html.replaceAll("(?s).*href=\"data:text/csv;charset=utf-8;base64,([^\"]*)\".*", "$1");
        List<String> lines = new String(Base64.getDecoder().decode(address), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(lines.get(0))
                .isEqualTo("initializer,activation,depth,networks,trained_a,trained_b,b_minus_a,low,high");
        assertThat(lines).hasSize(1 + 4);
        assertThat(lines)
                .filteredOn(line -> line.startsWith("zeros,relu,10,"))
                .singleElement()
                .satisfies(line -> {
                    String[] cells = line.split(",");
                    assertThat(List.of(cells).subList(3, 6)).containsExactly("3", "3", "0");
                    assertThat(Double.parseDouble(cells[6])).isCloseTo(100 * (-0.3 + 0.002), within(1e-9));
                });
        assertThat(html).doesNotContain("The table shows the first");
    }

    /** Of a study from elsewhere: spreadsheets that open the file compute none of its words. */
    @Test
    void noCellOfTheFileIsAFormula() {
        List<TrialResult> strange = List.of(
                Fixture.result("he_normal", "relu", 5, 1, Verdict.TRAINED),
                Fixture.result("he_normal", "=HYPERLINK(\"http://x\")", 5, 1, Verdict.TRAINED),
                Fixture.result("he_normal", "-x", 10, 1, Verdict.TRAINED));
        Matched matched = Matched.of(finished(strange), finished(strange));
        String csv = new DifferenceTable(matched.keys(), new PairedDifferences(matched).rows()).csv();
        assertThat(csv)
                .contains("\"'=HYPERLINK(\"\"http://x\"\")\",5,1", "'-x,10,1")
                .doesNotContain("\n=", "\n-");
    }

    @Test
    void saysHowManySettingsTheTableLeavesOut() {
        List<TrialResult> many = new ArrayList<>();
        for (int width = 1; width <= 601; width++) {
            Trial trial = Fixture.trial("he_normal", "relu", 5, 0.1, 1)
                    .with(Fields.WIDTHS.parse("widths", (width + ",").repeat(5).replaceAll(",$", "")));
            many.add(Fixture.result(trial, Verdict.TRAINED, 0.9));
        }
        String html = html(many, many);
        assertThat(html).contains("The table shows the first 600 of 601 settings; the file has them all.");
        assertThat(html.split("<tr>", -1)).hasSize(1 + 1 + 600);
    }

    @Test
    void seesThatTwoStudiesAreTheSame() {
        assertThat(html(study(t -> t, 0, 2), study(t -> t, 0, 2)))
                .contains("Trials of the same hyperparameters and seed in A and B.")
                .contains("8 of 8 final losses are equal to the last bit.")
                .contains("accuracy differs by 0 points on average, which shows no difference (0 to 0)")
                .doesNotContain("B is higher");
    }

    @Test
    void oneSeedHasNoInterval() {
        assertThat(html(study(t -> t, 0, 1), study(ADAM, 0.02, 1)))
                .contains("with one seed and so no interval", "<td>one seed</td>")
                .doesNotContain("mean apart");
    }

    @Test
    void studiesWithNothingInCommonAreRefused() {
        List<TrialResult> relu = List.of(Fixture.result("he_normal", "relu", 5, 1, Verdict.TRAINED));
        List<TrialResult> twoSeeds = List.of(
                Fixture.result("he_normal", "relu", 5, 2, Verdict.TRAINED),
                Fixture.result("he_normal", "relu", 5, 3, Verdict.TRAINED));
        assertThatThrownBy(() -> html(relu, twoSeeds)).hasMessageStartingWith("no trial of first has a partner");
    }

    /** Two initializers at two depths; accuracies rise with the seed where {@code more} is not 0. */
    private static List<TrialResult> study(UnaryOperator<Trial> change, double more, int seeds) {
        List<TrialResult> results = new ArrayList<>();
        for (String initializer : List.of("he_normal", "zeros")) {
            for (int depth : List.of(5, 10)) {
                for (long seed = 1; seed <= seeds; seed++) {
                    boolean worse = more > 0 && initializer.equals("zeros") && depth == 10;
                    double accuracy = 0.9 + (worse ? -0.3 : more) + (more > 0 ? 0.001 * seed : 0);
                    results.add(Fixture.result(
                            change.apply(Fixture.trial(initializer, "relu", depth, 0.1, seed)),
                            worse ? Verdict.STALLED : Verdict.TRAINED,
                            accuracy));
                }
            }
        }
        return results;
    }

    private static List<FinishedTrial> finished(List<TrialResult> results) {
        return results.stream().map(FinishedTrial::of).toList();
    }

    private static String html(List<TrialResult> a, List<TrialResult> b) {
        return SideBySide.html(Fixture.input("first", a::forEach), Fixture.input("second", b::forEach));
    }
}
