package dev.fathom.device;

/**
 * How attention looks at a matrix (B P, d): as B samples of P positions, whose d channels are those of the heads side by
 * side.
 *
 * @param count of heads; they divide the channels
 * @param positions of a sample
 * @param causal whether a position sees itself and those before it alone
 */
public record Heads(int count, int positions, boolean causal) {
    public Heads {
        if (count < 1 || positions < 1) {
            throw new IllegalArgumentException(
                    "heads and positions must be positive, got " + count + " and " + positions);
        }
    }

    /** Samples of a matrix. */
    public int samples(Tensor x) {
        return x.rows() / positions;
    }

    /** Channels of one head. */
    public int channels(Tensor x) {
        return x.columns() / count;
    }

    /** Rows of the attention weights: one for each sample, head and position, in this order. */
    public int weightRows(int rows) {
        return Math.multiplyExact(rows, count);
    }

    /** Factor on an inner product of a query and a key. */
    public float scale(Tensor x) {
        return (float) (1 / Math.sqrt(channels(x)));
    }

    /** @throws IllegalArgumentException where positions do not divide rows, or heads columns */
    public void requireFit(Tensor x) {
        if (x.rows() % positions != 0 || x.columns() % count != 0) {
            throw new IllegalArgumentException("a matrix of " + x.rows() + " x " + x.columns()
                    + " has no whole samples of " + positions + " positions in " + count + " heads");
        }
    }

    /**
     * What attention compares and mixes, all (B P, d).
     *
     * @param query what a position asks
     * @param key what a position is found by
     * @param value what a position gives
     */
    public record Projections(Tensor query, Tensor key, Tensor value) {}
}
