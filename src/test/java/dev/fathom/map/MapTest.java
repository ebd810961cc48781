package dev.fathom.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.fathom.device.Device;
import dev.fathom.device.cpu.CpuDevice;
import dev.fathom.store.TileStore;
import dev.fathom.study.Fields;
import dev.fathom.study.Shard;
import dev.fathom.study.Trial;
import dev.fathom.study.Verdict;
import dev.fathom.sweep.DatasetCache;
import dev.fathom.sweep.TrialFate;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MapTest {
    private static final DatasetCache DATA = new DatasetCache();

    @TempDir
    private Path folder;

    static Trial network() {
        return Trial.of(
                Fields.INITIALIZER.is("kaiming_normal_"),
                Fields.ACTIVATION.is("tanh"),
                Fields.WIDTH.is(4),
                Fields.DEPTH.is(1),
                Fields.DATA.is("teacher:features=3,samples=24"),
                Fields.BATCH.is(20),
                Fields.STEPS.is(20));
    }

    @Test
    void theTextOfAMapSaysAllOfIt() {
        MapPlan plain = plan(8);
        Trial uneven =
                network().with(Fields.WIDTHS.is(List.of(5, 4)), Fields.SEED.is(-3L), Fields.OPTIMIZER.is("momentum"));
        MapPlan other =
                new MapPlan(uneven, Axis.parse("optimizer.mu=0..0.9"), Axis.parse("batch=1..20:log"), 5, true, true);
        for (MapPlan plan : List.of(plain, other)) {
            assertThat(MapPlan.parse(plan.text() + "digest of the data: 0\n").text())
                    .isEqualTo(plan.text());
        }
        assertThatThrownBy(() -> MapPlan.parse("x: a\n")).isInstanceOf(IllegalArgumentException.class);
    }

    static MapPlan plan(int pixels) {
        return new MapPlan(
                network(),
                Axis.parse("learning_rate.first=1e-2..1e3"),
                Axis.parse("learning_rate.last=1e-2..1e2"),
                pixels,
                false,
                false);
    }

    private static Map<TileStore.Key, Integer> contents(TileStore store) {
        Map<TileStore.Key, Integer> contents = new TreeMap<>(Comparator.comparing(TileStore.Key::toString));
        store.finished().forEach(key -> contents.put(key, Arrays.hashCode(store.get(key))));
        return contents;
    }

    static TileStore whole(Path file, MapPlan plan) {
        TileStore store = TileStore.forWriting(file, plan.text());
        try (Device device = new CpuDevice(2)) {
            new MapRunner(plan, store, Shard.WHOLE).run(List.of(device), DATA, done -> {});
        }
        return store;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 31, 32, 33, 127, 128, 130, 200, 257})
    void tilesCoverEveryPixelOnce(int pixels) {
        BitSet seen = new BitSet();
        int count = 0;
        for (Tile tile : Tile.of(pixels)) {
            for (int y = 0; y < tile.rows(pixels); y++) {
                for (int x = 0; x < tile.columns(pixels); x++) {
                    assertThat(tile.mapColumn(x)).isLessThan(pixels);
                    assertThat(tile.mapRow(y)).isLessThan(pixels);
                    if (tile.stride() == 1) {
                        seen.set(tile.mapRow(y) * pixels + tile.mapColumn(x));
                        count++;
                    }
                }
            }
        }
        assertThat(seen.cardinality()).isEqualTo(pixels * pixels).isEqualTo(count);
    }

    /** Else the tile at work would be missing from a map that counts as finished. */
    @Test
    void anErrorOfATileIsOneOfTheMap() {
        MapPlan plan = plan(32);
        try (TileStore store = TileStore.forWriting(folder.resolve("error.map"), plan.text());
                Device device = new CpuDevice(1)) {
            MapRunner runner = new MapRunner(plan, store, Shard.WHOLE);
            assertThatThrownBy(() -> runner.run(List.of(device), DATA, done -> {
                        throw new OutOfMemoryError("none left");
                    }))
                    .isInstanceOf(OutOfMemoryError.class);
            assertThat(runner.complete()).isFalse();
        }
    }

    @Test
    void aMapStoppedTwentyTimesEqualsTheUndisturbedOne() {
        MapPlan plan = plan(160);
        try (TileStore undisturbed = whole(folder.resolve("a.map"), plan);
                Device device = new CpuDevice(1)) {
            Path file = folder.resolve("b.map");
            for (int stop = 0; stop < 20; stop++) {
                try (TileStore store = TileStore.forWriting(file, plan.text())) {
                    MapRunner runner = new MapRunner(plan, store, Shard.WHOLE);
                    runner.run(List.of(device), DATA, done -> runner.stop());
                }
            }
            try (TileStore store = TileStore.forWriting(file, plan.text())) {
                assertThat(store.finished()).hasSize(20);
                new MapRunner(plan, store, Shard.WHOLE).run(List.of(device), DATA, done -> {});
                assertThat(contents(store)).isEqualTo(contents(undisturbed));
            }
        }
    }

    @Test
    void shardsMakeTheWhole() {
        MapPlan plan = plan(70);
        try (TileStore undisturbed = whole(folder.resolve("a.map"), plan);
                Device device = new CpuDevice(1);
                Device other = new CpuDevice(1);
                TileStore target = TileStore.forWriting(folder.resolve("all.map"), plan.text())) {
            for (int part = 0; part < 2; part++) {
                Path file = folder.resolve(part + ".map");
                try (TileStore store = TileStore.forWriting(file, plan.text())) {
                    new MapRunner(plan, store, new Shard(part, 2)).run(List.of(device, other), DATA, done -> {});
                }
                assertThat(target.merge(file)).isPositive();
                assertThat(target.merge(file)).isZero();
            }
            assertThat(contents(target)).isEqualTo(contents(undisturbed));
        }
    }

    @Test
    void storesKeepMapsApart() {
        TileStore.forWriting(folder.resolve("a.map"), plan(8).text()).close();
        assertThatThrownBy(() -> TileStore.forWriting(folder.resolve("a.map"), plan(9).text()))
                .hasMessageContaining("another map");
        assertThat(TileStore.is(folder.resolve("a.map"))).isTrue();
        assertThat(TileStore.is(folder.resolve("none.map"))).isFalse();
    }

    @Test
    void thePictureHasAPixelForEachNetworkAndTheCommand() throws Exception {
        MapPlan plan = plan(40);
        Path file = folder.resolve("map.png");
        try (TileStore store = whole(folder.resolve("a.map"), plan)) {
            Raster raster = Raster.of(plan, store, What.verdict);
            Picture.write(file, plan, raster, What.verdict, "fathom map --pixels 40");
            BufferedImage image = ImageIO.read(file.toFile());
            int scale = Picture.scale(40);
            assertThat(image.getWidth()).isGreaterThan(40 * scale);
            int[] palette = raster.palette();
            Colours colours = new Colours(What.verdict);
            for (Tile tile : Tile.of(40)) {
                Pixels fates = new Pixels(store.get(MapRunner.key(tile)));
                for (int i = 0; i < fates.count(); i++) {
                    int column = tile.mapColumn(i % tile.columns(40));
                    int row = 39 - tile.mapRow(i / tile.columns(40));
                    int dot = image.getRGB(Picture.LEFT + column * scale, Picture.TOP + row * scale) & 0xffffff;
                    assertThat(dot).isEqualTo(palette[colours.of(fates.at(i))]);
                }
            }
            assertThat(raster.complete()).isTrue();
            assertThat(raster.verdicts().values().stream().mapToInt(n -> n).sum())
                    .isEqualTo(1600);
            String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            assertThat(text).contains("Command\0fathom map --pixels 40");
        }
    }

    @Test
    void aFateComesBackFromItsBytes() {
        List<TrialFate> fates = new ArrayList<>();
        for (Verdict verdict : Verdict.values()) {
            fates.add(new TrialFate(verdict, 0.25, 0.5, -3.5, verdict.ordinal() * 1000 - 1));
        }
        Pixels pixels = Pixels.of(fates);
        for (int i = 0; i < fates.size(); i++) {
            assertThat(pixels.at(i)).isEqualTo(fates.get(i));
        }
        assertThat(pixels.bytes()).hasSize(16 * fates.size());
    }

    @ParameterizedTest
    @CsvSource({
        "weight_gain=0.5..2,weight_gain,1.25",
        "learning_rate.first=1..3,rate_first,20.0",
        "initializer.a=0..1,initializer,kaiming_normal_(a=0.5)",
        "optimizer.mu=0..1,optimizer,momentum(mu=0.5)",
        "depth=1..4,depth,3",
        "architecture.scale=0..1,architecture,'residual(0.5,layers=2)'"
    })
    void axesSetWhatTheyName(String axis, String key, String value) {
        Trial base = network()
                .with(
                        Fields.OPTIMIZER.is("momentum"),
                        Fields.ARCHITECTURE.parse("", "residual(0.1, layers=2, norm=none)"));
        Axis parsed = Axis.parse(axis);
        Trial changed = parsed.set(base, parsed.range().at(0.5));
        assertThat(String.valueOf(changed.byKey().get(key))).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({
        "lerning_rate=1..2,learning_rate",
        "learning_rate,KEY=LOW..HIGH",
        "learning_rate=2..1,lower to a higher",
        "learning_rate=0..1:log,above 0",
        "learning_rate=a..b,LOW..HIGH",
        "seed=0..9,no axis"
    })
    void wrongAxesAreNamed(String axis, String told) {
        assertThatThrownBy(() -> Axis.parse(axis))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(told);
    }

    @Test
    void zoomsShareTheirPixels() {
        MapPlan plan = plan(64);
        MapPlan zoomed = plan.zoomed(
                plan.x()
                        .range()
                        .between(plan.x().range().at(0.25), plan.x().range().at(0.75)),
                plan.y().range());
        double outer = plan.x().range().at(0.25 + 0.5 * 0.5 / 64);
        assertThat(zoomed.trial(0, 3).byKey().get("rate_first"))
                .isEqualTo(new Axis("weight_gain", zoomed.x().range()).range().pixel(0, 64, false) / 0.1);
        assertThat(zoomed.x().range().at(0.5 / 64)).isCloseTo(outer, within(1e-12));
    }
}
