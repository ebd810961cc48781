package dev.fathom.cli.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.cli.Run;
import dev.fathom.map.Axis;
import dev.fathom.map.MapPlan;
import dev.fathom.report.Browser;
import dev.fathom.study.Fields;
import dev.fathom.study.Study;
import dev.fathom.study.Trial;
import dev.fathom.study.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Maps as their users draw and read them. */
class MapCommandTest {
    private static final List<String> SMALL =
            List.of("map", "--data", "teacher:features=3,samples=60", "--device", "cpu");

    @TempDir
    private Path folder;

    private Run map(String name, String... more) {
        List<String> words = new ArrayList<>(SMALL);
        words.addAll(List.of("--out", folder.resolve(name).toString()));
        words.addAll(List.of(more));
        for (List<String> small : List.of(List.of("--width", "4"), List.of("--steps", "30"))) {
            if (!words.contains(small.get(0))) {
                words.addAll(small);
            }
        }
        return Run.fathom(words.toArray(new String[0]));
    }

    @Test
    void aMapHasItsFilesAndGoesOnWhereItWas() {
        Run first = map("a", "--pixels", "40", "--format", "json");
        assertThat(first.code()).as(first.err()).isZero();
        JsonNode json = first.json();
        assertThat(json.get("pixels").asInt()).isEqualTo(1600);
        assertThat(json.get("converged").asInt()).isBetween(1, 1599);
        assertThat(json.get("interval")).hasSize(2);
        for (String key : List.of("png", "page", "store")) {
            assertThat(Path.of(json.get(key).asString())).exists();
        }
        JsonNode again = map("a", "--pixels", "40", "--format", "json").json();
        assertThat(again.get("networks_per_second").asDouble()).isZero();
        assertThat(again.get("converged")).isEqualTo(json.get("converged"));
        Run other = map("a", "--pixels", "41");
        assertThat(other.code()).isEqualTo(2);
        assertThat(other.err()).contains("another map");
    }

    /** Its figures are those that the command printed, and its command goes on with the same map: nothing is left to train. */
    @Test
    void theStoreHasAReport() throws Exception {
        JsonNode json = map("a", "--pixels", "40", "--seed", "each:5", "--precision", "fp64", "--format", "json")
                .json();
        Path store = folder.resolve("a.map");
        Run run = Run.fathom("report", store.toString());
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out().strip()).isEqualTo(store + ".html");
        String page = Files.readString(Path.of(store + ".html"));
        String dimension = String.format(
                java.util.Locale.ROOT,
                "%.3f (%.3f to %.3f)",
                json.get("dimension").asDouble(),
                json.get("interval").get(0).asDouble(),
                json.get("interval").get(1).asDouble());
        assertThat(page)
                .contains(String.format(
                        "%,d of 1,600 networks converged", json.get("converged").asInt()))
                .contains(dimension, "<a href=\"a.html\">", "learning_rate.first from left to right")
                .contains("data:image/png;base64,")
                .doesNotContain("<script", "{{", "NaN");
        for (Verdict verdict : Verdict.values()) {
            int count = json.has(verdict.word()) ? json.get(verdict.word()).asInt() : 0;
            assertThat(page)
                    .containsPattern(verdict.word() + "</th><td>[^<]*</td><td class=\"number\">" + count + "</td>");
        }
        String study = page.replaceAll("(?s).*aria-label=\"Study file\"><code>(.*?)</code>.*", "$1")
                .replace("&#39;", "'");
        Path file = Files.writeString(folder.resolve("network.yaml"), study);
        String command =
                page.replaceAll("(?s).*aria-label=\"Command\"><code>java -jar target/fathom.jar (.*?)</code>.*", "$1");
        List<String> words = new ArrayList<>(
                List.of(command.replace("network.yaml", file.toString()).split(" ")));
        words.addAll(List.of("--device", "cpu", "--format", "json"));
        JsonNode again = Run.fathom(words.toArray(new String[0])).json();
        assertThat(again.get("networks_per_second").asDouble()).isZero();
        assertThat(again.get("converged")).isEqualTo(json.get("converged"));
    }

    @Test
    void aReportOfAMapIsAboutOneStoreAlone() {
        map("a", "--pixels", "4");
        map("b", "--pixels", "4");
        String store = folder.resolve("a.map").toString();
        for (String[] words : new String[][] {
            {"report", store, folder.resolve("b.map").toString()},
            {"report", store, "--recorded"},
            {"report", store, "--serve", "0"}
        }) {
            Run run = Run.fathom(words);
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err()).startsWith("fathom: ").contains("of a map").hasLineCount(1);
        }
    }

    @Test
    void textNamesTheNextZoom() {
        String out = map("a", "--pixels", "16").out();
        assertThat(out).contains("--zoom").contains("-zoom");
        String zoom = out.replaceAll("(?s).*--zoom (\\S+).*", "$1");
        Run closer = map("b", "--pixels", "16", "--zoom", zoom, "--precision", "fp64");
        assertThat(closer.code()).as(closer.err()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "'--x', 'learning_rate.frist=1..2', learning_rate.first",
        "'--y', 'learning_rate=1', LOW..HIGH",
        "'--zoom', '1,2,3', four",
        "'--pixels', '1', pixels",
        "'--shard', '3/2', shard",
        "'--batch', 'all', batch",
        "'--y', 'optimizer.mu=0..1', sgd",
        "'--precision', 'fp65', fp65"
    })
    void wrongUseIsOneLine(String option, String value, String told) {
        Run run = map("wrong", option, value);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err().lines().filter(line -> line.startsWith("fathom:"))).hasSize(1);
        assertThat(run.err()).containsIgnoringCase(told.equals("four") ? "X0,X1,Y0,Y1" : told);
        assertThat(folder.resolve("wrong.map")).doesNotExist();
    }

    @Test
    void shardsAreJoined() {
        map("s", "--pixels", "40", "--shard", "0/2");
        map("s", "--pixels", "40", "--shard", "1/2");
        Run merged = Run.fathom(
                "merge",
                "--into",
                folder.resolve("s.map").toString(),
                folder.resolve("s-0-of-2.map").toString(),
                folder.resolve("s-1-of-2.map").toString());
        assertThat(merged.code()).as(merged.err()).isZero();
        JsonNode whole = map("s", "--pixels", "40", "--format", "json").json();
        assertThat(whole.get("networks_per_second").asDouble()).isZero();
        assertThat(whole.get("converged"))
                .isEqualTo(map("t", "--pixels", "40", "--format", "json").json().get("converged"));
    }

    @Test
    void networksThatNoSwarmTakesAreMappedToo() {
        Run wide = map("w", "--pixels", "4", "--width", "40", "--steps", "5", "--format", "json");
        assertThat(wide.code()).as(wide.err()).isZero();
        Run momentum = map(
                "m",
                "--pixels",
                "3",
                "--optimizer",
                "momentum",
                "--y",
                "optimizer.mu=0..1",
                "--steps",
                "5",
                "--what",
                "loss");
        assertThat(momentum.code()).as(momentum.err()).isZero();
    }

    /** The page in Chromium: it reads what `train` finds, and what it copies is that network. */
    @Test
    @Tag("any-jdk")
    void thePageReadsAndCopiesANetwork() throws Exception {
        Assumptions.assumeTrue(Browser.available(), "needs Debian's chromium and chromium-driver");
        Run run = map("p", "--pixels", "300", "--steps", "10", "--seed", "each:5", "--format", "json");
        assertThat(run.code()).as(run.err()).isZero();
        try (Browser browser = Browser.open(folder.resolve("profile"))) {
            browser.look(folder.resolve("p.html"), 1300, "light");
            for (int[] move : new int[][] {{0, 0}, {-60, 10}, {100, -140}}) {
                browser.script(
                        "const c = document.getElementById('map'); for (const [key, n] of arguments[0])"
                                + " for (let i = 0; i < n; i++) c.dispatchEvent(new KeyboardEvent('keydown', {key}));",
                        List.of(
                                List.of(move[0] < 0 ? "ArrowLeft" : "ArrowRight", Math.abs(move[0])),
                                List.of(move[1] < 0 ? "ArrowUp" : "ArrowDown", Math.abs(move[1]))));
                browser.script("return new Promise(done => setTimeout(done, 300)).then(() => true)");
                readsAndCopies(browser);
            }
            browser.script("document.getElementById('in').click(); document.getElementById('in').click()");
            browser.script("document.getElementById('copy-zoom').click()");
            assertThat(browser.text("document.getElementById('text').textContent"))
                    .contains("--zoom ");
            browser.photograph(folder.resolve("p.png"));
            assertThat(browser.complaints()).isEmpty();
            assertThat(browser.requests()).isEmpty();
            Run report = Run.fathom("report", folder.resolve("p.map").toString());
            assertThat(report.code()).as(report.err()).isZero();
            browser.look(folder.resolve("p.map.html"), 390, "dark");
            assertThat(browser.number("document.documentElement.scrollWidth")).isEqualTo(390);
            assertThat(browser.violations()).isEmpty();
            assertThat(browser.complaints()).isEmpty();
            Path shots = Path.of("target", "report");
            Files.createDirectories(shots);
            Files.copy(folder.resolve("p.png"), shots.resolve("map.png"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void readsAndCopies(Browser browser) {
        String[] pixel =
                browser.text("document.getElementById('reading').dataset.pixel").split(",");
        MapPlan plan = new MapPlan(
                Trial.of(
                        Fields.INITIALIZER.is("kaiming_normal_"),
                        Fields.ACTIVATION.is("tanh"),
                        Fields.WIDTH.is(4),
                        Fields.DEPTH.is(1),
                        Fields.DATA.is("teacher:features=3,samples=60"),
                        Fields.BATCH.is(50),
                        Fields.STEPS.is(10),
                        Fields.SEED.is(5L)),
                Axis.parse("learning_rate.first=1e-3..1e3"),
                Axis.parse("learning_rate.last=1e-3..1e3"),
                300,
                true,
                false);
        Trial trial = plan.trial(Integer.parseInt(pixel[0]), Integer.parseInt(pixel[1]));
        browser.script("document.getElementById('copy-study').click()");
        String study = browser.text("document.getElementById('text').textContent");
        assertThat(Study.parse(study).trials()).containsExactly(trial);
        browser.script("document.getElementById('copy-train').click()");
        String command = browser.text("document.getElementById('text').textContent");
        String[] words = command.substring(command.indexOf("train")).split(" ");
        String[] inJson = Arrays.copyOf(words, words.length + 4);
        System.arraycopy(new String[] {"--format", "json", "--device", "cpu"}, 0, inJson, words.length, 4);
        JsonNode trained = Run.fathom(inJson).json();
        String reading =
                browser.text("document.getElementById('reading').innerText").replace("\n", " ");
        assertThat(reading).contains("verdict " + trained.get("verdict").asString());
        String shown = reading.replaceAll(".*final loss (\\S+).*", "$1");
        if (!trained.get("final_loss").isNull()) {
            double loss = trained.get("final_loss").asDouble();
            assertThat(Double.parseDouble(shown)).isCloseTo(loss, within(1e-3 * loss));
        }
    }

    @Test
    void aStudyOfOneNetworkIsABase() throws Exception {
        Path study = folder.resolve("one.yaml");
        String text = "initializer: he_normal\nactivation: relu\nwidth: 4\ndepth: 2\nsteps: 5\nbatch: 16\n"
                + "data: 'teacher:features=3,samples=60'\n";
        Files.writeString(study, text + "trials: {seed: 1}\n", StandardCharsets.UTF_8);
        Run run = Run.fathom(
                "map",
                study.toString(),
                "--pixels",
                "4",
                "--device",
                "cpu",
                "--out",
                folder.resolve("y").toString());
        assertThat(run.code()).as(run.err()).isZero();
        Files.writeString(study, text + "grid: {seed: [1, 2]}\n", StandardCharsets.UTF_8);
        Run two =
                Run.fathom("map", study.toString(), "--out", folder.resolve("z").toString());
        assertThat(two.code()).isEqualTo(2);
        assertThat(two.err()).contains("one network");
    }
}
