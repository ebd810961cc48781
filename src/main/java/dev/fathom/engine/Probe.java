package dev.fathom.engine;

import dev.fathom.device.Arena;
import dev.fathom.device.Device;
import dev.fathom.device.Moments;
import dev.fathom.device.Program;
import dev.fathom.device.Tensor;
import dev.fathom.init.Law;
import dev.fathom.init.Philox;
import dev.fathom.init.Purpose;
import dev.fathom.net.Shape;
import java.util.ArrayList;
import java.util.List;

/** Measures networks at initialization, forward and backward, layer by layer. */
public final class Probe {
    private Probe() {}

    /**
     * Networks without output layer on standard normal inputs of their own; the backward pass starts from a standard
     * normal cotangent at the last pre-activation.
     *
     * @param correlation of any two inputs of a network, 0 to 1
     * @return for each trial its layers
     */
    public static List<List<LayerStatistics>> gaussian(Device device, Cohort cohort, double correlation) {
        Shape shape = cohort.shape();
        if (shape.outputs() != 0) {
            throw new IllegalArgumentException("a Gaussian probe has no output layer");
        }
        try (Arena arena = device.arena()) {
            Network network = new Network(arena, cohort);
            Tensor x = arena.tensor(cohort.size(), cohort.batch(), shape.inputs());
            drawInputs(device, arena, cohort, correlation, x);
            network.draw(device);
            Lsuv.rescale(device, arena, network, ops -> {}, x);
            drawNormal(device, cohort, Purpose.COTANGENT, 1, network.delta(shape.layers()));
            return measure(device, arena, network, (ops, learning, to) -> {
                network.forward(ops, x, to);
                network.backward(ops, x, learning, to);
            });
        }
    }

    /**
     * Networks with output layer on one minibatch of samples; the backward pass starts from the gradient of its mean
     * loss.
     *
     * @param order samples of the minibatch
     */
    public static List<List<LayerStatistics>> onSamples(Device device, Cohort cohort, Samples samples, int[] order) {
        try (Arena arena = device.arena()) {
            Network network = new Network(arena, cohort);
            Feed feed = new Feed(device, arena, samples, order, cohort.batch());
            Tensor curve = arena.tensor(cohort.size(), 2, 1);
            network.draw(device);
            Lsuv.rescale(device, arena, network, feed::gather, feed.inputs());
            int top = cohort.shape().layers();
            return measure(device, arena, network, (ops, learning, to) -> {
                feed.gather(ops);
                network.forward(ops, feed.inputs(), to);
                feed.loss(ops, network.preactivation(top), null, network.delta(top), curve);
                network.backward(ops, feed.inputs(), learning, to);
            });
        }
    }

    private interface Pass {
        void record(dev.fathom.device.Operations ops, Learning learning, LayerSlots to);
    }

    private static List<List<LayerStatistics>> measure(Device device, Arena arena, Network network, Pass pass) {
        Cohort cohort = network.cohort();
        LayerSlots to = LayerSlots.allocate(arena, cohort.size(), cohort.shape().layers());
        Learning learning = Learning.Gradients.allocate(arena, network, to);
        try (Program program = device.record(ops -> pass.record(ops, learning, to))) {
            program.run();
            List<List<LayerStatistics>> results = new ArrayList<>();
            for (Moments[] slots : to.statistics().read()) {
                results.add(LayerStatistics.of(slots, cohort.shape().depth()));
            }
            return results;
        }
    }

    /** √(1-c) times a normal of each sample and √c times one that all samples share. */
    private static void drawInputs(Device device, Arena arena, Cohort cohort, double correlation, Tensor x) {
        if (!(correlation >= 0 && correlation <= 1)) {
            throw new IllegalArgumentException("the correlation of inputs must lie in 0 to 1, got " + correlation);
        }
        drawNormal(device, cohort, Purpose.INPUT, Math.sqrt(1 - correlation), x);
        if (correlation > 0) {
            Tensor shared = arena.tensor(cohort.size(), 1, x.columns());
            drawNormal(device, cohort, Purpose.SHARED_INPUT, Math.sqrt(correlation), shared);
            try (Program program = device.record(ops -> ops.preload(x, shared, 1, x))) {
                program.run();
            }
        }
    }

    private static void drawNormal(Device device, Cohort cohort, Purpose purpose, double deviation, Tensor target) {
        List<Law> laws = new ArrayList<>();
        long[] keys = new long[cohort.size()];
        for (int trial = 0; trial < cohort.size(); trial++) {
            laws.add(new Law.Normal(0, deviation));
            keys[trial] = Philox.key(cohort.trials().get(trial).seed(), 0, purpose);
        }
        device.draw(laws, keys, target);
    }
}
