package dev.fathom.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.fathom.device.Moments;
import dev.fathom.engine.MadeUpStatistics;
import dev.fathom.recorded.RecordedReport;
import dev.fathom.report.results.GroupedResults;
import dev.fathom.store.Recording;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import dev.fathom.study.TrialResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.WebElement;

/** Opens reports in Chromium and looks at what is there. Screenshots stay in {@code target/report}. */
@Tag("any-jdk")
class ReportBrowserTest {
    private static final Path SHOTS = Path.of("target", "report");

    @TempDir
    private static Path folder;

    /** Half a unit of the last of four digits, in percent. */
    private static final double FOUR_DIGITS = 0.05;

    private static Browser browser;
    private static Map<String, Path> files;

    @BeforeAll
    static void open() {
        if (!Browser.available()) {
            System.out.println("ReportBrowserTest skipped: " + Browser.CHROMIUM + " or chromedriver is missing");
        }
        Assumptions.assumeTrue(Browser.available(), "needs Debian's chromium and chromium-driver");
        List<TrialResult> sixty = new ArrayList<>(Fixture.sixty());
        sixty.addAll(Fixture.series());
        files = Map.of(
                "one", write("one", Fixture.one()),
                "sixty", write("sixty", sixty),
                "rates", write("rates", rates()),
                "thousand", write("thousand", Fixture.thousand()));
        browser = Browser.open(folder.resolve("profile"));
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "one, 1280, light", "one, 390, dark",
        "sixty, 1280, dark", "sixty, 390, light",
        "thousand, 1280, light", "thousand, 1280, dark",
        "thousand, 390, light", "thousand, 390, dark"
    })
    void drawsEverythingWithoutOverflowOrComplaint(String name, int width, String theme) {
        browser.look(files.get(name), width, theme);
        assertThat(browser.number("document.documentElement.scrollWidth")).isEqualTo(width);
        for (String chart : List.of("forward", "backward", "loss")) {
            assertThat(browser.number(lines(chart))).as(chart + " lines").isPositive();
            assertThat(browser.number(inked(chart))).as(chart + " ink").isGreaterThan(500);
        }
        assertThat(count("#ridges .ridge"))
                .isEqualTo(browser.number(lines("forward")) * count("#ridges figure:first-child .ridge"));
        assertThat(count("#heats .cell-mark")).isEqualTo(name.equals("sixty") ? 28 : 0);
        assertThat(count("#comparison tbody svg.difference"))
                .isEqualTo(
                        switch (name) {
                            case "one" -> 0;
                            default -> count("#comparison tbody tr") - 1;
                        });
        assertThat(browser.number("document.querySelectorAll('#trial-table tbody tr').length"))
                .isEqualTo(name.equals("one") ? 1 : 25);
        browser.photograph(SHOTS.resolve(name + "-" + width + "-" + theme + ".png"));
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requests()).isEmpty();
    }

    @Test
    void drawsALineForEachInitializerAndAPointForEachLayer() {
        browser.look(files.get("sixty"), 1280, "light");
        browser.script("document.querySelector('.cell[data-row=\"0\"][data-depth=\"10\"]').click()"); // depth 10
        assertThat(browser.number(lines("forward"))).isEqualTo(4);
        assertThat(browser.number(points("forward"))).isEqualTo(4 * 10);
        assertThat(browser.number(points("backward"))).isEqualTo(4 * 11);
        browser.script("document.querySelector('#legend button').click()");
        assertThat(browser.number(lines("forward"))).isEqualTo(3);
        assertThat(browser.number("document.querySelectorAll('.cell').length")).isEqualTo(20);
    }

    @Test
    void drawsEveryScaleAndDepthOfASeriesAndTheDepthThatTheoryExpects() {
        browser.look(files.get("sixty"), 1280, "light");
        browser.script("document.getElementById('sigma').scrollIntoView({behavior: 'instant', block: 'start'})");
        assertThat(browser.text("document.querySelector('#heats .line').getAttribute('d')"))
                .matches("(M[-\\d.]+ [-\\d.]+(L[-\\d.]+ [-\\d.]+)+)+");
        assertThat(browser.text("document.querySelector('#heats svg').textContent"))
                .contains("edge of chaos", "σ_w", "depth");
        WebElement cell = browser.find("#heats .cell-mark:first-of-type");
        browser.hover(cell, 0, 0);
        assertThat(tip()).contains("σ_w = 0.6, depth 40", "of 1 trained", "median accuracy");
        cell.click();
        assertThat(browser.text("document.getElementById('panel').selectedOptions[0].textContent"))
                .isEqualTo("tanh · lecun_normal, σ_b = 0.05");
        assertThat(browser.number(lines("forward"))).isEqualTo(7);
        assertThat(copied("#heats .copy").lines().findFirst().orElseThrow())
                .isEqualTo("sigma_w,depth,trained,trials,median accuracy,theory 6 xi_c,theory gradient 1e6");
        browser.script(
                "const w = document.getElementById('what'); w.value = 'accuracy'; w.dispatchEvent(new Event('change'))");
        double accuracy = Fixture.series().stream()
                .filter(result ->
                        result.trial().weightGain() == 0.6 && result.trial().depth() == 40)
                .mapToDouble(TrialResult::accuracy)
                .findFirst()
                .orElseThrow();
        assertThat(browser.text("document.querySelector('#heats .label').textContent"))
                .startsWith(String.format("%.1f", 100 * accuracy));
    }

    @Test
    void showsHistogramsAndReadsThemByMouseAndKeys() {
        browser.look(files.get("sixty"), 1280, "light");
        browser.script("document.getElementById('histograms').scrollIntoView({behavior: 'instant', block: 'start'})");
        assertThat(count("#ridges figure")).isEqualTo(4);
        WebElement middle = browser.find("#ridges figure:first-child .reader:nth-of-type("
                + (25 + count("#ridges figure:first-child .flat")) + ")");
        browser.hover(middle, 0, 0);
        assertThat(tip()).contains("layer 1", "z -0.125 to 0.125", "root mean square", "dead units");
        browser.script("document.querySelector('#ridges svg:not(.swatch)').dispatchEvent("
                + "new KeyboardEvent('keydown', {key: 'ArrowDown', bubbles: true}))");
        assertThat(browser.text("document.getElementById('said').textContent")).contains("z below -5.875");
        browser.script("document.getElementById('scaled').click()");
        assertThat(copied("#ridges .copy")).contains("z / rms -0.125 to 0.125");
        browser.script("document.getElementById('scaled').click()");
        String csv = copied("#ridges .copy");
        assertThat(csv.lines().findFirst().orElseThrow()).startsWith("layer,rms,saturated,dead,z below -5.875,");
        String[] row = csv.lines().skip(1).findFirst().orElseThrow().split(",");
        double sum = java.util.Arrays.stream(row)
                .skip(4)
                .mapToDouble(Double::parseDouble)
                .sum();
        assertThat(sum).isBetween(0.997, 1.003); // shares are kept to a ten thousandth
    }

    @Test
    void showsDifferencesFromTheBest() {
        browser.look(files.get("thousand"), 1280, "light");
        browser.script("document.querySelector('.cell[data-row=\"0\"][data-depth=\"5\"]').click()");
        assertThat(count("#comparison tbody tr")).isGreaterThan(2);
        browser.script("document.getElementById('comparison').scrollIntoView({behavior: 'instant', block: 'center'})");
        browser.hover(browser.find("#comparison tbody tr:nth-child(2) td"), 0, 0);
        assertThat(tip()).contains("5 seeds in common");
        assertThat(copied("#comparison .copy").lines().findFirst().orElseThrow())
                .isEqualTo("initializer,difference of accuracy in percentage points,low,high,seeds,reference");
        browser.photographWindow(SHOTS.resolve("differences.png"));
    }

    @Test
    void hoveringShowsTheValues() {
        browser.look(files.get("sixty"), 1280, "light");
        browser.script("document.querySelector('.cell').focus()");
        assertThat(tip()).contains("orthogonal(gain=√2), depth 2", "of 3 trained", "median accuracy");
        browser.script("document.getElementById('forward').scrollIntoView({behavior: 'instant', block: 'center'})");
        WebElement plot = browser.find("#forward .u-over");
        browser.hover(plot, -plot.getSize().getWidth() / 2 + 2, 0);
        assertThat(tip()).contains("layer 1", "orthogonal(gain=√2)", "he_normal", "theory");
        browser.photographWindow(SHOTS.resolve("hover.png"));
    }

    /** What charts and maps say of four networks, each to four digits, is what their results come to. */
    @Test
    void valuesReadAreThoseOfTheResults() {
        browser.look(files.get("rates"), 1280, "light");
        browser.script(
                "const s = document.getElementById('setting'); s.value = '0'; s.dispatchEvent(new Event('change'));"
                        + "[...document.querySelectorAll('.cell[data-depth=\"10\"]')]"
                        + ".find(c => c.closest('tr').cells[0].textContent === 'he_normal').focus()");
        List<TrialResult> networks = rates().stream()
                .filter(result -> result.trial().initializer().equals("he_normal"))
                .filter(result -> result.trial().depth() == 10 && result.trial().learningRate() == 0.05)
                .toList();
        assertThat(networks).hasSize(4);
        double[] accuracies =
                networks.stream().mapToDouble(TrialResult::accuracy).sorted().toArray();
        assertThat(tip())
                .containsPattern(
                        "median accuracy\\s*" + String.format("%.1f %%", 50 * (accuracies[1] + accuracies[2])));
        browser.script("document.activeElement.click()");
        assertThat(read("forward", "ArrowRight", 5))
                .isCloseTo(
                        mean(
                                networks,
                                r -> r.layers().get(0).get(4).activation().secondMoment()),
                        withinPercentage(FOUR_DIGITS));
        assertThat(read("backward", "ArrowRight", 1))
                .isCloseTo(
                        mean(
                                networks,
                                r -> r.layers().get(0).get(0).gradient().secondMoment()
                                        / r.layers().get(0).get(10).gradient().secondMoment()),
                        withinPercentage(FOUR_DIGITS));
        assertThat(read("loss", "ArrowLeft", 1))
                .isCloseTo(
                        mean(networks, r -> (r.losses()[398] + r.losses()[399]) / 2.0), withinPercentage(FOUR_DIGITS));
        assertThat(read("rate", "ArrowRight", 1))
                .isCloseTo(mean(networks, TrialResult::finalLoss), withinPercentage(FOUR_DIGITS));
        browser.script("const s = document.querySelector('#rate select'); s.value = 'share';"
                + "s.dispatchEvent(new Event('change'))");
        long trained = networks.stream()
                .filter(r -> r.verdict() == dev.fathom.study.Verdict.TRAINED)
                .count();
        assertThat(read("rate", "ArrowRight", 1)).isCloseTo(trained / 4.0, withinPercentage(FOUR_DIGITS));
    }

    /** The geometric one. */
    private static double mean(List<TrialResult> networks, ToDoubleFunction<TrialResult> value) {
        return Math.exp(
                networks.stream().mapToDouble(value).map(Math::log).average().orElseThrow());
    }

    /** What a chart says of he_normal after so many presses of a key. */
    private static double read(String chart, String key, int presses) {
        browser.script(
                "for (let i = 0; i < arguments[2]; i++) document.querySelector('#' + arguments[0] + ' .canvas')"
                        + ".dispatchEvent(new KeyboardEvent('keydown', {key: arguments[1], bubbles: true}))",
                chart,
                key,
                presses);
        return Double.parseDouble(browser.text("[...document.querySelectorAll('#tip tr')]"
                        + ".find(row => row.cells[1].textContent.startsWith('he_normal')).cells[2].textContent")
                .replaceFirst(" \\(.*", ""));
    }

    @Test
    void layersHaveTheirNames() {
        ReportInput plain = Fixture.input("Blocks", Fixture.one()::forEach);
        Path file = folder.resolve("blocks.html");
        Report.write(
                new ReportInput(
                        plain.title(),
                        plain.question(),
                        plain.command(),
                        plain.text(),
                        plain.environment(),
                        plain.results(),
                        plain.predictions(),
                        plain.preactivations(),
                        trial -> List.of("stem", "block 1, query", "layer 3", "<i>")),
                file);
        browser.look(file, 1280, "light");
        browser.script("document.querySelector('#forward .canvas').dispatchEvent("
                + "new KeyboardEvent('keydown', {key: 'ArrowRight', bubbles: true}))");
        assertThat(tip()).startsWith("layer 1: stem");
        assertThat(copied("#forward .copy").lines().limit(5))
                .element(2)
                .asString()
                .startsWith("2,\"block 1, query\",");
        assertThat(copied("#forward .copy").lines().limit(5))
                .element(4)
                .asString()
                .startsWith("4,<i>,");
        browser.hover(browser.find("#ridges .reader"), 0, 0);
        assertThat(tip()).contains("he_normal, layer 1: stem");
    }

    /** Hyperparameters with words of their own: architectures, optimizers and schedules with their parameters. */
    @Test
    void longNamesFitAPhone() {
        List<TrialResult> results = new ArrayList<>();
        for (String architecture : List.of("transformer(stem=7)+layernorm", "resnet(padding=zeros,stem=7)+layernorm")) {
            for (String optimizer : List.of("adamw(weight_decay=0.1)", "muon(momentum=0.9)")) {
                for (String schedule : List.of("cosine", "wsd(decay=0.1)")) {
                    for (TrialResult result : Fixture.one()) {
                        results.add(Fixture.result(result.trial()
                                .with(
                                        Fields.ARCHITECTURE.is(architecture),
                                        Fields.OPTIMIZER.is(optimizer),
                                        Fields.SCHEDULE.is(schedule),
                                        Fields.LEARNING_RATE.is(0.01 * (1 + results.size() % 2)))));
                    }
                }
            }
        }
        browser.look(write("names", results), 390, "light");
        assertThat(browser.number("document.documentElement.scrollWidth")).isEqualTo(390);
        assertThat(browser.text("document.getElementById('setting').textContent"))
                .contains("learning rate 0.01, adamw(weight_decay=0.1), cosine");
        assertThat(browser.complaints()).isEmpty();
    }

    /** Blocks have several layers, so that there are more of them than a network is deep. */
    @Test
    void chartsReachTheLastLayer() {
        TrialResult deep = Fixture.one().get(0);
        TrialResult blocks = new TrialResult(
                deep.trial().with(Fields.DEPTH.is(3)),
                deep.verdict(),
                deep.firstLoss(),
                deep.finalLoss(),
                deep.chance(),
                deep.testLoss(),
                deep.accuracy(),
                deep.losses(),
                deep.layers(),
                deep.device(),
                deep.seconds());
        browser.look(write("deep", List.of(blocks)), 1280, "light");
        browser.script("document.getElementById('backward').scrollIntoView({behavior: 'instant', block: 'center'})");
        WebElement plot = browser.find("#backward .u-over");
        browser.hover(plot, plot.getSize().getWidth() / 2 - 2, 0);
        assertThat(tip()).startsWith("layer 11");
    }

    @Test
    void sortsAndFiltersTheTrials() {
        browser.look(files.get("thousand"), 1280, "light");
        browser.script("document.getElementById('trial-all').click()");
        assertThat(browser.number("document.querySelectorAll('#trial-table tbody tr').length"))
                .isEqualTo(1000);
        browser.script(
                "[...document.querySelectorAll('#trial-table th button')].find(b => b.textContent === 'depth').click()");
        assertThat(depths()).isSorted();
        browser.script(
                "[...document.querySelectorAll('#trial-table th button')].find(b => b.textContent === 'depth').click()");
        assertThat(depths()).isSortedAccordingTo(java.util.Comparator.reverseOrder());
        assertThat(browser.text("document.querySelector('[aria-sort]').getAttribute('aria-sort')"))
                .isEqualTo("descending");
        browser.script("const label = [...document.querySelectorAll('.filters label')]"
                + ".find(l => l.firstChild.textContent === 'activation');"
                + "label.querySelector('select').value = 'tanh';"
                + "label.querySelector('select').dispatchEvent(new Event('change'))");
        assertThat(browser.text("document.getElementById('trial-count').textContent"))
                .isEqualTo("200 of 200 trials");
    }

    /** Rows are filtered by the networks chosen above, and a row opens its trial beside the page. */
    @Test
    void theTableFollowsTheControlsAndOpensTrials() {
        browser.look(files.get("rates"), 1280, "light");
        browser.script("document.querySelector('.cell[data-row=\"1\"][data-depth=\"10\"]').click();"
                + "document.getElementById('trial-chosen').click()");
        assertThat(browser.text("document.getElementById('trial-count').textContent"))
                .isEqualTo("16 of 16 trials"); // two initializers, two rates, four seeds
        browser.script(
                "const s = document.getElementById('setting'); s.value = '0'; s.dispatchEvent(new Event('change'))");
        assertThat(browser.text("document.getElementById('trial-count').textContent"))
                .isEqualTo("8 of 8 trials");
        assertThat(browser.text(
                        "[...document.querySelectorAll('.filters label')].map(l => l.firstChild.textContent).join()"))
                .isEqualTo("contains,initializer,depth,learning rate,seed,");
        String row = "document.querySelector('#trial-table tbody tr:nth-child(3)')";
        String id = browser.text(row + ".cells[" + row + ".cells.length - 1].textContent");
        Trial trial = rates().stream()
                .map(TrialResult::trial)
                .filter(t -> t.id().equals(id))
                .findFirst()
                .orElseThrow();
        browser.script(row + ".querySelector('button').click()");
        assertThat(browser.text("document.getElementById('drawer').innerText"))
                .contains(id, "seed\t" + trial.seed(), "depth\t10")
                .contains("learning rate\t" + trial.learningRate(), "final loss", "verdict");
    }

    /** Names stand apart at the ends of their lines, in the order of the lines, and within the chart. */
    @ParameterizedTest
    @CsvSource({"1280, forward", "390, forward", "1280, backward"})
    void namesStandApartAtTheEndsOfLines(int width, String chart) {
        browser.look(files.get("thousand"), width, "light");
        browser.script("window.put = []; const real = CanvasRenderingContext2D.prototype.fillText;"
                + "CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {"
                + "if (this.canvas.closest('#" + chart
                + "') && this.textBaseline === 'middle') window.put.push([text, y, x + (this.textAlign === 'right' ? -1 : 1) * this.measureText(text).width,"
                + " this.canvas.width / devicePixelRatio]);"
                + "real.apply(this, arguments); };"
                + "const q = document.querySelector('#" + chart + " select'); q.dispatchEvent(new Event('change'))");
        List<?> heights = (List<?>) browser.script("return new Promise(done => setTimeout(() =>"
                + " done(window.put.filter(([text]) => /^[a-z]/.test(text)).map(([, y]) => y)), 200))");
        assertThat(browser.number("window.put.filter(([text, , end, width]) => end < 0 || end > width).length"))
                .isZero();
        assertThat((long) heights.size()).isEqualTo(browser.number(lines(chart)));
        double[] sorted = heights.stream()
                .mapToDouble(height -> ((Number) height).doubleValue())
                .sorted()
                .toArray();
        for (int i = 1; i < sorted.length; i++) {
            assertThat(sorted[i] - sorted[i - 1]).isGreaterThan(11); // letters of 11 pixels
        }
    }

    /** Through eyes that know no colours each line still has its own mark and name, in the order of the lines. */
    @Test
    void linesAreToldApartWithoutColours() {
        browser.look(files.get("thousand"), 1280, "light");
        browser.script("document.getElementById('signals').scrollIntoView({behavior: 'instant', block: 'start'})");
        for (String eyes : List.of("deuteranopia", "achromatopsia")) {
            browser.seeAs(eyes);
            browser.photographWindow(SHOTS.resolve(eyes + ".png"));
        }
        browser.seeAs("none");
        List<?> marks = (List<?>) browser.script(
                "return [...document.querySelectorAll('#legend button svg')].map(s => s.lastChild.getAttribute('d')"
                        + " + s.lastChild.style.stroke)");
        assertThat(marks).hasSize((int) browser.number(lines("forward"))).doesNotHaveDuplicates();
        assertThat(browser.number("new Set([...document.querySelectorAll('#legend button svg')]"
                        + ".slice(0, 7).map(s => s.lastChild.getAttribute('d'))).size"))
                .isEqualTo(Math.min(7, marks.size()));
    }

    /** Data that would be long are packed, and the page is the same. */
    @Test
    void unpacksLongData() {
        TrialResult one = Fixture.one().get(0);
        List<TrialResult> many = new ArrayList<>();
        for (int slope = 1; slope <= 150; slope++) {
            for (int depth : List.of(2, 3, 4, 5)) {
                for (String initializer : List.of("he_normal", "glorot_normal")) {
                    String activation = "leaky_relu(negative_slope=" + slope + ")";
                    many.add(Fixture.like(one, Fixture.trial(initializer, activation, depth, 0.05, 1)));
                }
            }
        }
        Path file = write("packed", many);
        browser.look(file, 1280, "light");
        browser.script("return new Promise(done => { const wait = () =>"
                + " document.querySelector('#trial-table tbody') ? done(true) : setTimeout(wait, 20); wait(); })");
        assertThat(browser.text("document.getElementById('data').textContent.slice(0, 1)"))
                .isNotEqualTo("{");
        assertThat(file.toFile().length()).isLessThan(1_500_000);
        assertThat(count(".cell")).isEqualTo(150 * 4 * 2);
        assertThat(browser.text("document.querySelector('.cell').getAttribute('aria-label')"))
                .startsWith("1 of 1: ");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void copiesAChartAsCsv() {
        browser.look(files.get("sixty"), 1280, "light");
        assertThat(copied("#forward .copy").lines().findFirst().orElseThrow())
                .startsWith("layer,orthogonal(gain=√2),orthogonal(gain=√2) low,orthogonal(gain=√2) high");
        String map = copied("#maps .copy");
        assertThat(map.lines().findFirst().orElseThrow()).isEqualTo("initializer,2,5,10,20,30");
        assertThat(map).contains("\northogonal(gain=√2),3 of 3,");
    }

    /** Every figure is drawn as SVG with its title, a mark for what it shows, and the caption. */
    @Test
    void figuresLeaveThePageAsVectors() {
        browser.look(files.get("sixty"), 1280, "dark");
        long figures = count("figure:has([data-picture=svg])");
        assertThat(figures).isEqualTo(count("#maps .map") + count("#heats .chart") + count("#ridges figure") + 4);
        browser.script("window.saved = []; window.realClick = HTMLAnchorElement.prototype.click;"
                + "HTMLAnchorElement.prototype.click = function () { window.saved.push(this.href); };"
                + "document.querySelectorAll('[data-picture=svg]').forEach(button => button.click())");
        for (int i = 0; i < figures; i++) {
            String svg = browser.text("decodeURIComponent(window.saved[" + i + "].split(',').slice(1).join(','))");
            assertThat(svg)
                    .startsWith("<svg")
                    .contains("128", "Digits in the deep, ", "3 seeds, Fathom 0.1.0, commit 2b677a2")
                    .containsPattern("<(path|rect) ")
                    .doesNotContain("var(--", "NaN");
        }
        browser.script("document.querySelector('#forward [data-picture=png]').click()");
        assertThat(browser.text("new Promise(done => setTimeout(() => done(window.saved.at(-1).slice(0, 22)), 800))"))
                .isEqualTo("data:image/png;base64,");
        assertThat(browser.complaints()).isEmpty();
    }

    /** Together with two studies on a page every width in both themes; a large report takes seconds each. */
    @ParameterizedTest
    @CsvSource({"one, 1920, light", "one, 1920, dark", "sixty, 1280, dark", "sixty, 390, light"})
    void axeFindsNothing(String name, int width, String theme) {
        requireAccessible(name, width, theme);
    }

    @Tag("slow")
    @ParameterizedTest
    @CsvSource({"1920, light", "1920, dark", "1280, light", "390, dark"})
    void axeFindsNothingInLargeReports(int width, String theme) {
        requireAccessible("sixty", width, theme);
    }

    private static void requireAccessible(String name, int width, String theme) {
        browser.look(files.get(name), width, theme);
        browser.script(
                "document.querySelector('#trial-table .open').click();" // the drawer too
                        + "document.querySelectorAll('details').forEach(d => (d.open = true))");
        assertThat(browser.violations()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1280, light", "390, dark"})
    void twoStudiesFitThePageAndAxeFindsNothing(int width, String theme) {
        List<TrialResult> fewer =
                Fixture.study(List.of("he_normal", "glorot_normal"), List.of("relu"), List.of(5, 10), List.of(0.05), 3);
        Path file = folder.resolve("pair.html");
        SideBySide.write(Fixture.input("Many", rates()::forEach), Fixture.input("Few", fewer::forEach), file);
        browser.look(file, width, theme);
        assertThat(browser.number("document.documentElement.scrollWidth")).isEqualTo(width);
        assertThat(count(".pairs tbody tr")).isEqualTo(4);
        assertThat(browser.text("document.getElementById('answer').textContent"))
                .startsWith("Of 12 networks in both studies, A trains ");
        assertThat(browser.violations()).isEmpty();
        browser.photograph(SHOTS.resolve("pair-" + width + "-" + theme + ".png"));
        assertThat(browser.complaints()).isEmpty();
    }

    /** The page of a recorded run stands beside the report and looks as it does. */
    @ParameterizedTest
    @CsvSource({"1280, light", "390, dark"})
    void axeFindsNothingInARecordedRun(int width, String theme) throws Exception {
        Moments moments = new Moments(0, 1, 1, 1, 2, 0.1, 0, 0);
        List<Recording.Layer> layers = new ArrayList<>();
        List<Recording.Row> rows = new ArrayList<>();
        for (int layer = 1; layer <= 3; layer++) {
            layers.add(
                    new Recording.Layer(layer, "blocks." + layer + ".attention", "Linear", List.of(64L, 64L), "tanh"));
            rows.add(new Recording.Row(
                    MadeUpStatistics.of(layer, moments, moments, moments, moments, moments), 1e-3 * layer));
        }
        Recording run = new Recording(
                "run",
                "Sequential",
                Map.of("Library", "torch"),
                layers,
                new TreeMap<>(Map.of(0, 2.0, 1, 1.0)),
                new TreeMap<>(Map.of(0, rows, 10, rows)));
        Path file = Files.writeString(folder.resolve("run.html"), RecordedReport.html("run", List.of(run)));
        browser.look(file, width, theme);
        assertThat(browser.number("document.documentElement.scrollWidth")).isEqualTo(width);
        assertThat(browser.violations()).isEmpty();
        assertThat(browser.complaints()).isEmpty();
    }

    /** WCAG 2: 4.5 to 1 for text. */
    @ParameterizedTest
    @CsvSource({"light", "dark"})
    void everyShadeOfTheMapsCarriesReadableNumbers(String theme) {
        browser.look(files.get("one"), 1280, theme);
        Object contrasts = browser.script("""
                const context = document.createElement("canvas").getContext("2d");
                const luminance = (colour) => {
                  context.fillStyle = colour;
                  context.fillRect(0, 0, 1, 1);
                  const linear = (c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
                  const [r, g, b] = [...context.getImageData(0, 0, 1, 1).data].map((c) => linear(c / 255));
                  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
                };
                return [...document.querySelectorAll(".scale i")].map((shade) => {
                  shade.style.color = "var(--on)";
                  const style = getComputedStyle(shade);
                  const both = [luminance(style.backgroundColor), luminance(style.color)];
                  return Math.floor(10 * (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05));
                });
                """);
        assertThat((List<?>) contrasts)
                .hasSize(11)
                .allSatisfy(
                        contrast -> assertThat(((Number) contrast).intValue()).isGreaterThanOrEqualTo(45));
    }

    @Test
    void printsInTheLightThemeAtTheWidthOfPaper() {
        browser.look(files.get("sixty"), 1280, "dark");
        browser.script("addEventListener('beforeprint', () => (window.printed = ["
                + "document.documentElement.dataset.theme,"
                + "document.querySelector('#heats svg').getAttribute('width'),"
                + "document.querySelector('.study').open].join()))");
        browser.print();
        assertThat(browser.text("window.printed")).isEqualTo("light,640,true");
        assertThat(browser.text("document.querySelector('.study').open")).isEqualTo("false");
    }

    /** One setting rules maps and losses; a cell opens in the drawer, and the address finds it again. */
    @Test
    void followsTheSettingAndTheAddress() {
        browser.look(files.get("rates"), 1280, "light");
        browser.script("document.querySelector('.cell[data-row=\"1\"][data-depth=\"10\"]').click()");
        String drawer = browser.text("document.getElementById('drawer').innerText");
        assertThat(drawer).contains("relu", "depth 10", "learning rate 0.05", "learning rate 0.2", "export --trial");
        String place = browser.text("location.hash");
        browser.script(
                "const s = document.getElementById('setting'); s.value = '1'; s.dispatchEvent(new Event('change'))");
        assertThat(browser.text("location.hash")).isNotEqualTo(place).endsWith("learning%20rate%200.2");
        for (Object[] cell : ratesAt("0.2")) {
            assertThat(browser.text("document.querySelector('.cell[data-row=\"" + cell[0] + "\"][data-depth=\"10\"]')"
                            + ".firstChild.textContent"))
                    .isEqualTo(cell[1]);
        }
        browser.script("history.back()");
        assertThat(browser.text("new Promise(done => setTimeout(() => done(location.hash), 300))"))
                .isEqualTo(place);
        assertThat(browser.text("document.getElementById('setting').value")).isEqualTo("-1");
        assertThat(browser.number(lines("rate"))).isEqualTo(2);
        assertThat(browser.text("document.querySelector('#rate .note').textContent"))
                .startsWith("Least loss: ");
    }

    /** Rows of the map of relu at depth 10 and what a cell says, counted from the results themselves. */
    private static List<Object[]> ratesAt(String rate) {
        List<TrialResult> results = rates();
        List<String> names = Fixture.study(results).initializers();
        return java.util.stream.IntStream.range(0, names.size())
                .mapToObj(row -> {
                    List<TrialResult> at = results.stream()
                            .filter(r -> GroupedResults.initializer(r.trial()).equals(names.get(row)))
                            .filter(r ->
                                    String.valueOf(r.trial().learningRate()).equals(rate))
                            .filter(r -> r.trial().depth() == 10)
                            .toList();
                    long trained = at.stream()
                            .filter(r -> r.verdict() == dev.fathom.study.Verdict.TRAINED)
                            .count();
                    return new Object[] {row, trained + " of " + at.size()};
                })
                .toList();
    }

    private static List<TrialResult> rates() {
        return Fixture.study(
                List.of("he_normal", "glorot_normal"), List.of("relu"), List.of(5, 10), List.of(0.05, 0.2), 4);
    }

    @Test
    void theToggleChangesTheTheme() {
        browser.look(files.get("one"), 1280, "light");
        String before = browser.text("getComputedStyle(document.body).backgroundColor");
        browser.script("document.getElementById('theme').click()");
        assertThat(browser.text("getComputedStyle(document.body).backgroundColor"))
                .isNotEqualTo(before);
    }

    private static Path write(String name, List<TrialResult> results) {
        Path file = folder.resolve(name + ".html");
        Report.write(Fixture.input("Digits in the deep", results::forEach), file);
        return file;
    }

    @SuppressWarnings("unchecked")
    private static List<Long> depths() {
        return (List<Long>)
                browser.script(
                        "const head = [...document.querySelectorAll('#trial-table th')]"
                                + ".findIndex(th => th.textContent === 'depth');"
                                + "return [...document.querySelectorAll('#trial-table tbody tr')].map(tr => Number(tr.cells[head].textContent))");
    }

    private static String tip() {
        return browser.text("document.getElementById('tip').innerText");
    }

    private static long count(String css) {
        return browser.number("document.querySelectorAll('" + css + "').length");
    }

    /** What a button copies; the clipboard answers a little later. */
    private static String copied(String button) {
        browser.script("document.querySelector('" + button + "').click()");
        return browser.text("new Promise(done => setTimeout(() => done(document.querySelector('" + button
                + "').dataset.copied), 300))");
    }

    private static String lines(String chart) {
        return "Number(document.querySelector('#" + chart + " .canvas').dataset.lines)";
    }

    private static String points(String chart) {
        return "Number(document.querySelector('#" + chart + " .canvas').dataset.points)";
    }

    /** Pixels that are coloured, unlike paper, grid and text. */
    private static String inked(String chart) {
        return "(() => { const c = document.querySelector('#" + chart + " canvas');"
                + "const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; let n = 0;"
                + "for (let i = 0; i < d.length; i += 4) if (d[i + 3] > 100 &&"
                + " Math.max(d[i], d[i + 1], d[i + 2]) - Math.min(d[i], d[i + 1], d[i + 2]) > 60) n++;"
                + "return n })()";
    }
}
