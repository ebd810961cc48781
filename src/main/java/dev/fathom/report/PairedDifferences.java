package dev.fathom.report;

import dev.fathom.confidence.Interval;
import dev.fathom.report.results.FinishedTrial;
import dev.fathom.report.results.Numbers;
import dev.fathom.study.Verdict;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * B minus A over matched trials: of accuracies where all have one, else of final losses. A row's interval is Student's t
 * over its seeds, made for all rows at once (Bonferroni). Over all rows the mean of each seed is one value, for trials of a
 * seed share their minibatches.
 */
final class PairedDifferences {
    private final Matched matched;
    private final boolean accuracy;
    private final int intervals;

    PairedDifferences(Matched matched) {
        this.matched = matched;
        accuracy = matched.pairs().stream()
                .noneMatch(pair -> Double.isNaN(pair.a().accuracy())
                        || Double.isNaN(pair.b().accuracy()));
        intervals = (int) matched.rows().stream()
                .filter(row -> differences(row.pairs()).length > 1)
                .count();
    }

    /** How sure the differences are. */
    String sureness() {
        return intervals == 0
                ? "of one seed each, and so without intervals"
                : "means over the seeds that both have, by Student’s t, " + Numbers.count(intervals, "interval")
                        + " at once (Bonferroni, 95 %)";
    }

    String measure() {
        return accuracy ? "accuracy, in percentage points" : "final loss";
    }

    /** {@code Of 36 networks in both studies A trains 20 and B trains 25.} */
    String sentence() {
        List<Matched.Pair> pairs = matched.pairs();
        return "Of " + Numbers.count(pairs.size(), "network") + " in both studies, A trains " + trainedA(pairs)
                + " and B trains " + trainedB(pairs) + "; " + overall() + ".";
    }

    /** By activation, who trains alone, and how many results are equal to the bit. */
    List<String> lines() {
        List<Matched.Pair> pairs = matched.pairs();
        List<String> lines = new ArrayList<>();
        Map<String, List<Matched.Pair>> byActivation = pairs.stream()
                .collect(Collectors.groupingBy(
                        pair -> pair.a().trial().activation(), TreeMap::new, Collectors.toList()));
        if (byActivation.size() > 1) {
            byActivation.forEach((activation, group) -> lines.add(Numbers.shorten(activation) + ": A trains "
                    + trainedA(group) + " and B trains " + trainedB(group) + " of " + group.size() + "."));
        }
        lines.add("Trained in A alone: " + count(pairs, pair -> trained(pair.a()) && !trained(pair.b()))
                + ". In B alone: " + count(pairs, pair -> !trained(pair.a()) && trained(pair.b())) + ".");
        long equal = count(
                pairs, pair -> Double.compare(pair.a().finalLoss(), pair.b().finalLoss()) == 0);
        lines.add(equal + " of " + pairs.size() + " final losses are equal to the last bit.");
        return lines;
    }

    /** Over seeds, each seed's mean over all rows being one value. */
    private String overall() {
        Map<Long, List<Matched.Pair>> bySeed = matched.pairs().stream()
                .collect(Collectors.groupingBy(pair -> pair.a().trial().seed()));
        double[] means = bySeed.values().stream()
                .map(this::differences)
                .filter(values -> values.length > 0)
                .mapToDouble(values -> Arrays.stream(values).average().orElseThrow())
                .toArray();
        if (means.length == 0) {
            return "no final loss is a number in both";
        }
        String what = accuracy ? "accuracy" : "final loss";
        if (means.length == 1) {
            return what + " differs by " + signed(means[0]) + unit() + " on average, with one seed and so no interval";
        }
        Interval interval = bounded(Interval.mean(means));
        String verdict = apart(interval) ? " on average " : " on average, which shows no difference ";
        return what + " differs by " + signed(interval.value()) + unit() + verdict + "(" + signed(interval.low())
                + " to " + signed(interval.high()) + ")";
    }

    private String unit() {
        return accuracy ? " points" : "";
    }

    /** One row for each setting, those first that differ most beyond doubt. */
    List<Row> rows() {
        return matched.rows().stream()
                .map(this::row)
                .sorted((x, y) -> Double.compare(y.rank(), x.rank()))
                .toList();
    }

    /** @param interval nothing where no difference is a number, without extent where one alone is */
    record Row(Matched.Row of, int values, Optional<Interval> interval) {
        boolean apart() {
            return values > 1 && PairedDifferences.apart(interval.orElseThrow());
        }

        double rank() {
            double size = interval.map(each -> Math.abs(each.value())).orElse(-1.0);
            return size + (apart() ? 1e9 : 0);
        }
    }

    private Row row(Matched.Row row) {
        double[] values = differences(row.pairs());
        Optional<Interval> interval = values.length == 0
                ? Optional.empty()
                : Optional.of(
                        values.length == 1
                                ? Interval.exact(values[0])
                                : bounded(Interval.simultaneous(intervals, values)));
        return new Row(row, values.length, interval);
    }

    private double[] differences(List<Matched.Pair> pairs) {
        return pairs.stream()
                .mapToDouble(pair -> accuracy
                        ? 100 * (pair.b().accuracy() - pair.a().accuracy())
                        : pair.b().finalLoss() - pair.a().finalLoss())
                .filter(Double::isFinite)
                .toArray();
    }

    /** Shares differ by no more than 100 points. */
    private Interval bounded(Interval interval) {
        double most = accuracy ? 100 : Double.POSITIVE_INFINITY;
        return new Interval(interval.value(), Math.max(-most, interval.low()), Math.min(most, interval.high()));
    }

    private static boolean apart(Interval interval) {
        return interval.low() > 0 || interval.high() < 0;
    }

    static long trainedA(List<Matched.Pair> pairs) {
        return count(pairs, pair -> trained(pair.a()));
    }

    static long trainedB(List<Matched.Pair> pairs) {
        return count(pairs, pair -> trained(pair.b()));
    }

    private static long count(List<Matched.Pair> pairs, Predicate<Matched.Pair> wanted) {
        return pairs.stream().filter(wanted).count();
    }

    private static boolean trained(FinishedTrial trial) {
        return trial.verdict() == Verdict.TRAINED;
    }

    static String signed(double value) {
        double three = Double.isFinite(value)
                ? new BigDecimal(value).round(new MathContext(3)).doubleValue()
                : value;
        String text = Numbers.text(three).replace("-", "−");
        return value > 0 ? "+" + text : text;
    }
}
