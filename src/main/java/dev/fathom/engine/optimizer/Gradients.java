package dev.fathom.engine.optimizer;

import dev.fathom.device.Arena;
import dev.fathom.device.Normalization.Sums;
import dev.fathom.device.Operations;
import dev.fathom.device.Tensor;
import dev.fathom.engine.Quantity;
import dev.fathom.engine.network.BranchScales;
import dev.fathom.engine.network.LayerSlots;
import dev.fathom.engine.network.Learning;
import dev.fathom.engine.network.Network;
import dev.fathom.engine.network.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The gradients themselves, measured where asked: in one scratch matrix for each shape of weights, or in one for each layer,
 * where all are wanted together.
 *
 * @param scaled scratch of the same shapes for gradients behind a gate
 * @param sums scratch for gain and shift, by channels
 */
public record Gradients(
        Network network,
        boolean kept,
        Map<Place, Tensor> scratch,
        Map<Place, Tensor> scaled,
        Map<Place, Sums> sums,
        LayerSlots to)
        implements Learning {
    /**
     * @param rows 0 of biases
     * @param layer 0 where layers of one shape share it
     */
    private record Place(int rows, int columns, int layer) {}

    /** @param kept whether each layer's stay until all are there */
    public static Gradients allocate(Arena arena, Network network, LayerSlots to, boolean kept) {
        Gradients gradients = new Gradients(network, kept, new HashMap<>(), new HashMap<>(), new HashMap<>(), to);
        int trials = network.cohort().size();
        for (int layer = 1; layer <= network.layers(); layer++) {
            for (Place place : List.of(gradients.ofWeights(layer), gradients.ofBiases(layer))) {
                int rows = Math.max(1, place.rows());
                gradients.scratch.computeIfAbsent(place, key -> arena.tensor(trials, rows, place.columns()));
                if (network.gate(layer) != null) {
                    gradients.scaled.computeIfAbsent(place, key -> arena.tensor(trials, rows, place.columns()));
                }
            }
        }
        for (Normalizer each : network.normalizers()) {
            if (each.learns()) {
                gradients.sums.computeIfAbsent(gradients.ofGain(each), place -> {
                    Tensor gain = arena.tensor(trials, 1, place.columns());
                    return new Sums(1, 0, gain, each.shift() == null ? null : arena.tensor(trials, 1, place.columns()));
                });
            }
        }
        return gradients;
    }

    /** The same without a look at them. */
    Gradients withoutMeasuring() {
        return new Gradients(network, kept, scratch, scaled, sums, null);
    }

    private Place ofWeights(int layer) {
        return new Place(network.shape(layer).rows(), network.shape(layer).columns(), kept ? layer : 0);
    }

    private Place ofGain(Normalizer normalizer) {
        return new Place(0, normalizer.channels(), kept ? normalizer.number() : 0);
    }

    private Place ofBiases(int layer) {
        return new Place(0, network.shape(layer).columns(), kept ? layer : 0);
    }

    @Override
    public Tensor weightTarget(int layer) {
        return scratch.get(ofWeights(layer));
    }

    @Override
    public Tensor biasTarget(int layer) {
        return scratch.get(ofBiases(layer));
    }

    /** The gradient by what the layer learns: {@link #weightTarget} but where a gate stands between. */
    Tensor weights(int layer) {
        return (network.gate(layer) == null ? scratch : scaled).get(ofWeights(layer));
    }

    /** Likewise by its biases. */
    Tensor biases(int layer) {
        return (network.gate(layer) == null ? scratch : scaled).get(ofBiases(layer));
    }

    /** By all that the network learns, where they are kept. */
    List<Tensor> all() {
        List<Tensor> all = new ArrayList<>();
        for (int layer = 1; layer <= network.layers(); layer++) {
            all.add(weights(layer));
            all.add(biases(layer));
            if (network.gate(layer) != null) {
                all.add(network.gate(layer).gradient());
            }
        }
        network.normalizers().stream()
                .filter(Normalizer::learns)
                .map(this::sums)
                .forEach(sums -> {
                    all.add(sums.gain());
                    if (sums.shift() != null) {
                        all.add(sums.shift());
                    }
                });
        return all;
    }

    @Override
    public Sums sums(Normalizer normalizer) {
        return sums.get(ofGain(normalizer));
    }

    @Override
    public void weightsReady(Operations ops, int layer) {
        BranchScales.Gate gate = network.gate(layer);
        if (gate != null) {
            gate.addGradient(ops, weightTarget(layer), network.parameters(layer), false);
            gate.times(ops, weightTarget(layer), weights(layer));
        }
        if (to != null) {
            ops.measure(weights(layer), to.slot(layer, Quantity.WEIGHT_GRADIENT));
        }
    }

    /** Runs before {@link #weightsReady}: the gradient by a gate's factor starts here. */
    @Override
    public void biasesReady(Operations ops, int layer) {
        BranchScales.Gate gate = network.gate(layer);
        if (gate != null) {
            gate.addGradient(ops, biasTarget(layer), network.biasParameters(layer), true);
            gate.times(ops, biasTarget(layer), biases(layer));
        }
    }
}
