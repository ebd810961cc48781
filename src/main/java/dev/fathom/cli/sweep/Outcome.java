package dev.fathom.cli.sweep;

import dev.fathom.cli.terminal.Format;
import dev.fathom.cli.terminal.Painted;
import dev.fathom.cli.terminal.Paragraph;
import dev.fathom.cli.terminal.Printable;
import dev.fathom.cli.terminal.Table;
import dev.fathom.study.Field;
import dev.fathom.study.Trial;
import dev.fathom.study.TrialResult;
import dev.fathom.study.Verdict;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The closing tables of a sweep: for each activation, initializers by depth, at the best learning rate. */
public final class Outcome {
    private Outcome() {}

    public static void print(List<TrialResult> results, PrintStream out) {
        Map<String, List<TrialResult>> byActivation = new LinkedHashMap<>();
        for (TrialResult result : results) {
            byActivation
                    .computeIfAbsent(result.trial().activation(), name -> new ArrayList<>())
                    .add(result);
        }
        List<Double> rates = results.stream()
                .map(result -> result.trial().learningRate())
                .distinct()
                .sorted()
                .toList();
        out.println("Who trains: + all seeds, ~ some, - none; beside it the best test accuracy"
                + (rates.size() > 1 ? "," : "."));
        if (rates.size() > 1) {
            Paragraph.of("and the learning rate at which most train: " + legend(rates) + ".")
                    .forEach(out::println);
        }
        byActivation.forEach((activation, group) -> {
            out.println();
            out.println(Printable.line(activation));
            table(group, rates).print(Format.text, out);
            Paragraph.of(use(group)).forEach(out::println);
        });
        out.println();
        out.println(verdicts(results));
    }

    /** The deepest networks of which all seeds train, or else the most, by the best of what makes them. */
    private static String use(List<TrialResult> results) {
        Map<Choice, List<TrialResult>> choices = new LinkedHashMap<>();
        results.forEach(result -> choices.computeIfAbsent(Choice.of(result.trial()), choice -> new ArrayList<>())
                .add(result));
        Map.Entry<Choice, List<TrialResult>> best = choices.entrySet().stream()
                .max(Comparator.comparingDouble(
                                (Map.Entry<Choice, List<TrialResult>> entry) -> Math.floor(share(entry.getValue())))
                        .thenComparing(entry ->
                                share(entry.getValue()) == 1 ? entry.getKey().depth() : 0)
                        .thenComparing(entry -> share(entry.getValue()))
                        .thenComparing(entry -> -loss(entry.getValue())))
                .orElseThrow();
        long trained = best.getValue().stream()
                .filter(result -> result.verdict() == Verdict.TRAINED)
                .count();
        if (trained == 0) {
            return "Nothing of this trains; 'fathom advise' looks for what does.";
        }
        return "Use " + best.getKey().row() + " at learning rate "
                + Field.text(best.getKey().rate()) + ": " + trained + " of "
                + best.getValue().size() + " networks of depth " + best.getKey().depth()
                + (trained == 1 ? " trains." : " train.");
    }

    /** Networks that differ in their seeds, and in what the grid does not show. */
    private record Choice(String row, int depth, double rate) {
        static Choice of(Trial trial) {
            return new Choice(Outcome.row(trial), trial.depth(), trial.learningRate());
        }
    }

    /** Mean final loss over chance; what is not finite is the worst. */
    private static double loss(List<TrialResult> results) {
        double mean = results.stream()
                .mapToDouble(result -> result.finalLoss() / result.chance())
                .average()
                .orElse(Double.NaN);
        return Double.isFinite(mean) ? mean : Double.MAX_VALUE;
    }

    private static Table table(List<TrialResult> results, List<Double> rates) {
        TreeSet<Integer> depths = new TreeSet<>();
        Map<String, Map<Integer, List<TrialResult>>> rows = new LinkedHashMap<>();
        for (TrialResult result : results) {
            depths.add(result.trial().depth());
            rows.computeIfAbsent(row(result.trial()), name -> new TreeMap<>())
                    .computeIfAbsent(result.trial().depth(), depth -> new ArrayList<>())
                    .add(result);
        }
        List<String> columns = new ArrayList<>(List.of("initializer"));
        depths.forEach(depth -> columns.add("depth " + depth));
        Table table = new Table(columns, new ArrayList<>());
        rows.forEach((name, cells) -> {
            List<Object> row = new ArrayList<>(List.of(name));
            depths.forEach(depth -> row.add(cell(cells.get(depth), rates)));
            table.rows().add(row);
        });
        return table;
    }

    /** Gains, biases and architectures other than the usual stand beside the initializer. */
    private static String row(Trial trial) {
        StringBuilder row = new StringBuilder(trial.initializer());
        if (trial.weightGain() != 1) {
            row.append(" x").append(trial.weightGain());
        }
        if (!trial.biasWords().isEmpty()) {
            row.append(' ').append(trial.biasWords());
        }
        if (!trial.architecture().equals("plain")) {
            row.append(' ').append(trial.architecture());
        }
        return row.toString();
    }

    private static Object cell(List<TrialResult> results, List<Double> rates) {
        if (results == null) {
            return "";
        }
        Map<Double, List<TrialResult>> byRate = new TreeMap<>();
        results.forEach(result -> byRate.computeIfAbsent(result.trial().learningRate(), rate -> new ArrayList<>())
                .add(result));
        Map.Entry<Double, List<TrialResult>> best = byRate.entrySet().stream()
                .max(Comparator.comparingDouble((Map.Entry<Double, List<TrialResult>> entry) -> share(entry.getValue()))
                        .thenComparing(entry -> -loss(entry.getValue())))
                .orElseThrow();
        double share = share(best.getValue());
        double accuracy = results.stream()
                .mapToDouble(TrialResult::accuracy)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
        String mark = share == 1 ? "+" : share > 0 ? "~" : "-";
        Painted.Colour colour =
                share == 1 ? Painted.Colour.GOOD : share > 0 ? Painted.Colour.MIXED : Painted.Colour.BAD;
        String rate = rates.size() == 1 ? "" : share > 0 ? " " + letter(rates.indexOf(best.getKey())) : "  ";
        String cell = String.format(Locale.ROOT, "%s%3.0f%%%s", mark, 100 * accuracy, rate);
        return new Painted(cell.stripTrailing(), colour);
    }

    private static String legend(List<Double> rates) {
        return IntStream.range(0, rates.size())
                .mapToObj(i -> letter(i) + " " + Field.text(rates.get(i)))
                .collect(Collectors.joining(", "));
    }

    /** A rate in a cell, in few columns: a letter, and from the 27th on a number. */
    private static String letter(int index) {
        return index < 26 ? String.valueOf((char) ('a' + index)) : String.valueOf(index + 1);
    }

    private static double share(List<TrialResult> results) {
        return (double) results.stream()
                        .filter(result -> result.verdict() == Verdict.TRAINED)
                        .count()
                / results.size();
    }

    private static String verdicts(List<TrialResult> results) {
        Map<Verdict, Integer> counts = new EnumMap<>(Verdict.class);
        results.forEach(result -> counts.merge(result.verdict(), 1, Integer::sum));
        StringBuilder line = new StringBuilder(results.size() + " trials:");
        counts.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .forEach(entry -> line.append(' ')
                        .append(entry.getValue())
                        .append(' ')
                        .append(entry.getKey().word())
                        .append(','));
        return line.substring(0, line.length() - 1);
    }
}
