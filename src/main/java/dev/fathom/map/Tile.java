package dev.fathom.map;

import dev.fathom.study.Trial;
import java.util.ArrayList;
import java.util.List;

/**
 * A square of pixels that are trained and kept together.
 *
 * @param stride every so many pixels of the map is one here: 1, or more for a first look at the whole
 * @param column, row of the tile among those of its stride
 */
public record Tile(int stride, int column, int row) {
    /** Pixels of a side. */
    public static final int SIDE = 32;

    /** Of the first look, at maps large enough to deserve one. */
    private static final int COARSE = 8;

    private static final int LARGE = 4 * COARSE * SIDE / 8;

    /** All tiles of a map, the coarse ones first. */
    static List<Tile> of(int pixels) {
        List<Tile> tiles = new ArrayList<>();
        if (pixels >= LARGE) {
            add(tiles, COARSE, pixels);
        }
        add(tiles, 1, pixels);
        return tiles;
    }

    private static void add(List<Tile> tiles, int stride, int pixels) {
        int count = (pixels + stride * SIDE - 1) / (stride * SIDE);
        for (int row = 0; row < count; row++) {
            for (int column = 0; column < count; column++) {
                tiles.add(new Tile(stride, column, row));
            }
        }
    }

    /** Column of the map's pixel at a column of the tile: the middle one of those that it stands for. */
    int mapColumn(int at) {
        return (column * SIDE + at) * stride + stride / 2;
    }

    int mapRow(int at) {
        return (row * SIDE + at) * stride + stride / 2;
    }

    /** How many columns of the tile lie on a map of so many pixels. */
    int columns(int pixels) {
        return Math.max(0, Math.min(SIDE, (pixels - stride / 2 + stride - 1) / stride - column * SIDE));
    }

    int rows(int pixels) {
        return Math.max(0, Math.min(SIDE, (pixels - stride / 2 + stride - 1) / stride - row * SIDE));
    }

    /** Its networks, row by row. */
    List<Trial> trials(MapPlan plan) {
        List<Trial> trials = new ArrayList<>();
        for (int y = 0; y < rows(plan.pixels()); y++) {
            for (int x = 0; x < columns(plan.pixels()); x++) {
                trials.add(plan.trial(mapColumn(x), mapRow(y)));
            }
        }
        return trials;
    }
}
