package dev.fathom.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.report.Browser;
import dev.fathom.store.TileStore;
import dev.fathom.study.Verdict;
import dev.fathom.sweep.TrialFate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A map of 4,096 x 4,096 pixels whose fates are made up, as large as the paper's. */
@Tag("slow")
class LargeMapTest {
    private static final int SIDE = 4096;
    private static final int FRAMES = 60;

    @TempDir
    private Path folder;

    /** Losses that tell neighbours apart, and a circle as boundary. */
    private static TrialFate fate(int column, int row) {
        boolean inside = Math.hypot(column - SIDE / 2.0, row - SIDE / 2.0) < SIDE / 3.0;
        double convergence = inside ? -1 - column : 1 + row;
        return new TrialFate(inside ? Verdict.TRAINED : Verdict.DIVERGED, loss(column, row), 0, convergence, -1);
    }

    /** Neighbours differ by at least 1/1000, and a page shows four digits. */
    private static double loss(int column, int row) {
        return 1 + (column * 31L + row * 17L) % 16384 / 16384.0;
    }

    private static void fill(TileStore store) {
        for (Tile tile : Tile.of(SIDE)) {
            List<TrialFate> fates = new ArrayList<>();
            for (int y = 0; y < tile.rows(SIDE); y++) {
                for (int x = 0; x < tile.columns(SIDE); x++) {
                    fates.add(fate(tile.mapColumn(x), tile.mapRow(y)));
                }
            }
            store.put(MapRunner.key(tile), "cpu", 1, Pixels.of(fates).bytes());
        }
    }

    @Test
    void thePageMovesAboutInSixteenMillionNetworks() throws Exception {
        Assumptions.assumeTrue(Browser.available(), "needs Debian's chromium and chromium-driver");
        MapPlan plan = MapTest.plan(SIDE);
        Path page = folder.resolve("large.html");
        Path picture = folder.resolve("large.png");
        try (TileStore store = TileStore.forWriting(folder.resolve("large.map"), plan.text())) {
            fill(store);
            Raster raster = Raster.of(plan, store, What.convergence);
            assertThat(raster.complete()).isTrue();
            Picture.write(picture, plan, raster, What.convergence, "map");
            MapPage.write(
                    page,
                    plan,
                    store,
                    raster,
                    What.convergence,
                    new MapPage.Words("map", "map", field -> "--" + field.key()));
        }
        assertThat(width(picture)).isGreaterThan(SIDE);
        try (Browser browser = Browser.open(folder.resolve("profile"))) {
            browser.look(page, 1300, "light");
            reads(browser, 200, 200);
            reads(browser, 401, 333);
            List<Long> whole = pan(browser);
            for (int i = 0; i < 6; i++) {
                browser.script("document.getElementById('in').click()");
            }
            reads(browser, 150, 420);
            List<Long> near = pan(browser);
            reads(browser, 300, 100);
            System.out.printf(
                    "page of %.1f MB, store of %.1f MB; longest of %d frames while moving: %d ms, closer %d ms%n",
                    Files.size(page) / 1e6,
                    Files.size(folder.resolve("large.map")) / 1e6,
                    FRAMES,
                    longest(whole),
                    longest(near));
            assertThat(browser.complaints()).isEmpty();
            assertThat(browser.requests()).isEmpty();
        }
    }

    private static int width(Path picture) throws Exception {
        try (ImageInputStream in = ImageIO.createImageInputStream(picture.toFile())) {
            ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
            reader.setInput(in);
            return reader.getWidth(0);
        }
    }

    /** What the panel says of the pixel under the pointer is what the store has. */
    private static void reads(Browser browser, int x, int y) {
        browser.script(
                "const c = document.getElementById('map'), box = c.getBoundingClientRect(), list ="
                        + " document.getElementById('reading'), was = list.dataset.pixel; c.dispatchEvent(new"
                        + " PointerEvent('pointermove', {clientX: box.left + arguments[0], clientY: box.top +"
                        + " arguments[1]})); return new Promise(done => { const wait = () => list.dataset.pixel !== was ?"
                        + " done(true) : setTimeout(wait, 20); wait(); })",
                x,
                y);
        String[] pixel =
                browser.text("document.getElementById('reading').dataset.pixel").split(",");
        TrialFate there = fate(Integer.parseInt(pixel[0]), Integer.parseInt(pixel[1]));
        String reading =
                browser.text("document.getElementById('reading').innerText").replace("\n", " ");
        assertThat(reading).contains("verdict " + there.verdict().word());
        double shown = Double.parseDouble(reading.replaceAll(".*final loss (\\S+).*", "$1"));
        assertThat(shown)
                .isCloseTo(there.loss(), within(5e-4 + 1e-4)); // four digits of a float32 without its last byte
    }

    /** Moves by a frame at a time, and gives the milliseconds between frames. */
    private static List<Long> pan(Browser browser) {
        Object times = browser.script(
                "const c = document.getElementById('map'), keys = ['ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowUp'],"
                        + " times = []; return new Promise(done => { const step = now => { times.push(now); if"
                        + " (times.length > arguments[0]) { done(times.map(t => Math.round(t))); return; }"
                        + " c.dispatchEvent(new KeyboardEvent('keydown', {key: keys[times.length >> 3 & 3], shiftKey:"
                        + " true})); requestAnimationFrame(step); }; requestAnimationFrame(step); })",
                FRAMES);
        long[] at = ((List<?>) times)
                .stream().mapToLong(t -> ((Number) t).longValue()).toArray();
        return LongStream.range(1, at.length)
                .mapToObj(i -> at[(int) i] - at[(int) i - 1])
                .toList();
    }

    private static long longest(List<Long> frames) {
        return frames.stream().mapToLong(Long::longValue).max().orElseThrow();
    }
}
