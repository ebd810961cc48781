package dev.fathom.model;

/** How a library stores the weights of a dense layer. */
public enum Layout {
    /** {@code nn.Linear}: {@code weight} (out, in); in an {@code nn.Sequential} every second module is an activation. */
    torch("weight", 2) {
        @Override
        int fanIn(int rows, int columns) {
            return columns;
        }
    },
    /** {@code Dense}: {@code kernel} (in, out). */
    keras("kernel", 1) {
        @Override
        int fanIn(int rows, int columns) {
            return rows;
        }
    };

    private final String weights;
    private final int stride;

    Layout(String weights, int stride) {
        this.weights = weights;
        this.stride = stride;
    }

    /** Inputs of a layer whose weights are stored in so many rows and columns. */
    abstract int fanIn(int rows, int columns);

    int fanOut(int rows, int columns) {
        return rows + columns - fanIn(rows, columns);
    }

    /** Name of a layer's weights, 0-based. */
    String weights(int layer) {
        return layer * stride + "." + weights;
    }

    String biases(int layer) {
        return layer * stride + ".bias";
    }

    /** From the (in, out) of this house to the stored matrix, or back: a transposition or nothing. */
    float[] turned(float[] values, int rows, int columns) {
        if (this == keras) {
            return values;
        }
        float[] turned = new float[values.length];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                turned[j * rows + i] = values[i * columns + j];
            }
        }
        return turned;
    }
}
