package dev.fathom.engine;

import dev.fathom.device.Arena;
import dev.fathom.device.Statistics;
import dev.fathom.device.Statistics.Slot;

/** Statistics of a whole network: for each layer its pre-activation, activation, gradient, weight gradient and weights. */
public record LayerSlots(Statistics statistics) {
    static final int PER_LAYER = 5;

    static LayerSlots allocate(Arena arena, int trials, int layers) {
        return new LayerSlots(arena.statistics(trials, layers * PER_LAYER));
    }

    Slot preactivation(int layer) {
        return slot(layer, 0);
    }

    Slot activation(int layer) {
        return slot(layer, 1);
    }

    Slot gradient(int layer) {
        return slot(layer, 2);
    }

    Slot weightGradient(int layer) {
        return slot(layer, 3);
    }

    Slot weights(int layer) {
        return slot(layer, 4);
    }

    private Slot slot(int layer, int quantity) {
        return statistics.slot((layer - 1) * PER_LAYER + quantity);
    }
}
