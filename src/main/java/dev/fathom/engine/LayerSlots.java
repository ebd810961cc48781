package dev.fathom.engine;

import dev.fathom.device.Arena;
import dev.fathom.device.Moments;
import dev.fathom.device.Operations;
import dev.fathom.device.Statistics;
import dev.fathom.device.Statistics.Slot;
import dev.fathom.device.Tensor;
import dev.fathom.net.NetworkSpec;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Where the quantities of all layers of a network go. */
record LayerSlots(NetworkSpec network, Statistics statistics) {
    private static final int PER_LAYER = Quantity.values().length;

    static LayerSlots allocate(Arena arena, Cohort cohort) {
        NetworkSpec network = cohort.network();
        return new LayerSlots(
                network, arena.statistics(cohort.size(), network.weights().size() * PER_LAYER));
    }

    /** The place of a quantity, null where nothing is measured. */
    static Slot at(LayerSlots slots, int layer, Quantity quantity) {
        return slots == null ? null : slots.slot(layer, quantity);
    }

    static void measure(Operations ops, LayerSlots slots, int layer, Quantity quantity, Tensor x) {
        if (slots != null) {
            ops.measure(x, slots.slot(layer, quantity));
        }
    }

    Slot slot(int layer, Quantity quantity) {
        return statistics.slot((layer - 1) * PER_LAYER + quantity.ordinal());
    }

    /** What was measured of each trial. */
    List<List<LayerStatistics>> read() {
        List<List<LayerStatistics>> trials = new ArrayList<>();
        for (Moments[] slots : statistics.read()) {
            List<LayerStatistics> layers = new ArrayList<>();
            for (int layer = 1; layer <= network.weights().size(); layer++) {
                Map<Quantity, Moments> moments = new EnumMap<>(Quantity.class);
                for (Quantity quantity : Quantity.values()) {
                    moments.put(quantity, slots[slot(layer, quantity).index()]);
                }
                if (network.weights().get(layer - 1).isOutput()) {
                    moments.remove(Quantity.ACTIVATION);
                }
                layers.add(new LayerStatistics(layer, moments));
            }
            trials.add(layers);
        }
        return trials;
    }
}
