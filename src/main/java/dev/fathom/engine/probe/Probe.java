package dev.fathom.engine.probe;

import dev.fathom.device.Arena;
import dev.fathom.device.Device;
import dev.fathom.device.Operations;
import dev.fathom.device.Program;
import dev.fathom.device.Tensor;
import dev.fathom.engine.BatchLoader;
import dev.fathom.engine.Cohort;
import dev.fathom.engine.LayerStatistics;
import dev.fathom.engine.Samples;
import dev.fathom.engine.network.LayerSlots;
import dev.fathom.engine.network.Learning;
import dev.fathom.engine.network.Lsuv;
import dev.fathom.engine.network.Network;
import dev.fathom.engine.network.Pass;
import dev.fathom.engine.optimizer.Gradients;
import dev.fathom.init.Distribution;
import dev.fathom.init.Philox;
import dev.fathom.init.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Networks at initialization, to be measured forward and backward, layer by layer. Their weights stay on the device until
 * this is closed.
 */
public final class Probe implements AutoCloseable {
    private final Device device;
    private final Arena arena;
    private final Network network;
    private final BatchLoader loader; // null where inputs are Gaussian
    private final Tensor x;
    private final Tensor curve; // of the loss, null where there is none

    private Probe(Device device, Cohort cohort, Samples samples, int[] order) {
        this.device = device;
        arena = device.arena();
        try {
            network = new Network(arena, cohort);
            loader = samples == null ? null : new BatchLoader(arena, samples, order, cohort.batch());
            x = loader == null
                    ? BatchLoader.seen(
                            arena.tensor(
                                    cohort.size(),
                                    cohort.batch(),
                                    cohort.shape().inputs()),
                            cohort.shape().input())
                    : loader.inputs();
            curve = loader == null ? null : arena.tensor(cohort.size(), 2, 1);
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    /**
     * Networks on standard normal inputs of their own; the backward pass starts from a standard normal cotangent at the
     * last pre-activation.
     *
     * @param correlation of any two inputs of a network, 0 to 1
     */
    public static Probe onGaussian(Device device, Cohort cohort, double correlation) {
        Probe probe = new Probe(device, cohort, null, null);
        try {
            boolean tokens = cohort.network().attention().isPresent();
            Tensor inputs = tokens
                    ? probe.x
                    : probe.x.reshape(cohort.batch(), cohort.shape().inputs());
            drawInputs(device, probe.arena, cohort, correlation, inputs);
            probe.draw(ops -> {});
            Tensor top = probe.network.topGradient();
            drawNormal(device, cohort, Purpose.COTANGENT, 1, top);
            return probe;
        } catch (RuntimeException | Error e) {
            probe.close();
            throw e;
        }
    }

    /**
     * Networks with output layer on one minibatch of samples; the backward pass starts from the gradient of its mean
     * loss.
     *
     * @param order samples of the minibatch
     */
    public static Probe onMinibatch(Device device, Cohort cohort, Samples samples, int[] order) {
        Probe probe = new Probe(device, cohort, samples, order);
        try {
            probe.draw(probe.loader::gather);
            return probe;
        } catch (RuntimeException | Error e) {
            probe.close();
            throw e;
        }
    }

    /** Draws and measures networks as {@link #onGaussian} has them; they have no output layer. */
    public static List<List<LayerStatistics>> gaussian(Device device, Cohort cohort, double correlation) {
        if (cohort.shape().outputs() != 0) {
            throw new IllegalArgumentException("a Gaussian probe has no output layer");
        }
        try (Probe probe = onGaussian(device, cohort, correlation)) {
            return probe.measure();
        }
    }

    /** Draws and measures networks as {@link #onMinibatch} has them. */
    public static List<List<LayerStatistics>> onSamples(Device device, Cohort cohort, Samples samples, int[] order) {
        try (Probe probe = onMinibatch(device, cohort, samples, order)) {
            return probe.measure();
        }
    }

    public Network network() {
        return network;
    }

    private void draw(Consumer<Operations> gather) {
        network.draw(device);
        Lsuv.rescale(device, arena, network, gather, x);
    }

    /** One pass forward and backward; for each trial its layers. */
    public List<List<LayerStatistics>> measure() {
        LayerSlots to = LayerSlots.allocate(arena, network.cohort());
        Learning learning = Gradients.allocate(arena, network, to, false);
        try (Program program = device.record(ops -> record(ops, learning, to))) {
            program.run();
            return to.read();
        }
    }

    private void record(Operations ops, Learning learning, LayerSlots to) {
        if (loader != null) {
            loader.gather(ops);
        }
        network.forward(Pass.forward(ops, x, to));
        if (loader != null) {
            loader.loss(ops, network.output(), null, network.topGradient(), curve);
        }
        network.backward(Pass.backward(ops, x, learning, to));
    }

    @Override
    public void close() {
        arena.close();
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
            try (Program program = device.record(ops -> ops.addRow(x, shared, 1, x))) {
                program.run();
            }
        }
    }

    private static void drawNormal(Device device, Cohort cohort, Purpose purpose, double deviation, Tensor target) {
        List<Distribution> distributions = new ArrayList<>();
        long[] keys = new long[cohort.size()];
        for (int trial = 0; trial < cohort.size(); trial++) {
            distributions.add(new Distribution.Normal(0, deviation));
            keys[trial] = Philox.key(cohort.trials().get(trial).seed(), 0, purpose);
        }
        device.draw(distributions, keys, target);
    }
}
