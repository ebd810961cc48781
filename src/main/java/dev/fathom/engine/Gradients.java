package dev.fathom.engine;

import dev.fathom.device.Arena;
import dev.fathom.device.Operations;
import dev.fathom.device.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The gradients themselves, in one scratch matrix for each shape of weights, measured where asked.
 *
 * @param scaled scratch of the same shapes for gradients behind a gate
 */
record Gradients(Network network, Map<Long, Tensor> scratch, Map<Long, Tensor> scaled, LayerSlots to)
        implements Learning {
    static Gradients allocate(Arena arena, Network network, LayerSlots to) {
        Map<Long, Tensor> scratch = new HashMap<>();
        Map<Long, Tensor> scaled = new HashMap<>();
        int trials = network.cohort().size();
        for (int layer = 1; layer <= network.layers(); layer++) {
            int rows = network.shape(layer).rows();
            int columns = network.shape(layer).columns();
            for (Map<Long, Tensor> each : network.gate(layer) == null ? List.of(scratch) : List.of(scratch, scaled)) {
                each.computeIfAbsent(key(rows, columns), k -> arena.tensor(trials, rows, columns));
                each.computeIfAbsent(key(0, columns), k -> arena.tensor(trials, 1, columns));
            }
        }
        return new Gradients(network, scratch, scaled, to);
    }

    private static long key(int rows, int columns) {
        return (long) rows << 32 | columns;
    }

    private long weightKey(int layer) {
        return key(network.shape(layer).rows(), network.shape(layer).columns());
    }

    private long biasKey(int layer) {
        return key(0, network.shape(layer).columns());
    }

    @Override
    public Tensor weightTarget(int layer) {
        return scratch.get(weightKey(layer));
    }

    @Override
    public Tensor biasTarget(int layer) {
        return scratch.get(biasKey(layer));
    }

    @Override
    public void weightsReady(Operations ops, int layer) {
        ofWeights(ops, layer);
    }

    /** The gradient by what the layer learns, measured on the way. */
    Tensor ofWeights(Operations ops, int layer) {
        Tensor gradient = behindGate(ops, layer, weightTarget(layer), scaled.get(weightKey(layer)));
        if (to != null) {
            ops.measure(gradient, to.slot(layer, Quantity.WEIGHT_GRADIENT));
        }
        return gradient;
    }

    Tensor ofBiases(Operations ops, int layer) {
        return behindGate(ops, layer, biasTarget(layer), scaled.get(biasKey(layer)));
    }

    private Tensor behindGate(Operations ops, int layer, Tensor gradient, Tensor into) {
        if (network.gate(layer) == null) {
            return gradient;
        }
        network.gate(layer).times(ops, gradient, into);
        return into;
    }
}
