package dev.fathom.model;

import dev.fathom.engine.network.Weights;
import dev.fathom.formats.Array;
import java.util.Optional;
import java.util.stream.Collectors;

/** A matrix as the file has it, and its bias once found. */
final class Stored {
    private final Array matrix;
    private Array bias;

    Stored(Array matrix) {
        this.matrix = matrix;
    }

    Array matrix() {
        return matrix;
    }

    /** Null where there is none. */
    Array bias() {
        return bias;
    }

    ArrayName name() {
        return ArrayName.of(matrix.name());
    }

    int rows() {
        return matrix.shape().get(0);
    }

    int columns() {
        return matrix.shape().get(1);
    }

    int fanIn(Layout layout) {
        return layout.fanIn(rows(), columns());
    }

    int fanOut(Layout layout) {
        return layout.fanOut(rows(), columns());
    }

    /** Empty where there is no bias. */
    Optional<Integer> biases() {
        return Optional.ofNullable(bias).map(b -> b.values().length);
    }

    /** Whether the bias is not as long as there would be outputs. */
    boolean biasContradicts(Layout layout) {
        return bias != null && bias.values().length != fanOut(layout);
    }

    /** The vector is the bias, if there is none yet and it is as long as a side of the matrix. */
    boolean takes(Array vector) {
        int length = vector.values().length;
        if (bias != null || length != rows() && length != columns()) {
            return false;
        }
        bias = vector;
        return true;
    }

    Weights.Dense dense(Layout layout) {
        int in = fanIn(layout);
        int out = fanOut(layout);
        float[] weights = layout.turned(matrix.values(), rows(), columns());
        return new Weights.Dense(in, out, weights, bias == null ? new float[out] : bias.values());
    }

    @Override
    public String toString() {
        return matrix.name() + " ("
                + matrix.shape().stream().map(String::valueOf).collect(Collectors.joining("x")) + ")";
    }
}
