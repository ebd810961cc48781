package dev.fathom.study;

import java.util.List;

/**
 * What a wrong learning rate costs (Wortsman et al. 2023, arXiv:2309.14322, section 2.2, with chance for the loss at
 * initialization): the mean over a range of rates of the loss, at most chance, less the least.
 */
public final class RateSensitivity {
    private RateSensitivity() {}

    /** A loss in units of chance, at most 1; what is no number counts as chance. */
    public static double kept(double overChance) {
        return overChance < 1 ? overChance : 1;
    }

    /**
     * In units of chance. Rates are even on the scale of logarithms: each stands for what lies nearer to it than to its
     * neighbours, the outer ones for as much beyond as within. On a grid of equal factors, as the paper's, this is the mean
     * over the grid.
     *
     * @param rates two or more, ascending
     * @param losses at each, as {@link #kept}
     * @param least loss of the best rate, which may lie between those
     */
    public static double of(List<Double> rates, double[] losses, double least) {
        int last = losses.length - 1;
        double sum = 0;
        double whole = 0;
        for (int i = 0; i <= last; i++) {
            double below = log(rates, i == 0 ? 1 : i) - log(rates, i == 0 ? 0 : i - 1);
            double above = log(rates, i == last ? last : i + 1) - log(rates, i == last ? last - 1 : i);
            sum += losses[i] * (below + above) / 2;
            whole += (below + above) / 2;
        }
        return sum / whole - least;
    }

    private static double log(List<Double> rates, int index) {
        return Math.log(rates.get(index));
    }
}
