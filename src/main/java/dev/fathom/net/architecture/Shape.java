package dev.fathom.net.architecture;

import dev.fathom.net.Extent;
import java.util.Collections;
import java.util.List;

/**
 * The sizes of a network.
 *
 * @param input what the network sees of a sample
 * @param widths units or channels of each hidden layer or block; its length is the depth
 * @param outputs units of the output layer, 0 where the network ends at its last hidden layer
 */
public record Shape(Extent input, List<Integer> widths, int outputs) {
    public static final int MAX_DEPTH = 10_000;

    public Shape {
        widths = List.copyOf(widths);
        if (outputs < 0) {
            throw new IllegalArgumentException("outputs must not be negative, got " + outputs);
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

    /** Of a network that sees a sample as one vector. */
    public Shape(int inputs, List<Integer> widths, int outputs) {
        this(Extent.vector(inputs), widths, outputs);
    }

    public static Shape uniform(int inputs, int depth, int width, int outputs) {
        return uniform(Extent.vector(inputs), depth, width, outputs);
    }

    public static Shape uniform(Extent input, int depth, int width, int outputs) {
        if (depth < 1 || depth > MAX_DEPTH) {
            throw new IllegalArgumentException("the depth must lie in 1 to " + MAX_DEPTH + ", got " + depth);
        }
        return new Shape(input, Collections.nCopies(depth, width), outputs);
    }

    /** Values of a sample. */
    public int inputs() {
        return input.size();
    }

    /** Number of hidden layers. */
    public int depth() {
        return widths.size();
    }

    /** Number of weight matrices: the hidden layers and, if there is one, the output layer. */
    public int layers() {
        return depth() + (outputs > 0 ? 1 : 0);
    }

    /** Rows of weight matrix {@code layer} of a plain network, 1-based. */
    public int fanIn(int layer) {
        return layer == 1 ? input.channels() : widths.get(layer - 2);
    }

    /** Columns of weight matrix {@code layer} of a plain network, 1-based. */
    public int fanOut(int layer) {
        return layer <= depth() ? widths.get(layer - 1) : outputs;
    }

    /** The one width of all hidden layers, which networks of that body need. */
    int evenWidth(Body body) {
        int width = widths.get(0);
        if (widths.stream().anyMatch(other -> other != width)) {
            throw new IllegalArgumentException(
                    body + " keeps one width in all its blocks: give one width instead of " + widths);
        }
        return width;
    }
}
