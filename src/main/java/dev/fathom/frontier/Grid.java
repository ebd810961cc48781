package dev.fathom.frontier;

import java.util.List;

/**
 * The exhaustive alternative: depths as far apart as the resolution allows, at each of them the same number of seeds.
 *
 * @param depths from 1 to the greatest
 */
record Grid(List<Integer> depths, int seeds) {
    /** Fewer cannot place a depth on either side of one half at 95 %, even if all agree: 2^-6 < 0.025 < 2^-5. */
    private static final int MIN_SEEDS = 6;

    /** Width of a 95 % interval in standard deviations. */
    private static final double WIDTH = 2 * 1.96;

    /** With seeds enough to place every depth on either side of the frontier. */
    static Grid coarse(Goal goal) {
        return new Grid(goal.depths(goal.resolution()), MIN_SEEDS);
    }

    /**
     * With seeds enough also for an interval as narrow. One seed at depths that lie δ apart in log d tells of the location
     * of a logistic curve Fisher's information Σ s² p (1 - p), which is s/δ on average over where the curve lies between
     * them.
     *
     * @param slope s
     * @param width of the interval in log d
     */
    static Grid asCertain(Goal goal, double slope, double width) {
        double spacing = Math.log(goal.resolution());
        double deviation = Math.max(width, spacing) / WIDTH;
        int seeds = (int) Math.ceil(spacing / slope / (deviation * deviation));
        return new Grid(goal.depths(goal.resolution()), Math.max(MIN_SEEDS, seeds));
    }

    int networks() {
        return depths.size() * seeds;
    }
}
