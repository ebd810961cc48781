package dev.fathom.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.device.Moments;
import dev.fathom.engine.LayerStatistics;
import dev.fathom.engine.MadeUpStatistics;
import dev.fathom.report.recomputed.HistogramSource;
import dev.fathom.report.recomputed.Predictions;
import dev.fathom.report.results.Cell;
import dev.fathom.report.results.Numbers;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import dev.fathom.study.TrialResult;
import dev.fathom.study.Verdict;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportTest {
    private static final Set<String> VOID = Set.of("meta", "link", "input", "wbr", "br");
    private static final String HOSTILE = "</script><script>alert('<b>')</script>";

    static List<List<TrialResult>> studies() {
        return List.of(List.of(), Fixture.one(), Fixture.sixty(), Fixture.thousand(), Fixture.series());
    }

    @ParameterizedTest
    @MethodSource("studies")
    void isOneValidFileThatAsksForNothing(List<TrialResult> results) {
        String html = html(results);
        assertThat(html.getBytes(StandardCharsets.UTF_8).length).isLessThan(5_000_000);
        assertThat(html).startsWith("<!DOCTYPE html>").contains("default-src 'none'");
        assertThat(html)
                .doesNotContainPattern("\\ssrc=")
                .doesNotContain("@import")
                .doesNotContain("url(");
        assertThat(html).doesNotContainPattern("\\{\\{\\w+}}").doesNotContain("style=\"");
        Matcher links = Pattern.compile("href=\"([^\"]*)\"").matcher(html);
        while (links.find()) {
            assertThat(links.group(1)).matches("(?s)#.*|data:.*");
        }
        assertThat(unbalanced(html)).isEmpty();
        assertThat(data(html).path("trials").path("total").asInt()).isEqualTo(results.size());
    }

    /** Results are made one at a time, as a store hands them over: together they would take gigabytes. */
    @Test
    void staysSmallForTenThousandTrials() {
        requireSmall(50);
    }

    @Tag("slow")
    @Test
    void staysSmallForAHundredThousandTrials() {
        requireSmall(500);
    }

    private static void requireSmall(int seeds) {
        ReportInput.Results results = reader -> {
            for (String initializer : List.of("he_normal", "glorot_normal", "naive_normal", "zeros")) {
                for (String activation : List.of("relu", "tanh", "sigmoid", "selu", "gelu")) {
                    for (int depth : List.of(2, 3, 5, 7, 10, 12, 15, 20, 25, 30)) {
                        TrialResult one = Fixture.result(Fixture.trial(initializer, activation, depth, 0.1, 0));
                        for (long seed = 0; seed < seeds; seed++) {
                            reader.accept(Fixture.withSeed(one, seed));
                        }
                    }
                }
            }
        };
        String html = Report.html(Fixture.input("Many", results));
        assertThat(html.getBytes(StandardCharsets.UTF_8).length).isLessThan(5_000_000);
        JsonNode trials = data(html).path("trials");
        assertThat(trials.path("total").asInt()).isEqualTo(200 * seeds);
        assertThat(trials.path("aggregated").asBoolean()).isTrue();
        assertThat(trials.path("columns").path(0).path("values").size()).isEqualTo(200);
        assertThat(data(html).path("cells").size()).isEqualTo(200);
    }

    /** Kinds of networks without end: the page holds the first of them and says so, the headline counts all. */
    @Test
    @Tag("slow")
    void staysSmallForManyKindsOfNetworks() {
        TrialResult one = Fixture.one().get(0);
        List<TrialResult> results = new ArrayList<>();
        for (int i = 1; i <= 340; i++) {
            for (int depth = 1; depth <= 30; depth++) {
                String activation = "leaky_relu(negative_slope=" + i + ")";
                results.add(Fixture.result(
                        Fixture.trial("he_normal", activation, depth, 0.05, 1),
                        i % 3 == 0 ? Verdict.TRAINED : Verdict.SLOW,
                        (i * 31 + depth) % 97 / 100.0));
            }
        }
        results.add(one);
        String html = html(results);
        assertThat(html.getBytes(StandardCharsets.UTF_8).length).isLessThan(5_000_000);
        assertThat(html)
                .contains("hold the first 10,000 of 10,201 cells")
                .contains("3,391 of 10,201 networks trained.");
        assertThat(data(html).path("cells").size()).isEqualTo(10_000);
    }

    @Test
    void quotesHostileNames() {
        Trial trial = Fixture.trial(HOSTILE, HOSTILE, 3, 0.1, 1);
        ReportInput input = new ReportInput(
                HOSTILE + "{{data}}",
                HOSTILE,
                HOSTILE,
                HOSTILE,
                Map.of(HOSTILE, HOSTILE),
                List.of(Fixture.result(trial), Fixture.result(Fixture.trial("he_normal", HOSTILE, 3, 0.1, 1)))::forEach,
                Predictions.NONE,
                HistogramSource.NONE,
                any -> List.of(HOSTILE));
        String html = Report.html(input);
        assertThat(html)
                .doesNotContain("<script>alert")
                .contains("&lt;script&gt;alert")
                .contains("{{data}}");
        assertThat(html.split("<script", -1)).hasSize(4);
        assertThat(html.split("</script>", -1)).hasSize(4);
        assertThat(unbalanced(html)).isEmpty();
        assertThat(data(html).path("initializers").valueStream().map(JsonNode::asString))
                .contains(HOSTILE);
    }

    @Test
    void showsUnderflowAndOverflowAsSuch() {
        Moments zero = new Moments(0, 0, 0, 0, 0, 0, 0, 0);
        Moments beyond = new Moments(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0, 0, 0.5);
        Moments one = new Moments(0, 1, 1.23456, 1, 1, 0.25, 0, 0);
        List<LayerStatistics> layers = List.of(
                MadeUpStatistics.of(1, one, zero, beyond, one, one), MadeUpStatistics.of(2, one, null, one, zero, one));
        TrialResult broken = new TrialResult(
                Trial.of(
                        Fields.INITIALIZER.is("he_normal"),
                        Fields.ACTIVATION.is("relu"),
                        Fields.WIDTHS.is(List.of(64)),
                        Fields.LOSS.is("cross_entropy"),
                        Fields.BATCH.is(32),
                        Fields.STEPS.is(3),
                        Fields.SEED.is(1L)),
                Verdict.DIVERGED,
                2.3,
                Double.NaN,
                2.3,
                Double.POSITIVE_INFINITY,
                Double.NaN,
                new float[] {2.3f, Float.POSITIVE_INFINITY, Float.NaN},
                new TreeMap<>(Map.of(0, layers)),
                "cpu",
                1);
        String html = html(List.of(broken));
        JsonNode cell = data(html).path("cells").path(0);
        assertThat(cell.path("activation")).hasToString("[[0,null]]");
        assertThat(cell.path("gradient")).hasToString("[[\"inf\",1]]");
        assertThat(cell.path("weight_gradient")).hasToString("[[1.235,0]]");
        assertThat(cell.path("views").path(0).path("loss")).hasToString("[[2.3,\"inf\",\"inf\"]]");
        assertThat(cell.path("views").path(0).path("figures")).hasToString("[null,null,null]");
        assertThat(html).contains("diverged, final loss NaN.");
    }

    @Test
    void showsMeansAndRangesOverSeedsButCountsEachNetworkOnce() {
        List<TrialResult> results = new ArrayList<>();
        for (double rate : List.of(0.01, 0.1)) {
            for (long seed = 1; seed <= 3; seed++) {
                Moments moments = new Moments(0, seed, seed * seed, seed, seed, 0, 0, 0);
                List<LayerStatistics> layers =
                        List.of(MadeUpStatistics.of(1, moments, moments, moments, moments, moments));
                Trial trial = Fixture.trial("he_normal", "relu", 1, rate, seed);
                results.add(new TrialResult(
                        trial,
                        Verdict.TRAINED,
                        2,
                        1,
                        2.3,
                        1,
                        0.9 + rate,
                        new float[] {seed},
                        new TreeMap<>(Map.of(0, layers)),
                        "cpu",
                        1));
            }
        }
        Cell cell = Fixture.study(results).cells().values().iterator().next();
        assertThat(cell.networks()).hasSize(3);
        assertThat(cell.setting().learningRate()).isEqualTo(0.1);
        JsonNode json = data(html(results)).path("cells").path(0);
        assertThat(json.path("activation")).hasToString("[[3.302],[1],[9]]");
        assertThat(json.path("unit_variance")).hasToString("[[1.817],[1],[3]]");
        assertThat(json.path("gradient")).hasToString("[[1]]");
        assertThat(json.path("views").path(json.path("best").asInt()).path("of").asInt())
                .isEqualTo(3);
        assertThat(json.path("all").asInt()).isEqualTo(6);
    }

    /** A resample of few trials may have one outcome alone, which divides nothing. */
    @Test
    void intervalsOfWhatMattersHoldTheirEnds() {
        List<TrialResult> results = new ArrayList<>();
        for (long seed = 0; seed < 3; seed++) {
            Verdict verdict = seed == 0 ? Verdict.TRAINED : Verdict.STALLED;
            results.add(Fixture.result("he_normal", "relu", 5, seed, verdict));
            results.add(Fixture.result("zeros", "relu", 5, seed, Verdict.STALLED));
        }
        Matcher share =
                Pattern.compile("(\\d+) % \\((\\d+) to (\\d+)\\)").matcher(new Axes(Fixture.study(results)).html());
        assertThat(share.find()).isTrue();
        int[] ends = {
            Integer.parseInt(share.group(1)), Integer.parseInt(share.group(2)), Integer.parseInt(share.group(3))
        };
        assertThat(ends[0]).isEqualTo(20); // a third against none: 2 x 3 x (1/6)^2 of 5/6
        assertThat(ends[1]).isBetween(0, 20);
        assertThat(ends[2]).isBetween(20, 100);
    }

    @Test
    void keepsEverySeedExactly() {
        Trial trial = Fixture.trial("he_normal", "relu", 1, 0.1, Long.MAX_VALUE);
        assertThat(html(List.of(Fixture.result(trial)))).contains("\"9223372036854775807\"");
    }

    @Test
    void shortensNumbers() {
        assertThat(Numbers.text(1e-7)).isEqualTo("1e-7");
        assertThat(Numbers.text(1.23456e12)).isEqualTo("1.235e12");
        assertThat(Numbers.text(0.001)).isEqualTo("0.001");
        assertThat(Numbers.text(20_000)).isEqualTo("20000");
        assertThat(Numbers.text(Double.NEGATIVE_INFINITY)).isEqualTo("-∞");
        assertThat(Numbers.shorten("orthogonal(gain=1.4142135623730951)")).isEqualTo("orthogonal(gain=√2)");
        assertThat(Numbers.shorten("leaky_relu(0.01)")).isEqualTo("leaky_relu(0.01)");
        assertThat(Numbers.shorten("x(1.6666666666666667)")).isEqualTo("x(1.667)");
    }

    private static String html(List<TrialResult> results) {
        return Report.html(Fixture.input("Digits in the deep", results::forEach));
    }

    private static JsonNode data(String html) {
        Matcher matcher = Pattern.compile("(?s)<script type=\"application/json\" id=\"data\">(.*?)</script>")
                .matcher(html);
        assertThat(matcher.find()).isTrue();
        String data = matcher.group(1);
        return JsonMapper.builder().build().readTree(data.startsWith("{") ? data : unpacked(data));
    }

    private static String unpacked(String data) {
        try (InputStream deflated = new ByteArrayInputStream(Base64.getDecoder().decode(data))) {
            return new String(new InflaterInputStream(deflated).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tags that open without closing, or close without opening. */
    private static List<String> unbalanced(String html) {
        String tags =
                html.replaceAll("(?s)<!--.*?-->", "").replaceAll("(?s)<(script|style)([^>]*)>.*?</\\1>", "<$1$2></$1>");
        Deque<String> open = new ArrayDeque<>();
        List<String> wrong = new ArrayList<>();
        Matcher matcher = Pattern.compile("<(/?)([a-z][a-z0-9]*)[^>]*>").matcher(tags);
        while (matcher.find()) {
            String name = matcher.group(2);
            if (matcher.group(1).isEmpty() && !VOID.contains(name)) {
                open.push(name);
            } else if (!matcher.group(1).isEmpty() && !name.equals(open.poll())) {
                wrong.add(matcher.group());
            }
        }
        wrong.addAll(open);
        return wrong;
    }
}
