package dev.fathom.engine.probe;

import dev.fathom.device.Moments;
import dev.fathom.engine.LayerStatistics;
import dev.fathom.engine.Quantity;
import dev.fathom.engine.probe.Estimate.Range;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Which figures of one network left float32. A matrix of zeros is an underflow only where nothing accounts for the
 * zeros: its source was not zero, and neither were all weights between, nor all derivatives.
 *
 * @param byLayer the range of each quantity
 */
record Ranges(List<Map<Quantity, Range>> byLayer) {
    /** Below this root mean square the elements leave float32's normal range. */
    private static final double SMALLEST_NORMAL = Float.MIN_NORMAL;

    /** The worst over some networks. */
    static Range worst(List<Ranges> networks, int index, Quantity quantity) {
        Range worst = Range.FINITE;
        for (Ranges ranges : networks) {
            Range range = ranges.byLayer().get(index).get(quantity);
            worst = range == Range.OVERFLOW || worst == Range.FINITE ? range : worst;
        }
        return worst;
    }

    static Ranges of(List<LayerStatistics> layers) {
        List<Map<Quantity, Range>> ranges = new ArrayList<>();
        boolean alive = true;
        for (LayerStatistics layer : layers) {
            Range z = classify(layer.preactivation(), alive && layer.weights().largest() > 0);
            alive = alive(layer.preactivation(), z);
            Range a = layer.activation() == null
                    ? Range.FINITE
                    : classify(layer.activation(), alive && layer.activation().dead() < 1);
            alive = layer.activation() == null ? alive : alive(layer.activation(), a);
            ranges.add(new EnumMap<>(Map.of(Quantity.PREACTIVATION, z, Quantity.ACTIVATION, a)));
        }
        backward(layers, ranges);
        return new Ranges(ranges);
    }

    private static void backward(List<LayerStatistics> layers, List<Map<Quantity, Range>> ranges) {
        boolean alive = true;
        for (int index = layers.size() - 1; index >= 0; index--) {
            LayerStatistics layer = layers.get(index);
            boolean dead = layer.activation() != null && layer.activation().dead() == 1;
            boolean first = index == layers.size() - 1;
            Range g = classify(
                    layer.gradient(),
                    alive && !first && !dead && layers.get(index + 1).weights().largest() > 0);
            alive = alive(layer.gradient(), g);
            ranges.get(index).put(Quantity.GRADIENT, g);
            boolean input = index == 0
                    || layers.get(index - 1).activation() == null
                    || alive(
                            layers.get(index - 1).activation(),
                            ranges.get(index - 1).get(Quantity.ACTIVATION));
            ranges.get(index)
                    .put(
                            Quantity.WEIGHT_GRADIENT,
                            classify(
                                    layer.weightGradient(),
                                    alive && input && layer.weights().largest() > 0));
        }
    }

    private static boolean alive(Moments moments, Range range) {
        return range != Range.FINITE || moments.largest() > 0;
    }

    private static Range classify(Moments moments, boolean expectedAlive) {
        if (moments.nonfinite() > 0) {
            return Range.OVERFLOW;
        }
        double rms = Math.sqrt(moments.secondMoment());
        boolean tiny = moments.largest() > 0 && rms < SMALLEST_NORMAL;
        return tiny || expectedAlive && moments.largest() == 0 ? Range.UNDERFLOW : Range.FINITE;
    }
}
