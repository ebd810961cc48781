package dev.fathom.net;

import java.util.Collections;
import java.util.List;

/**
 * The sizes of a fully connected network.
 *
 * @param inputs features of a sample
 * @param widths units of each hidden layer; its length is the depth
 * @param outputs units of the output layer, 0 where the network ends at its last hidden layer
 */
public record Shape(int inputs, List<Integer> widths, int outputs) {
    public static final int MAX_DEPTH = 10_000;

    public Shape {
        widths = List.copyOf(widths);
        if (inputs < 1 || outputs < 0) {
            throw new IllegalArgumentException("inputs must be positive and outputs not negative");
        }
        if (widths.isEmpty() || widths.size() > MAX_DEPTH) {
            throw new IllegalArgumentException("the depth must lie in 1 to " + MAX_DEPTH + ", got " + widths.size());
        }
        for (int width : widths) {
            if (width < 1) {
                throw new IllegalArgumentException("a width must be at least 1, got " + width);
            }
        }
    }

    public static Shape uniform(int inputs, int depth, int width, int outputs) {
        if (depth < 1 || depth > MAX_DEPTH) {
            throw new IllegalArgumentException("the depth must lie in 1 to " + MAX_DEPTH + ", got " + depth);
        }
        return new Shape(inputs, Collections.nCopies(depth, width), outputs);
    }

    /** Number of hidden layers. */
    public int depth() {
        return widths.size();
    }

    /** Number of weight matrices: the hidden layers and, if there is one, the output layer. */
    public int layers() {
        return depth() + (outputs > 0 ? 1 : 0);
    }

    /** Rows of weight matrix {@code layer}, 1-based. */
    public int fanIn(int layer) {
        return layer == 1 ? inputs : widths.get(layer - 2);
    }

    /** Columns of weight matrix {@code layer}, 1-based. */
    public int fanOut(int layer) {
        return layer <= depth() ? widths.get(layer - 1) : outputs;
    }
}
