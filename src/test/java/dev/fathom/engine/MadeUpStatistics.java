package dev.fathom.engine;

import dev.fathom.device.Moments;
import java.util.EnumMap;
import java.util.Map;

/** Statistics of a layer as a test wants them. */
public final class MadeUpStatistics {
    private MadeUpStatistics() {}

    /** @param activation null for an output layer */
    public static LayerStatistics of(
            int layer,
            Moments preactivation,
            Moments activation,
            Moments gradient,
            Moments weightGradient,
            Moments weight) {
        Map<Quantity, Moments> moments = new EnumMap<>(Quantity.class);
        moments.put(Quantity.PREACTIVATION, preactivation);
        moments.put(Quantity.ACTIVATION, activation);
        moments.put(Quantity.GRADIENT, gradient);
        moments.put(Quantity.WEIGHT_GRADIENT, weightGradient);
        moments.put(Quantity.WEIGHT, weight);
        return new LayerStatistics(layer, moments);
    }
}
