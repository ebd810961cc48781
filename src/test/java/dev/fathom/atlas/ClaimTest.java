package dev.fathom.atlas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.atlas.Criterion.AtLeast;
import dev.fathom.atlas.Criterion.AtMost;
import dev.fathom.atlas.Criterion.Between;
import dev.fathom.atlas.Finding.Verdict;
import dev.fathom.atlas.builtin.Angles;
import dev.fathom.atlas.builtin.Atlas;
import dev.fathom.atlas.builtin.Audit;
import dev.fathom.atlas.builtin.UnitSpread;
import dev.fathom.confidence.Interval;
import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.sweep.DatasetCache;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every claim can fail, and those that take no time are put to the test. */
class ClaimTest {
    static Stream<Arguments> claims() {
        return Atlas.claims().stream()
                .flatMap(claim -> Stream.of(Scale.values()).map(scale -> Arguments.of(claim.name(), scale)));
    }

    private static Finding finding(List<Expectation> expectations, Function<Expectation, Interval> measured) {
        return new Finding(expectations.stream()
                .map(expectation -> new Reading(expectation, measured.apply(expectation), List.of()))
                .toList());
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("claims")
    void everyExpectationCanBreakItsClaim(String name, Scale scale) {
        List<Expectation> expectations = Atlas.claim(name).parts().apply(scale).stream()
                .map(Claim.Part::expectation)
                .toList();
        assertThat(finding(expectations, e -> inside(e.criterion())).verdict()).isEqualTo(Verdict.HOLDS);
        for (Expectation broken : expectations) {
            Finding finding =
                    finding(expectations, e -> e.equals(broken) ? outside(e.criterion()) : inside(e.criterion()));
            assertThat(finding.verdict()).isIn(Verdict.DOES_NOT_HOLD, Verdict.HOLDS_UNTIL);
            assertThat(finding.deciding().expectation()).isEqualTo(broken);
            Finding open =
                    finding(expectations, e -> e.equals(broken) ? new Interval(0, -1e9, 1e9) : inside(e.criterion()));
            assertThat(open.verdict()).isEqualTo(Verdict.UNDECIDED);
        }
    }

    private static Interval inside(Criterion criterion) {
        if (criterion instanceof Between between) {
            return Interval.exact((between.low() + between.high()) / 2);
        }
        return Interval.exact(
                criterion instanceof AtMost most ? most.limit() - 0.01 : ((AtLeast) criterion).limit() + 0.01);
    }

    private static Interval outside(Criterion criterion) {
        if (criterion instanceof Between between) {
            return Interval.exact(between.high() + 0.01);
        }
        return Interval.exact(
                criterion instanceof AtMost most ? most.limit() + 0.01 : ((AtLeast) criterion).limit() - 0.01);
    }

    @Test
    void namesAreUniqueAndSourcesGiven() {
        List<Claim> claims = Atlas.claims();
        assertThat(claims.stream().map(Claim::name))
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z0-9-]+"));
        assertThat(claims)
                .allMatch(
                        claim -> !claim.source().isBlank() && !claim.published().isBlank());
        assertThatThrownBy(() -> Atlas.claim("he-suits-rellu")).hasMessageContaining("did you mean he-suits-relu");
    }

    @ParameterizedTest
    @CsvSource({
        "2, met, 5, met, 10, met, 'holds to depth 10, the deepest tried'",
        "2, met, 5, met, 10, broken, holds only until depth 5",
        "2, met, 5, open, 10, broken, holds only until depth 2",
        "2, open, 5, met, 10, broken, does not hold",
        "2, broken, 5, met, 10, met, does not hold",
        "2, met, 5, open, 10, met, undecided"
    })
    void theVerdictFollowsDepth(int d1, String j1, int d2, String j2, int d3, String j3, String verdict) {
        Finding finding = new Finding(List.of(reading(d1, j1), reading(d2, j2), reading(d3, j3)));
        assertThat(finding.words()).isEqualTo(verdict);
    }

    private static Reading reading(int depth, String judgement) {
        Interval measured = switch (judgement) {
            case "met" -> new Interval(0.9, 0.8, 1);
            case "open" -> new Interval(0.5, 0.4, 0.6);
            default -> new Interval(0.1, 0, 0.2);
        };
        return new Reading(Expectation.atLeast(0.5, depth, "share"), measured, List.of());
    }

    @Test
    void nothingFiniteMeansNothingDecided() {
        assertThat(new AtLeast(0).judge(Interval.mean(1, Double.NaN))).isEqualTo(Criterion.Judgement.OPEN);
        assertThat(new Between(0, 1).judge(new Interval(0, -5, 5))).isEqualTo(Criterion.Judgement.OPEN);
        assertThat(new Between(0, 1).judge(new Interval(3, 2, 5))).isEqualTo(Criterion.Judgement.BROKEN);
    }

    /** The claims that take seconds; closed forms stand behind all of them. */
    @ParameterizedTest
    @CsvSource({
        "constants-symmetry, holds",
        "lu-born-dead, holds",
        "glorot-weight-gradient-flat, holds",
        "small-normal-vanishes, 'holds to depth 20, the deepest tried'"
    })
    void quickClaimsAreDecided(String name, String verdict) {
        List<String> said = new ArrayList<>();
        try (Device device = new CpuDevice(2)) {
            ClaimRunner runner = new ClaimRunner(device, Scale.QUICK, "digits", new DatasetCache(), said::add);
            assertThat(Atlas.claim(name).run(runner, () -> {}).words()).isEqualTo(verdict);
        }
        assertThat(said).isNotEmpty();
    }

    @Test
    void fullScaleAsksForTheDataOfItsFigures() {
        Claim claim = Atlas.claim("glorot-test-error");
        claim.requireData(Scale.QUICK, "digits");
        claim.requireData(Scale.FULL, "mnist:data");
        assertThatThrownBy(() -> claim.requireData(Scale.FULL, "digits"))
                .hasMessageContaining("glorot-test-error")
                .hasMessageContaining("--data mnist:DIR");
        assertThat(Atlas.claims().stream().filter(c -> c.fullData().isEmpty())).isNotEmpty();
    }

    /** Known from the libraries' sources: what draws another variance than its name says, and by how much. */
    @ParameterizedTest
    @CsvSource({
        "keras:HeNormal, 1",
        "torch:xavier_normal_, 1",
        "keras:TruncatedNormal, 0.7737",
        "jax:truncated_normal, 0.7737",
        "dl4j:SIGMOID_UNIFORM, 1",
        "dl4j:VAR_SCALING_UNIFORM_FAN_OUT, 3",
        "torch:Linear, 0.16667",
        "dl4j:LECUN_UNIFORM, 3",
        "djl:XavierInitializer, 3"
    })
    void theAuditFindsWhatLibrariesDraw(String spelling, double ratio) {
        Claim.Part part = Audit.CLAIM.parts().apply(Scale.QUICK).stream()
                .filter(each -> each.expectation().label().startsWith(spelling))
                .findFirst()
                .orElseThrow();
        Interval measured = part.measurement().apply(null);
        assertThat(ratio).isBetween(measured.low() - 0.003 * ratio, measured.high() + 0.003 * ratio);
        assertThat(part.expectation().criterion().judge(measured))
                .isEqualTo(ratio == 1 ? Criterion.Judgement.MET : Criterion.Judgement.BROKEN);
    }

    @Test
    void spreadsAndAnglesAreWhatTheyAreCalled() {
        assertThat(UnitSpread.spread(new float[] {1, 1, 1, -2, -2, -2}, 3)).isZero();
        assertThat(UnitSpread.spread(new float[] {1, -1, 2, -2}, 2)).isEqualTo(1);
        assertThat(UnitSpread.spread(new float[4], 2)).isZero();
        assertThat(Angles.oneMinusCosine(new float[] {3, 0, 0, 5})).isEqualTo(1);
        assertThat(Angles.oneMinusCosine(new float[] {1, 1, 7, 7})).isLessThan(1e-15);
        assertThat(Angles.oneMinusCosine(new float[] {1, 0, -2, 0})).isEqualTo(2);
    }
}
