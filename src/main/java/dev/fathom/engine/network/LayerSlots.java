package dev.fathom.engine.network;

import dev.fathom.device.Arena;
import dev.fathom.device.Moments;
import dev.fathom.device.Operations;
import dev.fathom.device.Statistics;
import dev.fathom.device.Statistics.Slot;
import dev.fathom.device.Tensor;
import dev.fathom.engine.Cohort;
import dev.fathom.engine.LayerStatistics;
import dev.fathom.engine.Quantity;
import dev.fathom.net.NetworkSpec;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Where the quantities of all layers of a network go.
 *
 * @param wanted slots that some stage measures: not every layer has every quantity
 */
public record LayerSlots(NetworkSpec network, Statistics statistics, BitSet wanted) {
    private static final int PER_LAYER = Quantity.values().length;

    /** What is measured of tokens, behind the quantities of all layers. */
    private static final int OF_TOKENS = 2;

    private static final int TOKEN_COSINE = 0;
    private static final int ENTROPY = 1;

    public static LayerSlots allocate(Arena arena, Cohort cohort) {
        NetworkSpec network = cohort.network();
        int each = PER_LAYER + (network.attention().isPresent() ? OF_TOKENS : 0);
        int slots = network.weights().size() * each;
        return new LayerSlots(network, arena.statistics(cohort.size(), slots), new BitSet());
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

    public Slot slot(int layer, Quantity quantity) {
        return wanted(index(layer, quantity));
    }

    /** For cosines of two tokens of a sample. */
    Slot tokenCosine(int layer) {
        return wanted(ofTokens(layer, TOKEN_COSINE));
    }

    /** For entropies of attention weights, by the layer of the queries. */
    Slot entropy(int layer) {
        return wanted(ofTokens(layer, ENTROPY));
    }

    private Slot wanted(int index) {
        wanted.set(index);
        return statistics.slot(index);
    }

    private static int index(int layer, Quantity quantity) {
        return (layer - 1) * PER_LAYER + quantity.ordinal();
    }

    private int ofTokens(int layer, int which) {
        return network.weights().size() * PER_LAYER + (layer - 1) * OF_TOKENS + which;
    }

    private Double mean(Moments[] slots, int layer, int which) {
        int index = ofTokens(layer, which);
        return wanted.get(index) ? slots[index].mean() : null;
    }

    /** What was measured of each trial. */
    public List<List<LayerStatistics>> read() {
        List<List<LayerStatistics>> trials = new ArrayList<>();
        for (Moments[] slots : statistics.read()) {
            List<LayerStatistics> layers = new ArrayList<>();
            for (int layer = 1; layer <= network.weights().size(); layer++) {
                Map<Quantity, Moments> moments = new EnumMap<>(Quantity.class);
                for (Quantity quantity : Quantity.values()) {
                    int index = index(layer, quantity);
                    if (wanted.get(index)) {
                        moments.put(quantity, slots[index]);
                    }
                }
                layers.add(new LayerStatistics(
                        layer, moments, mean(slots, layer, TOKEN_COSINE), mean(slots, layer, ENTROPY)));
            }
            trials.add(layers);
        }
        return trials;
    }
}
