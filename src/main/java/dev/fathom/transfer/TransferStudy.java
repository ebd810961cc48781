package dev.fathom.transfer;

import dev.fathom.confidence.Interval;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import dev.fathom.sweep.DeviceTrainer;
import dev.fathom.sweep.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Searches the best rate of every size under one parametrization after the other.
 *
 * @param network all but size, rate and parametrization; its seed is the first
 * @param seeds of every network near its best rate
 */
public record TransferStudy(Trial network, Axis axis, RateGrid rates, int seeds) {
    private static final int RESAMPLES = 1000;

    public TransferStudy {
        if (seeds < 2) {
            throw new IllegalArgumentException("an interval needs at least two seeds, got " + seeds);
        }
    }

    /** @param progress told what is done now, in a line */
    public Transfer of(String parametrization, DeviceTrainer trainer, Consumer<String> progress) {
        Trial kind = network.with(Fields.PARAMETRIZATION.is(parametrization));
        Losses losses = new Losses(trainer);
        List<Optimum> optima = optima(kind, losses, progress);
        Interval slope = slope(optima);
        Interval givenUp = givenUp(losses, kind, optima);
        progress.accept(parametrization + ": following the coordinates");
        double rate = optima.get(0).rate().value();
        CoordinateCheck.FirstSteps first = new CoordinateCheck(
                        kind.with(Fields.LEARNING_RATE.is(rate)), axis, Math.max(seeds, CoordinateCheck.SEEDS))
                .of(trainer);
        int grid = (rates.last() + 1) * seeds * axis.sizes().size();
        return new Transfer(
                parametrization, optima, slope, givenUp, first.moves(), first.updates(), losses.trained(), grid);
    }

    /** How log₂ of the best rate changes a doubling of the size, of networks as they are. */
    public Interval slope(Trainer trainer, Consumer<String> progress) {
        return slope(optima(network, new Losses(trainer), progress));
    }

    private List<Optimum> optima(Trial kind, Losses losses, Consumer<String> progress) {
        List<Optimum> optima = new ArrayList<>();
        for (int size : axis.sizes()) {
            progress.accept(
                    kind.get(Fields.PARAMETRIZATION) + ", " + axis.field() + " " + size + ": searching the best rate");
            optima.add(optimum(losses, kind, size));
        }
        return optima;
    }

    private Optimum optimum(Losses losses, Trial kind, int size) {
        Trial sized = Losses.sized(kind, axis.field(), size);
        RateSearch search = new RateSearch(losses, rates, sized);
        List<Integer> places = search.neighbourhood(seeds);
        List<Double> tried = places.stream().map(rates::rate).toList();
        double[][] found = losses.of(sized, tried, seeds);
        double best = Optimum.log2Rate(tried, found, IntStream.range(0, seeds).toArray());
        double[] resampled = bootstrap(random -> Optimum.log2Rate(tried, found, draw(random)));
        double lowest = Math.log(rates.rate(0)) / Math.log(2);
        double highest = Math.log(rates.rate(rates.last())) / Math.log(2);
        boolean atEnd = best - lowest < 0.5 || highest - best < 0.5;
        return new Optimum(size, tried, found, search.everywhere(), interval(best, resampled), atEnd);
    }

    private Interval slope(List<Optimum> optima) {
        double[] x =
                optima.stream().mapToDouble(each -> Axis.doublings(each.size())).toArray();
        double[] y =
                optima.stream().mapToDouble(each -> each.log2Rate().value()).toArray();
        double[] resampled = bootstrap(random -> Parabola.slope(
                x,
                optima.stream()
                        .mapToDouble(each -> Optimum.log2Rate(each.rates(), each.losses(), draw(random)))
                        .toArray()));
        return interval(Parabola.slope(x, y), resampled);
    }

    /** The same seeds under both rates. */
    private Interval givenUp(Losses losses, Trial kind, List<Optimum> optima) {
        Optimum largest = optima.get(optima.size() - 1);
        Trial sized = Losses.sized(kind, axis.field(), largest.size());
        double[][] both = losses.of(
                sized, List.of(optima.get(0).rate().value(), largest.rate().value()), seeds);
        double[] differences = IntStream.range(0, seeds)
                .mapToDouble(seed -> both[0][seed] - both[1][seed])
                .toArray();
        Interval logs = Interval.mean(differences);
        return new Interval(Math.expm1(logs.value()), Math.expm1(logs.low()), Math.expm1(logs.high()));
    }

    private interface Estimate {
        double of(SplittableRandom random);
    }

    private static double[] bootstrap(Estimate estimate) {
        SplittableRandom random = new SplittableRandom(0);
        return IntStream.range(0, RESAMPLES)
                .mapToDouble(i -> estimate.of(random))
                .sorted()
                .toArray();
    }

    /** As many seeds as there are, with replacement. */
    private int[] draw(SplittableRandom random) {
        return random.ints(seeds, 0, seeds).toArray();
    }

    /**
     * The middle 95 % of the resampled values, as far from the estimate as √(n/(n-1)) asks: a resample of n values varies by
     * (n-1)/n of what n new values would.
     */
    private Interval interval(double estimate, double[] sorted) {
        double wider = Math.sqrt(seeds / (seeds - 1.0));
        double low = sorted[(int) (0.025 * sorted.length)];
        double high = sorted[(int) (0.975 * sorted.length)];
        return new Interval(
                estimate,
                estimate - wider * Math.max(0, estimate - low),
                estimate + wider * Math.max(0, high - estimate));
    }
}
