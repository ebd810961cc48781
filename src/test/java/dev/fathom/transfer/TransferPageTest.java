package dev.fathom.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.confidence.Interval;
import dev.fathom.report.Browser;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import dev.fathom.transfer.CoordinateCheck.Coordinate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Opens pages in Chromium; screenshots stay in {@code target/report}. */
@Tag("any-jdk")
class TransferPageTest {
    private static final Axis WIDTHS = Axis.parse("width=64,128,256,512");
    private static final TransferStudy STUDY = new TransferStudy(
            Trial.of(Fields.INITIALIZER.is("kaiming_normal_"), Fields.ACTIVATION.is("relu"), Fields.DEPTH.is(3)),
            WIDTHS,
            RateGrid.parse("1e-4..1"),
            4);
    private static final List<Transfer> ANSWERS = List.of(transfer("standard", -0.5), transfer("mup", 0.02));

    @TempDir
    private static Path folder;

    private static Browser browser;
    private static Path page;

    @BeforeAll
    static void open() {
        Assumptions.assumeTrue(Browser.available(), "needs Debian's chromium and chromium-driver");
        page = folder.resolve("transfer.html");
        TransferPage.write(page, STUDY, ANSWERS, "fathom transfer --over 'width=<64>'", Map.of("Java", "17"));
        browser = Browser.open(folder.resolve("profile"));
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"1280, light", "1280, dark", "390, light", "390, dark"})
    void drawsEveryLineWithoutOverflowOrComplaint(int width, String theme) throws IOException {
        browser.look(page, width, theme);
        assertThat(browser.number("document.documentElement.scrollWidth")).isEqualTo(width);
        Map<String, Integer> lines = Map.of(
                "best", 2, "sensitivity", 2, "loss-0", 4, "moves-0", 4, "moves-1", 4, "updates-0", 4, "updates-1", 4);
        lines.forEach((chart, count) -> assertThat(browser.number("document.querySelector('#" + chart
                        + " .canvas').dataset.lines" + " * document.querySelector('#" + chart + " canvas').width / 1"))
                .as(chart)
                .isGreaterThanOrEqualTo(count * 100L));
        assertThat(browser.number("document.querySelectorAll('#coordinates tbody tr').length"))
                .isEqualTo(8);
        browser.photograph(Path.of("target", "report", "transfer-" + width + "-" + theme + ".png"));
        try (InputStream axe = TransferPageTest.class.getResourceAsStream("/axe.min.js")) {
            browser.script(new String(axe.readAllBytes(), StandardCharsets.UTF_8));
        }
        assertThat((List<?>) browser.script("document.querySelectorAll('details').forEach(d => (d.open = true));"
                        + "return axe.run().then(r => r.violations.map(v => v.id + ': '"
                        + " + v.nodes.map(n => n.html).join(' ')))"))
                .isEmpty();
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requests()).isEmpty();
    }

    @Test
    void thePointsAreThoseOfTheSearch() {
        browser.look(page, 1280, "light");
        browser.script("document.querySelector('#best [data-copy]').click()");
        assertThat(browser.text("document.querySelector('#best [data-copy]').dataset.copied"))
                .startsWith("width,standard,standard low,standard high,mup,mup low,mup high\n64,0.003906,");
        browser.script("const step = document.getElementById('step'); step.value = '2';"
                + " step.dispatchEvent(new Event('change'));"
                + " document.querySelector('#moves-1 [data-copy]').click()");
        assertThat(browser.text("document.querySelector('#moves-1 [data-copy]').dataset.copied"))
                .contains("\n64,0.2,0.18,0.22,");
        assertThat(browser.text("document.querySelector('#loss-0 .note').textContent"))
                .contains("width 64 0.003906 (", "width 512 0.001381 (");
    }

    @Test
    void picturesLeaveThePageAndPrintIsWhole() {
        browser.look(page, 1280, "dark");
        browser.script("window.saved = []; HTMLAnchorElement.prototype.click = function () { saved.push(this.href); };"
                + "document.querySelectorAll('[data-picture=svg]').forEach(button => button.click())");
        for (int i = 0; i < 8; i++) {
            assertThat(browser.text("decodeURIComponent(saved[" + i + "])"))
                    .contains("<svg", "relu", "4 seeds")
                    .doesNotContain("NaN", "undefined", "var(--");
        }
        browser.print();
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void theAnswerIsInTheTextAndNothingTypedBecomesMarkup() {
        assertThat(TransferPage.html(STUDY, ANSWERS, "fathom transfer --over 'width=<64>'", Map.of()))
                .contains(
                        "From width 64 to 512 the best learning rate transfers under mup, does not transfer under standard.")
                .contains("width=&lt;64&gt;")
                .doesNotContain("width=<64>");
    }

    /** Of 0.2, 0.6 and twice chance, which counts as chance. */
    @Test
    void sensitivityIsTheMeanLossAtMostChanceAboveTheLeast() {
        TreeMap<Double, Double> everywhere = new TreeMap<>();
        everywhere.put(0.1, Math.log(0.2));
        everywhere.put(0.4, Math.log(0.6));
        everywhere.put(1.6, Math.log(2));
        Optimum optimum = new Optimum(
                64,
                List.of(0.1),
                new double[][] {{Math.log(0.1), Math.log(0.1)}},
                everywhere,
                Interval.exact(-3),
                false);
        assertThat(optimum.sensitivity()).isCloseTo((0.2 + 0.6 + 1) / 3 - 0.1, within(1e-12));
    }

    private static Transfer transfer(String parametrization, double slope) {
        List<Optimum> optima = new ArrayList<>();
        for (int size : WIDTHS.sizes()) {
            optima.add(optimum(size, -8 + slope * (Axis.doublings(size) - 6)));
        }
        List<Coordinate> coordinates = new ArrayList<>();
        for (String layer : List.of("first", "middle", "last", "output")) {
            for (int step : CoordinateCheck.STEPS) {
                List<Interval> changes = WIDTHS.sizes().stream()
                        .map(size -> 0.1 * step * Math.pow(size / 64.0, -slope))
                        .map(change -> new Interval(change, 0.9 * change, 1.1 * change))
                        .toList();
                coordinates.add(new Coordinate(layer, step, changes, new Interval(-slope, -slope - 0.1, -slope + 0.1)));
            }
        }
        Interval slopes = new Interval(slope, slope - 0.1, slope + 0.1);
        return new Transfer(
                parametrization, optima, slopes, new Interval(0.1, 0, 0.2), coordinates, coordinates, 150, 432);
    }

    private static Optimum optimum(int size, double best) {
        TreeMap<Double, Double> everywhere = new TreeMap<>();
        for (int octave = -13; octave <= 0; octave += 2) {
            everywhere.put(Math.pow(2, octave), logLoss(octave - best));
        }
        List<Double> rates = DoubleStream.iterate(Math.rint(best) - 1.5, log -> log + 0.5)
                .limit(7)
                .map(log -> Math.pow(2, log))
                .boxed()
                .toList();
        double[][] losses = rates.stream()
                .map(rate -> Math.log(rate) / Math.log(2) - best)
                .map(off -> new double[] {logLoss(off) - 0.1, logLoss(off), logLoss(off) + 0.1})
                .toArray(double[][]::new);
        return new Optimum(size, rates, losses, everywhere, new Interval(best, best - 0.3, best + 0.3), false);
    }

    private static double logLoss(double off) {
        return Math.min(Math.log(2), Math.log(0.1) + 0.1 * off * off);
    }
}
