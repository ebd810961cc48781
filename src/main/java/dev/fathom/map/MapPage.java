package dev.fathom.map;

import dev.fathom.formats.WholeFile;
import dev.fathom.report.Assets;
import dev.fathom.store.TileStore;
import dev.fathom.study.Field;
import dev.fathom.study.Fields;
import dev.fathom.study.Verdict;
import dev.fathom.sweep.TrialFate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import tools.jackson.databind.json.JsonMapper;

/**
 * A map as one offline page, to move about in and to read pixel by pixel. It is written block by block: a picture of each,
 * and what became of its networks in planes of bytes that the page unpacks where a reader looks.
 */
public final class MapPage {
    private static final String FOLDER = "/dev/fathom/map/";
    private static final String BLOCKS = "{{blocks}}";
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** Pixels of a block's side: a multiple of a tile's. */
    private static final int BLOCK = 8 * Tile.SIDE;

    /** Verdict, loss in three bytes of a float32, accuracy. */
    private static final int PLANES = 5;

    private static final byte UNKNOWN = (byte) 255;

    /**
     * Commands that the page gives away.
     *
     * @param command that made the map
     * @param zoom the same without what a zoom says anew
     * @param option of {@code train} by field
     */
    public record Words(String command, String zoom, Function<Field<?>, String> option) {}

    private final MapPlan plan;
    private final TileStore store;
    private final Raster raster;

    private MapPage(MapPlan plan, TileStore store, Raster raster) {
        this.plan = plan;
        this.store = store;
        this.raster = raster;
    }

    public static void write(Path file, MapPlan plan, TileStore store, Raster raster, What what, Words words) {
        String css = Assets.read(FOLDER + "map.css");
        String js = Assets.read(FOLDER + "map.js");
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("policy", Assets.policy(new String[] {js}, new String[] {css}));
        parts.put("css", css);
        parts.put("js", js);
        parts.put("x", escaped(plan.x().key()));
        parts.put("y", escaped(plan.y().key()));
        parts.put("data", MAPPER.writeValueAsString(data(plan, what, words)).replace("<", "\\u003c"));
        parts.put("blocks", BLOCKS);
        String page = Assets.fill(Assets.read(FOLDER + "map.html"), parts);
        int at = page.lastIndexOf(BLOCKS);
        MapPage blocks = new MapPage(plan, store, raster);
        WholeFile.write(file, out -> {
            out.write(page.substring(0, at).getBytes(StandardCharsets.UTF_8));
            blocks.write(out);
            out.write(page.substring(at + BLOCKS.length()).getBytes(StandardCharsets.UTF_8));
        });
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }

    private static Map<String, Object> data(MapPlan plan, What what, Words words) {
        PixelWords pixel = new PixelWords(plan);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("pixels", plan.pixels());
        data.put("block", BLOCK);
        data.put("x", axis(plan.x(), plan));
        data.put("y", axis(plan.y(), plan));
        data.put("rate", plan.base().learningRate());
        data.put("seed", plan.base().seed());
        data.put("eachSeed", plan.eachSeed());
        data.put("study", pixel.study());
        data.put("train", pixel.train(words.option()));
        data.put("command", words.command());
        data.put("zoom", words.zoom());
        data.put("verdicts", Stream.of(Verdict.values()).map(Verdict::word).toList());
        data.put("legend", legend(what));
        data.put(
                "classes",
                plan.base().loss().equals("cross_entropy")
                        || !plan.base().data().matches("(teacher|noise).*"));
        data.put("facts", plan.text().strip());
        return data;
    }

    private static Map<String, Object> axis(Axis axis, MapPlan plan) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < plan.pixels(); i++) {
            double value = axis.range().pixel(i, plan.pixels(), plan.float64());
            values.add(axis.whole() ? String.valueOf(Math.round(value)) : Field.text(value));
        }
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("key", axis.key());
        data.put("low", axis.range().low());
        data.put("high", axis.range().high());
        data.put("log", axis.range().logarithmic());
        data.put("isRate", axis.key().equals(Fields.LEARNING_RATE.key()));
        data.put("values", values);
        return data;
    }

    /** Lists of colours with words: a swatch each for verdicts, else ramps. */
    private static List<Map<String, Object>> legend(What what) {
        int[] palette = new Colours(what).palette();
        List<Map<String, Object>> entries = new ArrayList<>();
        if (what == What.verdict) {
            for (Verdict verdict : Verdict.values()) {
                entries.add(entry(verdict.word(), palette, Colours.ofVerdict(verdict.ordinal())));
            }
            return entries;
        }
        for (int ramp = 0; ramp < 2; ramp++) {
            String title = ramp == 0 ? what.first() : what.second();
            if (!title.isEmpty()) {
                boolean single = ramp == 1 && what != What.convergence;
                String ends = what == What.convergence ? ", fast to slow" : single ? "" : ", least to most";
                int[] places = new int[single ? 1 : 8];
                for (int i = 0; i < places.length; i++) {
                    places[i] = Colours.onRamp(ramp, single ? 1 : i / (places.length - 1.0));
                }
                entries.add(entry(title + ends, palette, places));
            }
        }
        return entries;
    }

    private static Map<String, Object> entry(String title, int[] palette, int... places) {
        return Map.of(
                "title",
                title,
                "colours",
                Arrays.stream(places)
                        .mapToObj(place -> String.format("#%06x", palette[place]))
                        .toList());
    }

    private void write(OutputStream out) throws IOException {
        for (int top = 0; top < plan.pixels(); top += BLOCK) {
            for (int left = 0; left < plan.pixels(); left += BLOCK) {
                int columns = Math.min(BLOCK, plan.pixels() - left);
                int rows = Math.min(BLOCK, plan.pixels() - top);
                String name = left / BLOCK + "-" + top / BLOCK;
                element(out, "image-" + name, Picture.bare(raster, left, top, columns, rows));
                element(out, "values-" + name, packed(planes(left, top, columns, rows)));
            }
        }
    }

    private static void element(OutputStream out, String id, byte[] content) throws IOException {
        out.write(("<script type=\"text/plain\" id=\"" + id + "\">").getBytes(StandardCharsets.US_ASCII));
        out.write(Base64.getEncoder().encode(content));
        out.write("</script>\n".getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] packed(byte[] planes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(packed)) {
            deflater.write(planes);
        }
        return packed.toByteArray();
    }

    /** Rows from the top. */
    private byte[] planes(int left, int top, int columns, int rows) {
        int size = columns * rows;
        byte[] planes = new byte[PLANES * size];
        Arrays.fill(planes, 0, size, UNKNOWN);
        int side = plan.pixels();
        int firstRow = side - top - rows; // the block's lowest, counted from below
        for (int row = firstRow / Tile.SIDE; row * Tile.SIDE < firstRow + rows; row++) {
            for (int column = left / Tile.SIDE; column * Tile.SIDE < left + columns; column++) {
                Tile tile = new Tile(1, column, row);
                byte[] bytes = store.get(MapRunner.key(tile));
                for (int i = 0; bytes != null && i < bytes.length / Pixels.BYTES; i++) {
                    int x = tile.mapColumn(i % tile.columns(side)) - left;
                    int y = side - 1 - tile.mapRow(i / tile.columns(side)) - top;
                    if (x >= 0 && x < columns && y >= 0 && y < rows) {
                        put(new Pixels(bytes).at(i), planes, y * columns + x, size);
                    }
                }
            }
        }
        return planes;
    }

    private static void put(TrialFate fate, byte[] planes, int at, int size) {
        int bits = Float.floatToIntBits((float) fate.loss());
        int rounded = Double.isFinite(fate.loss()) ? Math.min(bits + 128, 0x7f7fffff) : bits;
        planes[at] = (byte) fate.verdict().ordinal();
        planes[size + at] = (byte) (rounded >>> 24);
        planes[2 * size + at] = (byte) (rounded >>> 16);
        planes[3 * size + at] = (byte) (rounded >>> 8);
        planes[4 * size + at] = (byte) Math.round(255 * fate.accuracy());
    }
}
