package dev.fathom.frontier;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Where searches of one goal look: curves on a grid of locations and slopes, every one with the probabilities of what a
 * round at each depth may bring. All curves are equally likely beforehand: the prior is uniform in the logarithm of the
 * frontier, from half a layer to twice the greatest depth, and in that of the slope.
 *
 * @param depths that may be tried
 * @param step between neighbouring locations
 * @param locations of the curves, ascending
 * @param likelihood by depth, number of networks that train, location and slope
 */
record Design(Goal goal, List<Integer> depths, double step, double[] locations, double[][][][] likelihood) {
    /** From a fall over a factor of 9 in depth (0.9 to 0.1) to one over 7 %. */
    private static final double[] SLOPES =
            IntStream.range(0, 10).mapToDouble(i -> 2 * Math.pow(1.47, i)).toArray();

    private static final int STEPS_PER_RESOLUTION = 6;
    private static final double DEPTHS_PER_RESOLUTION = 3;

    static Design of(Goal goal) {
        double least = Math.log(0.5);
        double most = Math.log(2.0 * goal.maxDepth());
        int count = (int) Math.ceil((most - least) / Math.log(goal.resolution()) * STEPS_PER_RESOLUTION);
        double step = (most - least) / count;
        double[] locations = IntStream.range(0, count)
                .mapToDouble(i -> least + (i + 0.5) * step)
                .toArray();
        List<Integer> depths = goal.depths(Math.pow(goal.resolution(), 1 / DEPTHS_PER_RESOLUTION));
        double[][][][] likelihood = depths.stream()
                .map(depth -> IntStream.rangeClosed(0, goal.together())
                        .mapToObj(trained -> likelihood(depth, trained, goal.together() - trained, locations))
                        .toArray(double[][][]::new))
                .toArray(double[][][][]::new);
        return new Design(goal, depths, step, locations, likelihood);
    }

    /** Of every curve by location and slope: the probability that so many networks of this depth train and so many do not. */
    static double[][] likelihood(int depth, int trained, int failed, double[] locations) {
        double ways = ways(trained + failed, trained);
        return DoubleStream.of(locations)
                .mapToObj(location -> DoubleStream.of(SLOPES)
                        .map(slope -> {
                            double p = new Curve(location, slope).probability(depth);
                            return ways * Math.pow(p, trained) * Math.pow(1 - p, failed);
                        })
                        .toArray())
                .toArray(double[][]::new);
    }

    private static double ways(int of, int chosen) {
        double ways = 1;
        for (int i = 1; i <= chosen; i++) {
            ways *= (of - chosen + i) / (double) i;
        }
        return ways;
    }

    double slope(int index) {
        return SLOPES[index];
    }

    int slopes() {
        return SLOPES.length;
    }
}
