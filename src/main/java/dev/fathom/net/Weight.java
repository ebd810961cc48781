package dev.fathom.net;

/**
 * A weight matrix of a network, each column with a bias.
 *
 * @param place where it stands
 * @param rows, columns of the matrix: what a unit sees, and how many units there are
 * @param fanIn, fanOut connections into and out of a unit, which are not rows and columns where weights are shared
 */
public record Weight(Place place, int rows, int columns, int fanIn, int fanOut) {
    /** What initializers and schemes tell apart. */
    public enum Place {
        INNER,
        /** Inside a branch, but not its last. */
        IN_BRANCH,
        /** The last of a branch, before the sum. */
        BRANCH_END,
        OUTPUT
    }

    Weight at(Place other) {
        return new Weight(other, rows, columns, fanIn, fanOut);
    }

    public boolean endsBranch() {
        return place == Place.BRANCH_END;
    }

    /** Whether it stands in a branch, its end included. */
    public boolean inBranch() {
        return place == Place.IN_BRANCH || endsBranch();
    }

    public boolean isOutput() {
        return place == Place.OUTPUT;
    }
}
