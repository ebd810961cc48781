package dev.fathom.net;

/**
 * A weight matrix of a network, nearly always with a bias for each column.
 *
 * @param part what it is to its block, in the words of users: {@code layer}, {@code conv}
 * @param place where it stands
 * @param positions of a sample at which it acts
 * @param rows, columns of the matrix: what a unit sees, and how many units there are
 * @param fanIn, fanOut connections into and out of a unit, which are not rows and columns where weights are shared
 */
public record Weight(String part, Place place, int positions, int rows, int columns, int fanIn, int fanOut) {
    /** What initializers and schemes tell apart. */
    public enum Place {
        INNER,
        /** Added to each position: they meet no signal. */
        POSITIONS,
        /** Inside a branch, but not its last. */
        IN_BRANCH,
        /** The last of a branch, before the sum. */
        BRANCH_END,
        OUTPUT
    }

    Weight at(Place other) {
        return new Weight(part, other, positions, rows, columns, fanIn, fanOut);
    }

    /** Positions that a unit sees. */
    public int area() {
        return fanOut / columns;
    }

    public boolean endsBranch() {
        return place == Place.BRANCH_END;
    }

    /** Whether it stands in a branch, its end included. */
    public boolean inBranch() {
        return place == Place.IN_BRANCH || endsBranch();
    }

    /** Whether its columns have biases: a vector for each position is one by itself. */
    public boolean hasBiases() {
        return place != Place.POSITIONS;
    }

    public boolean isOutput() {
        return place == Place.OUTPUT;
    }
}
