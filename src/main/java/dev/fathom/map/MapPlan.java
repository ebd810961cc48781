package dev.fathom.map;

import dev.fathom.study.Field;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * What a map shows: a network for each pixel, alike in all but the hyperparameters of the axes.
 *
 * @param base whatever the axes do not set
 * @param pixels of a side
 * @param eachSeed whether every pixel has a seed of its own instead of the base's
 * @param float64 whether networks are trained in double precision
 */
public record MapPlan(Trial base, Axis x, Axis y, int pixels, boolean eachSeed, boolean float64) {
    public static final int MOST_PIXELS = 16384;
    private static final String SEEDS = " and up";

    public MapPlan {
        if (pixels < 2 || pixels > MOST_PIXELS) {
            throw new IllegalArgumentException("a map has 2 to " + MOST_PIXELS + " pixels a side, got " + pixels);
        }
        if (x.key().equals(y.key())) {
            throw new IllegalArgumentException("both axes are " + x.key() + ": choose another for --y");
        }
        try {
            for (int corner = 0; corner < 4; corner++) {
                trial(base, x, y, corner % 2 * (pixels - 1), corner / 2 * (pixels - 1), pixels, eachSeed, float64);
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a corner of the map is no network: " + e.getMessage(), e);
        }
    }

    /** The network of a pixel; rows count from the low end of y. */
    public Trial trial(int column, int row) {
        return trial(base, x, y, column, row, pixels, eachSeed, float64);
    }

    private static Trial trial(
            Trial base, Axis x, Axis y, int column, int row, int pixels, boolean eachSeed, boolean float64) {
        double atX = x.range().pixel(column, pixels, float64);
        double atY = y.range().pixel(row, pixels, float64);
        // rates of single layers are relative to the rate of all
        boolean yFirst = y.key().equals(Fields.LEARNING_RATE.key());
        Trial trial = yFirst ? x.set(y.set(base, atY), atX) : y.set(x.set(base, atX), atY);
        return eachSeed ? trial.with(Fields.SEED.is(base.seed() + (long) row * pixels + column)) : trial;
    }

    /** With as many pixels on a window of this map's, whose left and top count from the upper left. */
    public MapPlan zoomed(int left, int top, int window) {
        double bottom = pixels - top - window;
        return zoomed(
                x.range()
                        .between(x.range().at((double) left / pixels), x.range().at((double) (left + window) / pixels)),
                y.range().between(y.range().at(bottom / pixels), y.range().at((bottom + window) / pixels)));
    }

    /** With as many pixels on other ranges of the axes. */
    public MapPlan zoomed(Range newX, Range newY) {
        return new MapPlan(base, new Axis(x.key(), newX), new Axis(y.key(), newY), pixels, eachSeed, float64);
    }

    public MapPlan withPixels(int other) {
        return new MapPlan(base, x, y, other, eachSeed, float64);
    }

    /**
     * The map of a {@link #text}; lines that are none of its own are passed over.
     *
     * @throws IllegalArgumentException where it is no map's
     */
    public static MapPlan parse(String text) {
        Map<String, String> lines = new LinkedHashMap<>();
        text.lines().map(line -> line.split(": ", 2)).forEach(line -> lines.put(line[0], line[line.length - 1]));
        if (!lines.keySet().containsAll(List.of("x", "y", "pixels", Fields.SEED.key()))) {
            throw new IllegalArgumentException("says nothing of axes, pixels or seed");
        }
        List<Field.Value<?>> values = new ArrayList<>();
        for (Field<?> field : Fields.ALL) {
            boolean said = field != Fields.WIDTH && field != Fields.DEPTH && lines.containsKey(field.key());
            if (said) {
                String value = lines.get(field.key()).replaceFirst(SEEDS + "$", "");
                values.add(field.parse(field.key(), field == Fields.WIDTHS ? value.replaceAll("[\\[\\]]", "") : value));
            }
        }
        return new MapPlan(
                Trial.of(values),
                Axis.parse(lines.get("x")),
                Axis.parse(lines.get("y")),
                Integer.parseInt(lines.get("pixels")),
                lines.get(Fields.SEED.key()).endsWith(SEEDS),
                "fp64".equals(lines.get("precision")));
    }

    /** Everything that pixels depend on: two maps of one text are the same map. */
    public String text() {
        StringJoiner text = new StringJoiner("\n", "", "\n");
        text.add("x: " + x).add("y: " + y).add("pixels: " + pixels);
        text.add("precision: " + (float64 ? "fp64" : "fp32"));
        for (Map.Entry<String, Object> value : base.byKey().entrySet()) {
            boolean seeds = eachSeed && value.getKey().equals(Fields.SEED.key());
            text.add(value.getKey() + ": " + value.getValue() + (seeds ? SEEDS : ""));
        }
        return text.toString();
    }

    public int pixelsInAll() {
        return pixels * pixels;
    }
}
