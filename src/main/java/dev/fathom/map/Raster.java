package dev.fathom.map;

import dev.fathom.store.TileStore;
import dev.fathom.study.Verdict;
import dev.fathom.sweep.TrialFate;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;

/**
 * A map as it is known so far: a colour for each pixel and whether training converged there. Rows count from the top. Tiles
 * pass through one by one, so that memory is a few bytes a pixel.
 */
public final class Raster {
    private final MapPlan plan;
    private final Colours colours;
    private final byte[] pixels;
    private final BitSet converged;
    private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    private int known;
    private int convergedPixels;

    private Raster(MapPlan plan, Colours colours) {
        this.plan = plan;
        this.colours = colours;
        pixels = new byte[plan.pixelsInAll()];
        converged = new BitSet(plan.pixelsInAll());
        Arrays.fill(pixels, (byte) Colours.UNKNOWN);
    }

    /** Reads what a store has. */
    public static Raster of(MapPlan plan, TileStore store, What what) {
        Colours colours = new Colours(what);
        Raster raster = new Raster(plan, colours);
        raster.forEach(store, (tile, fate, x, y) -> colours.count(fate));
        colours.rank();
        raster.forEach(store, raster::paint);
        return raster;
    }

    private interface Visitor {
        void visit(Tile tile, TrialFate fate, int column, int row);
    }

    private void forEach(TileStore store, Visitor visitor) {
        for (Tile tile : Tile.of(plan.pixels())) {
            byte[] bytes = store.get(MapRunner.key(tile));
            if (bytes == null) {
                continue;
            }
            Pixels fates = new Pixels(bytes);
            int columns = tile.columns(plan.pixels());
            for (int i = 0; i < fates.count(); i++) {
                visitor.visit(tile, fates.at(i), tile.mapColumn(i % columns), tile.mapRow(i / columns));
            }
        }
    }

    /** Coarse pixels come first, and cover a square until the fine ones are there. */
    private void paint(Tile tile, TrialFate fate, int column, int row) {
        int colour = colours.of(fate);
        int side = plan.pixels();
        int left = column - tile.stride() / 2;
        int bottom = row - tile.stride() / 2;
        for (int y = bottom; y < Math.min(side, bottom + tile.stride()); y++) {
            int from = (side - 1 - y) * side + left;
            Arrays.fill(pixels, from, from + Math.min(tile.stride(), side - left), (byte) colour);
        }
        if (tile.stride() > 1) {
            return;
        }
        known++;
        verdicts.merge(fate.verdict(), 1, Integer::sum);
        if (fate.convergence() < 0) {
            convergedPixels++;
            converged.set((side - 1 - row) * side + column);
        }
    }

    /** One pixel in so many of both sides, so that no more are left of a side than a picture takes. */
    Raster thinned(int most) {
        int step = (plan.pixels() + most - 1) / most;
        Raster thin = new Raster(plan.withPixels(plan.pixels() / step), colours);
        for (int y = 0; y < thin.side(); y++) {
            for (int x = 0; x < thin.side(); x++) {
                thin.pixels[y * thin.side() + x] = pixels[(y * step + step / 2) * side() + x * step + step / 2];
            }
        }
        return thin;
    }

    int side() {
        return plan.pixels();
    }

    /** Colours by place in the palette, row by row from the top. */
    byte[] pixels() {
        return pixels;
    }

    int[] palette() {
        return colours.palette();
    }

    Colours colours() {
        return colours;
    }

    /** Where training converged, row by row from the top. */
    public BitSet converged() {
        return converged;
    }

    public int convergedPixels() {
        return convergedPixels;
    }

    public Map<Verdict, Integer> verdicts() {
        return verdicts;
    }

    /** How many pixels have a network of their own. */
    int known() {
        return known;
    }

    /** Whether every pixel has a network of its own. */
    public boolean complete() {
        return known == pixels.length;
    }
}
