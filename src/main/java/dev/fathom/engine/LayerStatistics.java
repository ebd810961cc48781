package dev.fathom.engine;

import dev.fathom.device.Moments;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What one trial's network shows in one layer.
 *
 * @param layer 1-based; one more than the depth for the output layer
 * @param activation null for the output layer
 * @param gradient by the pre-activation
 */
public record LayerStatistics(
        int layer, Moments preactivation, Moments activation, Moments gradient, Moments weightGradient, Moments weights)
        implements Serializable {
    /** All layers of one trial, from its row of statistics. */
    static List<LayerStatistics> of(Moments[] slots, int depth) {
        List<LayerStatistics> layers = new ArrayList<>();
        for (int layer = 1; layer <= slots.length / LayerSlots.PER_LAYER; layer++) {
            int first = (layer - 1) * LayerSlots.PER_LAYER;
            layers.add(new LayerStatistics(
                    layer,
                    slots[first],
                    layer > depth ? null : slots[first + 1],
                    slots[first + 2],
                    slots[first + 3],
                    slots[first + 4]));
        }
        return layers;
    }
}
