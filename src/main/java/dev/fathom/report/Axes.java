package dev.fathom.report;

import dev.fathom.report.results.FinishedTrial;
import dev.fathom.report.results.GroupedResults;
import dev.fathom.report.results.Numbers;
import dev.fathom.report.results.TrainingSetting;
import dev.fathom.study.Field;
import dev.fathom.study.Fields;
import dev.fathom.study.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * The hyperparameters that a study varies, and how much of its outcomes each accounts for alone: the share of the variance
 * over trials that lies between its values (the correlation ratio, Pearson 1905). In a full grid these are main effects;
 * what they leave is interaction, and the seeds.
 */
final class Axes {
    private static final int RESAMPLES = 200;
    private static final int TAILS = 40; // a fortieth lies beyond each end of the middle 95 %

    private final GroupedResults study;

    Axes(GroupedResults study) {
        this.study = study;
    }

    /** {@code learning rate 0.1 trains 25 of 36 networks, 0.02 10 of 36}: for what the maps do not show. */
    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        for (Field<?> field : TrainingSetting.TUNED) {
            Map<Object, List<FinishedTrial>> groups = groups(field);
            if (groups.size() > 1) {
                String name = name(field);
                sentences.add(groups.entrySet().stream()
                        .map(group -> Numbers.text(group.getKey()) + " trains " + trained(group.getValue()) + " of "
                                + group.getValue().size())
                        .collect(Collectors.joining(
                                ", ", name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1) + " ", ".")));
            }
        }
        return sentences;
    }

    /** One row for each hyperparameter that varies, where there is something to divide. */
    String html() {
        StringBuilder html = new StringBuilder();
        for (Field<?> field : Fields.ALL) {
            Collection<List<FinishedTrial>> groups = groups(field).values();
            if (varies(field, groups.size())) {
                html.append("<tr><th scope=\"row\">")
                        .append(name(field))
                        .append("</th><td class=\"number\">")
                        .append(groups.size());
                html.append("</td><td>").append(share(groups, Axes::trained)).append("</td><td>");
                html.append(share(groups, Axes::relativeLoss)).append("</td></tr>");
            }
        }
        return html.toString();
    }

    /** Seeds are what is left over; the list of widths says again what width and depth say. */
    private boolean varies(Field<?> field, int values) {
        return values > 1 && values < study.results().size() && field != Fields.SEED && field != Fields.WIDTHS;
    }

    private static String name(Field<?> field) {
        return field.key().replace('_', ' ');
    }

    private Map<Object, List<FinishedTrial>> groups(Field<?> field) {
        Map<Object, List<FinishedTrial>> groups = study.results().stream()
                .collect(Collectors.groupingBy(
                        result -> result.trial().get(field), LinkedHashMap::new, Collectors.toList()));
        return field.initial() instanceof Number ? new TreeMap<>(groups) : groups;
    }

    private static long trained(List<FinishedTrial> trials) {
        return trials.stream()
                .filter(trial -> trial.verdict() == Verdict.TRAINED)
                .count();
    }

    private static double trained(FinishedTrial trial) {
        return trial.verdict() == Verdict.TRAINED ? 1 : 0;
    }

    /** The final loss over chance, at most 2, where the verdict diverged begins. */
    private static double relativeLoss(FinishedTrial trial) {
        double relative = trial.finalLoss() / trial.chance();
        return relative <= 2 ? relative : 2;
    }

    /** {@code 41 % (35 to 48)}, the interval by resampling trials; a dash where all outcomes are equal. */
    private static String share(Collection<List<FinishedTrial>> groups, ToDoubleFunction<FinishedTrial> outcome) {
        double[][] values = groups.stream()
                .map(group -> group.stream().mapToDouble(outcome).toArray())
                .toArray(double[][]::new);
        double share = correlationRatio(values);
        if (Double.isNaN(share)) {
            return "–";
        }
        Random random = new Random(values.length);
        double[] resampled = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            resampled[i] = correlationRatio(Arrays.stream(values)
                    .map(group -> random.ints(group.length, 0, group.length)
                            .mapToDouble(index -> group[index])
                            .toArray())
                    .toArray(double[][]::new));
        }
        // where a resample has one outcome alone there is nothing to divide
        double[] divided = Arrays.stream(resampled)
                .filter(ratio -> !Double.isNaN(ratio))
                .sorted()
                .toArray();
        int tail = divided.length / TAILS;
        return Math.round(100 * share) + " % (" + Math.round(100 * divided[tail]) + " to "
                + Math.round(100 * divided[divided.length - 1 - tail]) + ")";
    }

    /** Variance between groups over the whole; NaN where nothing varies. */
    static double correlationRatio(double[][] groups) {
        double mean =
                Arrays.stream(groups).flatMapToDouble(Arrays::stream).average().orElse(Double.NaN);
        double between = 0;
        double whole = 0;
        for (double[] group : groups) {
            double middle = Arrays.stream(group).average().orElse(mean);
            between += group.length * (middle - mean) * (middle - mean);
            whole += Arrays.stream(group)
                    .map(value -> (value - mean) * (value - mean))
                    .sum();
        }
        return between / whole;
    }
}
