package dev.fathom.transfer;

import dev.fathom.study.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds the neighbourhood of the best rate of one network with few trainings: one seed at rates two octaves apart, then one
 * octave about the best of these; all seeds only at half octaves about the best.
 */
final class RateSearch {
    /** Places on either side of the best rate: one and a half octaves. */
    private static final int REACH = 3;

    private static final int MAX_MOVES = 4;

    private final Losses losses;
    private final RateGrid grid;
    private final Trial network;

    RateSearch(Losses losses, RateGrid grid, Trial network) {
        this.losses = losses;
        this.grid = grid;
        this.network = network;
    }

    /** The places to train with all seeds, ascending. */
    List<Integer> neighbourhood(int seeds) {
        int best = least(coarse(), 1);
        best = least(about(best, RateGrid.OCTAVE, RateGrid.OCTAVE), 1);
        for (int move = 0; move < MAX_MOVES; move++) {
            List<Integer> places = about(best, REACH, 1);
            int found = least(places, seeds);
            if (Math.abs(found - best) <= 1) {
                return places;
            }
            best = found;
        }
        return about(best, REACH, 1);
    }

    /** Logarithms of the first seed's losses by rate, two octaves apart over the whole range. */
    SortedMap<Double, Double> everywhere() {
        List<Double> rates = coarse().stream().map(grid::rate).toList();
        double[][] found = losses.of(network, rates, 1);
        SortedMap<Double, Double> byRate = new TreeMap<>();
        for (int i = 0; i < found.length; i++) {
            byRate.put(rates.get(i), found[i][0]);
        }
        return byRate;
    }

    private List<Integer> coarse() {
        List<Integer> places = new ArrayList<>();
        for (int place = 0; place <= grid.last(); place += 2 * RateGrid.OCTAVE) {
            places.add(place);
        }
        return places;
    }

    private List<Integer> about(int centre, int reach, int step) {
        int inside = Math.max(Math.min(centre, grid.last() - reach), reach); // a whole window, also at the ends
        TreeSet<Integer> places = new TreeSet<>();
        for (int place = inside - reach; place <= inside + reach; place += step) {
            places.add(grid.clamp(place));
        }
        return List.copyOf(places);
    }

    private int least(List<Integer> places, int seeds) {
        double[][] found = losses.of(network, places.stream().map(grid::rate).toList(), seeds);
        double[] sums = new double[found.length];
        for (int i = 0; i < sums.length; i++) {
            for (double loss : found[i]) {
                sums[i] += loss;
            }
        }
        return places.get(Parabola.indexOfLeast(sums));
    }
}
