package dev.fathom.frontier;

/**
 * The greatest trainable depth: the last one at which a network trains with probability one half or more. 0 stands for
 * none.
 *
 * @param depth posterior median
 * @param low, high equal-tailed 95 % credible interval; a high end above the greatest depth tried is extrapolated
 * @param networks that the search trained, for each learning rate
 * @param gridNetworks that an exhaustive grid as fine and as certain would have trained, for each learning rate
 * @param resolved whether the interval came down to the resolution, or to all or nothing, within the budget
 */
public record Frontier(Goal goal, int depth, int low, int high, int networks, int gridNetworks, boolean resolved) {
    /** Whether networks of the greatest depth still train. */
    public boolean beyond() {
        return low >= goal.maxDepth();
    }

    /** Whether even a single layer does not train. */
    public boolean none() {
        return high < 1;
    }

    /** Whether the interval ends within the depths tried. */
    public boolean bounded() {
        return high <= goal.maxDepth();
    }
}
