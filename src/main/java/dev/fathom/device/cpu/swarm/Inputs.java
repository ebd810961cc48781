package dev.fathom.device.cpu.swarm;

import dev.fathom.device.Swarm;

/**
 * The minibatch that all networks of a swarm see, both ways round: samples as rows, and as columns.
 *
 * @param <T> array of a precision
 */
final class Inputs<T> {
    private final Reals<T> reals;
    private final Swarm.Examples examples;
    private final int width;
    private final int outputs;
    private final int batch;
    private final T rows; // (B, inputs)
    private final T columns; // (inputs, B)
    private final T targets; // (outputs, B), null for classes
    private final int[] labels; // (B)

    Inputs(Reals<T> reals, Swarm swarm, Swarm.Examples examples) {
        this.reals = reals;
        this.examples = examples;
        width = swarm.fanIn(1);
        outputs = swarm.outputs();
        batch = swarm.batch();
        rows = reals.array(batch * width);
        columns = reals.array(batch * width);
        targets = examples.targets() == null ? null : reals.array(batch * outputs);
        labels = new int[batch];
    }

    /** Brings sample {@code order[start + i]}, or {@code start + i} where the order is null, to place i. */
    void load(int[] order, int start, int count) {
        for (int i = 0; i < count; i++) {
            int sample = order == null ? start + i : order[start + i];
            for (int j = 0; j < width; j++) {
                float value = examples.features()[sample * width + j];
                reals.set(rows, i * width + j, value);
                reals.set(columns, j * batch + i, value);
            }
            labels[i] = examples.label(sample, outputs);
            for (int j = 0; j < outputs && targets != null; j++) {
                reals.set(targets, j * batch + i, examples.targets()[sample * outputs + j]);
            }
        }
    }

    T rows() {
        return rows;
    }

    T columns() {
        return columns;
    }

    T targets() {
        return targets;
    }

    int[] labels() {
        return labels;
    }
}
