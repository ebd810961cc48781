package dev.fathom.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.activation.catalog.Activations;
import dev.fathom.report.results.GroupedResults;
import dev.fathom.report.results.Panel;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import dev.fathom.study.TrialResult;
import dev.fathom.study.Verdict;
import dev.fathom.theory.meanfield.MeanField;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

class SeriesTest {
    @Test
    void scalesOfOneInitializerMakeAMapOfTheirOwn() {
        List<TrialResult> results = new ArrayList<>(Fixture.sixty());
        results.addAll(Fixture.series());
        GroupedResults study = Fixture.study(results);
        assertThat(study.panels()).hasSize(2);
        assertThat(study.maps()).hasSize(1);
        Panel series = study.panels().get(1);
        assertThat(study.name(series)).isEqualTo("tanh · lecun_normal, σ_b = 0.05");
        assertThat(study.cells(series)).hasSize(28);
        assertThat(study.initializers()).endsWith("σ_w = 1.8", "σ_w = 2.4", "σ_w = 3");
        assertThat(study.mapDepths()).containsExactly(2, 5, 10, 20, 30);
        assertThat(new Headline(study).sentence(series)).startsWith("At depth 40, networks train at σ_w = ");
    }

    @Test
    void theDepthScaleIsGreatestAtTheEdgeOfChaos() {
        ArrayNode maps = JsonNodeFactory.instance.arrayNode();
        new HeatMaps(Fixture.study(Fixture.series())).into(maps);
        JsonNode map = maps.get(0);
        assertThat(map.path("sigmas").size()).isEqualTo(7);
        double edge = map.path("critical").get(0).asDouble();
        double greatest = -1;
        double at = Double.NaN;
        for (JsonNode point : map.path("curve")) {
            double depth = point.get(1).isString()
                    ? Double.POSITIVE_INFINITY
                    : point.get(1).asDouble();
            assertThat(depth).isPositive();
            if (depth > greatest) {
                greatest = depth;
                at = point.get(0).asDouble();
            }
        }
        assertThat(at).isCloseTo(edge, within(0.011 * edge)); // the curve has points 1 % beside its pole
        assertThat(greatest).isGreaterThan(100);
    }

    /** At the fixed point 0 a gradient's second moment falls by χ a layer: σ_w² for tanh, σ_w²/2 for relu. */
    @Test
    void whereLengthsVanishOrExplodeGradientsSayHowDeep() {
        assertThat(fading("tanh", 0.8 * 0.8)).isCloseTo(Math.log(1e6) / -Math.log(0.64), within(1e-6));
        assertThat(fading("relu", 1)).isCloseTo(Math.log(1e6) / Math.log(2), within(1e-6));
        assertThat(fading("relu", 4)).isCloseTo(Math.log(1e6) / Math.log(2), within(1e-6));
        assertThat(fading("tanh", 2)).isNaN(); // chaotic: correlations have a scale
    }

    @Test
    void saysWhereTheoryLiesOff() {
        List<TrialResult> results = new ArrayList<>();
        for (double sigma : List.of(0.5, 0.8, 2.0, 3.0)) {
            for (int depth : List.of(5, 10, 80)) {
                // at q* = 0 gradients fall by 10^6 in 10 and in 31 layers; the chaos of sigma_w 2 reaches some 50
                // layers
                boolean trains = sigma == 0.5 || sigma == 0.8 && depth <= 10 || sigma == 2.0 && depth <= 10;
                results.add(Fixture.result(
                        Fixture.trial("lecun_normal", "tanh", depth, sigma, 0, 0.1, 1),
                        trains ? Verdict.TRAINED : Verdict.STALLED,
                        0.5));
            }
        }
        ArrayNode maps = JsonNodeFactory.instance.arrayNode();
        new HeatMaps(Fixture.study(results)).into(maps);
        assertThat(maps.get(0).path("answer").asString())
                .contains(
                        "Theory lies off by more than a factor of two at σ_w = 0.5 (they train to depth 80, theory says 10)",
                        "σ_w = 3 (none train, theory says ")
                .doesNotContain("σ_w = 0.8 (", "σ_w = 2 (");
    }

    private static double fading(String activation, double sigmaW2) {
        return HeatMaps.fadingDepth(new MeanField(Activations.parse(activation), sigmaW2, 0).asymptotics());
    }

    /** Networks that differ in anything but the seed are no repetitions of each other. */
    @Test
    void aParametrizationIsNoSeed() {
        Trial standard = Fixture.trial("he_normal", "relu", 5, 0.1, 1);
        Trial mup = standard.with(Fields.PARAMETRIZATION.parse("parametrization", "ntk"));
        GroupedResults study = Fixture.study(List.of(Fixture.result(standard), Fixture.result(mup)));
        assertThat(study.panels()).extracting(study::name).containsExactly("relu · standard", "relu · ntk");
    }

    @Test
    void aFewGainsAreInitializersLikeOthers() {
        List<TrialResult> results = new ArrayList<>();
        for (double gain : List.of(1.0, 1.2, 1.4)) {
            for (int depth : List.of(5, 10, 20)) {
                results.add(Fixture.result(Fixture.trial("lecun_normal", "tanh", depth, gain, 0, 0.1, 1)));
            }
        }
        assertThat(Fixture.study(results).panels()).hasSize(1);
        assertThat(Fixture.study(results).initializers()).contains("lecun_normal × 1.2");
    }
}
