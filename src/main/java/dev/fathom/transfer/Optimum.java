package dev.fathom.transfer;

import dev.fathom.confidence.Interval;
import dev.fathom.study.RateSensitivity;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;

/**
 * The learning rate of least final loss of one size.
 *
 * @param size width or depth
 * @param rates that were trained with all seeds, ascending
 * @param losses logarithms of final losses in units of chance, by rate and seed
 * @param everywhere the first seed's losses, as above, by rates two octaves apart over the whole range
 * @param log2Rate log₂ of the best rate, with a bootstrap interval over the seeds
 * @param atEnd whether the least loss lies at an end of the rates that were allowed
 */
public record Optimum(
        int size,
        List<Double> rates,
        double[][] losses,
        SortedMap<Double, Double> everywhere,
        Interval log2Rate,
        boolean atEnd) {
    /** The best rate, with its interval. */
    public Interval rate() {
        return new Interval(Math.pow(2, log2Rate.value()), Math.pow(2, log2Rate.low()), Math.pow(2, log2Rate.high()));
    }

    /** Mean final loss at each rate in units of chance, geometric over the seeds. */
    public double[] meanLosses() {
        return Arrays.stream(losses)
                .mapToDouble(seeds -> Math.exp(Arrays.stream(seeds).average().orElseThrow()))
                .toArray();
    }

    /** The least of them. */
    public double leastLoss() {
        return Arrays.stream(meanLosses()).min().orElseThrow();
    }

    /** {@link RateSensitivity} of the first seed's losses over the whole range of rates, less the least mean loss. */
    public double sensitivity() {
        double[] kept = everywhere.values().stream()
                .mapToDouble(log -> RateSensitivity.kept(Math.exp(log)))
                .toArray();
        return RateSensitivity.of(List.copyOf(everywhere.keySet()), kept, RateSensitivity.kept(leastLoss()));
    }

    /** log₂ of the best rate where each seed counts as often as drawn. */
    static double log2Rate(List<Double> rates, double[][] losses, int[] seeds) {
        double[] x =
                rates.stream().mapToDouble(rate -> Math.log(rate) / Math.log(2)).toArray();
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            for (int seed : seeds) {
                y[i] += losses[i][seed] / seeds.length;
            }
        }
        return Parabola.vertex(x, y);
    }
}
