package dev.fathom.engine;

import dev.fathom.device.Arena;
import dev.fathom.device.Indices;
import dev.fathom.device.Operations;
import dev.fathom.device.Tensor;
import dev.fathom.net.Extent;

/** Samples resident on the device and the order in which they are visited: the same minibatches for all trials. */
public final class BatchLoader {
    private final Tensor features; // (count, width), one for all trials
    private final Indices order;
    private final Tensor inputs; // (B, values of a sample), the current minibatch
    private final Tensor seen; // the same as networks see it
    private final Indices labels; // null for values
    private final Tensor targets; // (count, outputs), null for classes
    private final Tensor batchTargets; // (B, outputs)

    public BatchLoader(Arena arena, Samples samples, int[] order, int batch) {
        features = arena.constant(samples.width(), samples.features());
        this.order = arena.indices(order);
        inputs = arena.tensor(1, batch, samples.width());
        seen = seen(inputs, samples.extent());
        if (samples.answers() instanceof Samples.Classes classes) {
            labels = arena.indices(classes.labels());
            targets = null;
            batchTargets = null;
        } else {
            Samples.Values values = (Samples.Values) samples.answers();
            labels = null;
            targets = arena.constant(values.outputs(), values.targets());
            batchTargets = arena.tensor(1, batch, values.outputs());
        }
    }

    /** Samples, each a row, as networks see them: a row for each position. */
    public static Tensor seen(Tensor samples, Extent extent) {
        return extent.positions() == 1
                ? samples
                : samples.reshape(samples.rows() * extent.positions(), extent.channels());
    }

    /** The order of one pass over all samples, the last minibatch filled up with empty places. */
    public static int[] onePass(int samples, int batch) {
        int steps = (samples + batch - 1) / batch;
        int[] order = new int[steps * batch];
        for (int i = 0; i < order.length; i++) {
            order[i] = i < samples ? i : -1;
        }
        return order;
    }

    /** The current minibatch as a network sees it (B P, channels). */
    public Tensor inputs() {
        return seen;
    }

    /** Brings the step's minibatch into {@link #inputs}. */
    public void gather(Operations ops) {
        ops.gather(features, order, inputs);
        if (targets != null) {
            ops.gather(targets, order, batchTargets);
        }
    }

    /** The loss of the minibatch; {@code rate} and {@code delta} nullable as in {@link Operations#crossEntropy}. */
    public void loss(Operations ops, Tensor z, Tensor rate, Tensor delta, Tensor curve) {
        if (labels != null) {
            ops.crossEntropy(z, labels, order, rate, delta, curve);
        } else {
            ops.squaredError(z, batchTargets, order, rate, delta, curve);
        }
    }
}
