package dev.fathom.lint;

import dev.fathom.lint.Law.Family;
import dev.fathom.model.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Compares tensors that have the same place in layer after layer: one of another law was forgotten, or meant to be said. */
final class Siblings {
    private static final int LEAST_GROUP = 3;

    /** With fewer numbers, laws are not told apart. */
    private static final int LEAST_COUNT = 1000;

    /** Scales that the standard errors explain, or less than this apart, are one. */
    private static final double LEAST_DIFFERENCE = 0.05;

    private static final double LEAST_EXPONENT = 0.1;

    private Siblings() {}

    static List<Finding> of(List<Row> rows) {
        List<Finding> findings = new ArrayList<>();
        for (List<Row> group : groups(rows)) {
            List<Row> read = group.stream().filter(Row::read).toList();
            if (read.size() >= LEAST_GROUP) {
                List<Row> odd = families(read, findings);
                scales(read.stream().filter(row -> !odd.contains(row)).toList(), findings);
            }
        }
        untouched(rows, findings);
        return findings;
    }

    /** By role and by name without the numbers of its modules; groups too small are joined by name without any number. */
    static List<List<Row>> groups(List<Row> rows) {
        Map<String, List<Row>> close = new LinkedHashMap<>();
        for (Row row : rows) {
            close.computeIfAbsent(row.role() + " " + place(row.name(), false), key -> new ArrayList<>())
                    .add(row);
        }
        Map<String, List<Row>> groups = new LinkedHashMap<>();
        close.forEach((key, members) -> {
            boolean small = members.size() < LEAST_GROUP;
            String wider =
                    small ? members.get(0).role() + " " + place(members.get(0).name(), true) : key;
            groups.computeIfAbsent(wider, k -> new ArrayList<>()).addAll(members);
        });
        return List.copyOf(groups.values());
    }

    private static String place(String name, boolean all) {
        String[] parts = name.split("[./]");
        for (int i = 0; i < parts.length; i++) {
            if (all || i < parts.length - 2 || parts[i].matches("\\d+")) {
                parts[i] = parts[i].replaceAll("\\d+", "*");
            }
        }
        return String.join(".", parts);
    }

    /** Whether the tensor is the last of a residual branch, which many start at 0. */
    static boolean endsBranch(Row row) {
        String name = row.name().toLowerCase(java.util.Locale.ROOT);
        return row.role() == Role.ATTENTION_OUTPUT
                || row.role() == Role.ADAPTER
                || row.role() == Role.OUTPUT
                || name.matches(
                        ".*(c_proj|down_proj|fc2|proj_out|conv_out|out_layers|output\\.dense|linear2|w2|wo|lin2|adaln).*");
    }

    private static List<Row> families(List<Row> group, List<Finding> findings) {
        Map<Family, List<Row>> byFamily = new LinkedHashMap<>();
        for (Row row : group) {
            byFamily.computeIfAbsent(row.law().family(), key -> new ArrayList<>())
                    .add(row);
        }
        List<Row> most = byFamily.values().stream()
                .max((a, b) -> Integer.compare(a.size(), b.size()))
                .orElseThrow();
        List<Row> odd = new ArrayList<>();
        if (3 * most.size() >= 2 * group.size()) {
            for (Row row : group) {
                boolean certain =
                        certain(row.law().family()) || certain(most.get(0).law().family());
                if (!most.contains(row) && (certain || row.survey().count >= LEAST_COUNT)) {
                    odd.add(row);
                }
            }
        }
        for (Row row : odd) {
            findings.add(Finding.of(
                    "law",
                    row,
                    row.law().text() + said(row) + ", where " + most.size() + " of its siblings are "
                            + most.get(0).law().text() + said(most.get(0))));
        }
        List<Row> other = new ArrayList<>(group);
        other.removeAll(most);
        return other;
    }

    private static String said(Row row) {
        return row.law().call().map(call -> " [" + call + "]").orElse("");
    }

    /** Laws that are recognized in a handful of numbers. */
    private static boolean certain(Family family) {
        return family == Family.ZEROS || family == Family.CONSTANT;
    }

    private static void scales(List<Row> group, List<Finding> findings) {
        List<Row> random = group.stream().filter(row -> row.sigma() > 0).toList();
        if (random.size() < LEAST_GROUP) {
            return;
        }
        double[] logs = steadiest(random);
        double slope = slope(logs);
        double[] rest = new double[logs.length];
        for (int i = 0; i < logs.length; i++) {
            rest[i] = logs[i] - slope * Math.log(i + 1);
        }
        boolean deep =
                random.size() > LEAST_GROUP && Math.abs(slope) > LEAST_EXPONENT && spread(rest) < 0.3 * spread(logs);
        if (deep) {
            findings.add(Finding.of(
                    "depth scaling",
                    random,
                    "sigma goes as the layer's number to the power " + LawFit.number(Math.round(100 * slope) / 100.0)));
        }
        double[] judged = deep ? rest : logs;
        double median = median(judged);
        double scatter = spread(judged);
        for (int i = 0; i < judged.length; i++) {
            double apart = Math.abs(judged[i] - median);
            double error = random.get(i).survey().sigmaError();
            if (apart > Math.max(LEAST_DIFFERENCE, Math.max(6 * error, 8 * scatter))) {
                findings.add(Finding.of(
                        "scale",
                        random.get(i),
                        "its sigma is " + LawFit.number(Math.exp(judged[i] - median)) + " times that of its "
                                + (random.size() - 1) + " siblings"));
            }
        }
    }

    /** Logarithms of sigma by the measure in which siblings of different shapes differ least. */
    private static double[] steadiest(List<Row> rows) {
        List<ToDoubleFunction<Row>> measures = List.of(
                row -> 1,
                row -> row.fans().in(),
                row -> row.fans().out(),
                row -> (row.fans().in() + (double) row.fans().out()) / 2);
        double[] best = null;
        for (ToDoubleFunction<Row> measure : measures) {
            if (best == null || rows.stream().allMatch(row -> row.fans().known())) {
                double[] logs = rows.stream()
                        .mapToDouble(row -> Math.log(row.sigma()) + 0.5 * Math.log(measure.applyAsDouble(row)))
                        .toArray();
                best = best == null || spread(logs) < spread(best) - 1e-9 ? logs : best;
            }
        }
        return best;
    }

    /** Median of the slopes between all pairs, over the logarithm of the number (Theil 1950; Sen 1968). */
    private static double slope(double[] logs) {
        double[] slopes = new double[logs.length * (logs.length - 1) / 2];
        int count = 0;
        for (int i = 0; i < logs.length; i++) {
            for (int j = i + 1; j < logs.length; j++) {
                slopes[count++] = (logs[j] - logs[i]) / (Math.log(j + 1) - Math.log(i + 1));
            }
        }
        return median(slopes);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Median distance from the median. */
    private static double spread(double[] values) {
        double median = median(values);
        return median(Arrays.stream(values).map(v -> Math.abs(v - median)).toArray());
    }

    /** Weights as PyTorch draws them by default, among layers that were drawn anew. */
    private static void untouched(List<Row> rows, List<Finding> findings) {
        List<Row> layers = rows.stream()
                .filter(row -> row.read()
                        && row.role().multiplies()
                        && row.role() != Role.OUTPUT
                        && row.survey().count >= LEAST_COUNT)
                .toList();
        List<Row> untouched = layers.stream().filter(Siblings::isDefault).toList();
        if (!untouched.isEmpty() && 3 * untouched.size() <= layers.size()) {
            findings.add(Finding.of(
                    "untouched",
                    untouched,
                    "still as PyTorch draws it by default, unlike the other layers:"
                            + " the initialization missed it"));
        }
    }

    private static boolean isDefault(Row row) {
        return row.law().family() == Family.UNIFORM
                && row.fans().known()
                && Calls.near(row.gain(), Math.sqrt(1.0 / 3), Calls.tolerance(row.survey()));
    }
}
