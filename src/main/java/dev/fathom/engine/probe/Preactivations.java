package dev.fathom.engine.probe;

import dev.fathom.device.Arena;
import dev.fathom.device.Device;
import dev.fathom.device.Program;
import dev.fathom.device.Tensor;
import dev.fathom.engine.BatchLoader;
import dev.fathom.engine.Cohort;
import dev.fathom.engine.network.Lsuv;
import dev.fathom.engine.network.Network;
import dev.fathom.engine.network.Pass;
import dev.fathom.net.architecture.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/** Every pre-activation of one network at initialization, where {@link Probe} gives their moments. */
public final class Preactivations {
    private Preactivations() {}

    /**
     * @param cohort of one trial
     * @param inputs row-major (B, n_1)
     * @param wanted layers to look at, 1-based
     * @return for each wanted layer, ascending, its matrix, row-major (B, m)
     */
    public static List<float[]> of(Device device, Cohort cohort, float[] inputs, IntPredicate wanted) {
        if (cohort.size() != 1) {
            throw new IllegalArgumentException("one trial at a time, got " + cohort.size());
        }
        Shape shape = cohort.shape();
        try (Arena arena = device.arena()) {
            Network network = new Network(arena, cohort);
            Tensor x = BatchLoader.seen(arena.constant(shape.inputs(), inputs), shape.input());
            network.draw(device);
            Lsuv.rescale(device, arena, network, ops -> {}, x);
            List<Tensor> kept = new ArrayList<>();
            for (int layer = 1; layer <= network.hiddenLayers(); layer++) {
                kept.add(preactivations(arena, network, layer));
            }
            try (Program program = device.record(ops -> network.forward(new Pass(ops, x, null, null, null, kept)))) {
                program.run();
            }
            List<float[]> matrices = new ArrayList<>();
            for (int layer = 1; layer <= network.hiddenLayers(); layer++) {
                if (wanted.test(layer)) {
                    matrices.add(device.download(kept.get(layer - 1), 0));
                }
            }
            return matrices;
        }
    }

    /** Room for those of a layer at every position. */
    private static Tensor preactivations(Arena arena, Network network, int layer) {
        Cohort cohort = network.cohort();
        int rows = cohort.batch() * network.shape(layer).positions();
        return arena.tensor(cohort.size(), rows, network.shape(layer).columns());
    }

    /**
     * Of networks as they are now.
     *
     * @param inputs row-major, as many samples as a batch of theirs
     * @return for each trial its layers, the output last, row-major (B, m)
     */
    public static List<List<float[]>> of(Device device, Network network, float[] inputs) {
        Cohort cohort = network.cohort();
        Shape shape = cohort.shape();
        try (Arena arena = device.arena()) {
            Tensor x = BatchLoader.seen(arena.constant(shape.inputs(), inputs), shape.input());
            List<Tensor> kept = new ArrayList<>();
            for (int layer = 1; layer <= network.hiddenLayers(); layer++) {
                kept.add(preactivations(arena, network, layer));
            }
            try (Program program = device.record(ops -> network.forward(new Pass(ops, x, null, null, null, kept)))) {
                program.run();
            }
            kept.add(network.output());
            List<List<float[]>> byTrial = new ArrayList<>();
            for (int trial = 0; trial < cohort.size(); trial++) {
                int of = trial;
                byTrial.add(
                        kept.stream().map(tensor -> device.download(tensor, of)).toList());
            }
            return byTrial;
        }
    }
}
