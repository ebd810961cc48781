package dev.fathom.report.results;

import dev.fathom.device.Moments;
import dev.fathom.engine.LayerStatistics;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** What a chart can show of every layer. The labels are in {@code report.js}, by key. */
public enum Quantity {
    ACTIVATION("activation", LayerStatistics::activation, Moments::secondMoment),
    UNIT_VARIANCE("unit_variance", LayerStatistics::preactivation, Moments::unitVariance),
    SATURATED("saturated", LayerStatistics::activation, Moments::saturated),
    DEAD("dead", LayerStatistics::activation, Moments::dead),
    /** Relative to the last layer's, as the verdicts take it. */
    GRADIENT("gradient", LayerStatistics::gradient, Moments::secondMoment),
    WEIGHT_GRADIENT("weight_gradient", LayerStatistics::weightGradient, Moments::secondMoment);

    private final String key;
    private final Function<LayerStatistics, Moments> matrix;
    private final ToDoubleFunction<Moments> moment;

    Quantity(String key, Function<LayerStatistics, Moments> matrix, ToDoubleFunction<Moments> moment) {
        this.key = key;
        this.matrix = matrix;
        this.moment = moment;
    }

    public String key() {
        return key;
    }

    /** Of one layer of one network: infinite where float32 overflowed, NaN where the layer has no such matrix. */
    double of(List<LayerStatistics> layers, int index) {
        double value = raw(layers.get(index));
        boolean ratio = this == GRADIENT && value != 0 && Double.isFinite(value);
        return ratio ? value / raw(layers.get(layers.size() - 1)) : value;
    }

    private double raw(LayerStatistics layer) {
        Moments moments = matrix.apply(layer);
        if (moments == null) {
            return Double.NaN;
        }
        return moments.nonfinite() > 0 ? Double.POSITIVE_INFINITY : moment.applyAsDouble(moments);
    }
}
