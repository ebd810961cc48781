package dev.fathom.cli.sweep;

import dev.fathom.cli.output.Json;
import dev.fathom.cli.terminal.Format;
import dev.fathom.cli.terminal.Paragraph;
import dev.fathom.cli.terminal.SweepView;
import dev.fathom.cli.terminal.Table;
import dev.fathom.study.Trial;
import dev.fathom.sweep.PricedCohort;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** What {@code sweep --plan} prints: cohorts of one kind and size in a row, in the order in which they will run. */
final class PlanTable {
    private static final double MIB = 1 << 20;

    private final List<String> devices;
    private final long memory;
    private final List<PricedCohort> cohorts;
    private final List<Double> seconds;
    private final Map<Integer, Double> times;
    private final String how;

    /**
     * @param memory bytes of the smallest device
     * @param seconds that each cohort takes
     * @param times seconds that all of them take on so many devices
     * @param how the times are meant, as in {@code About}
     */
    PlanTable(
            List<String> devices,
            long memory,
            List<PricedCohort> cohorts,
            List<Double> seconds,
            Map<Integer, Double> times,
            String how) {
        this.devices = devices;
        this.memory = memory;
        this.cohorts = cohorts;
        this.seconds = seconds;
        this.times = times;
        this.how = how;
    }

    void print(Format format, PrintStream out) {
        if (format == Format.json) {
            Json.print(json(), out);
            return;
        }
        if (cohorts.isEmpty()) {
            out.println("Nothing is left to run.");
            return;
        }
        Table table = new Table(new ArrayList<>(rows().get(0).keySet()), new ArrayList<>());
        rows().forEach(row -> table.rows().add(new ArrayList<>(row.values())));
        table.print(format, out);
        if (format == Format.text) {
            out.println();
            summary().forEach(out::println);
        }
    }

    private List<Map<String, Object>> rows() {
        Map<Integer, PricedCohort> largest = new LinkedHashMap<>();
        cohorts.forEach(priced -> largest.merge(priced.group(), priced, (a, b) -> a.bytes() >= b.bytes() ? a : b));
        Map<String, Map<String, Object>> rows = new LinkedHashMap<>();
        for (int i = 0; i < cohorts.size(); i++) {
            PricedCohort priced = cohorts.get(i);
            PricedCohort kind = largest.get(priced.group());
            Map<String, Object> sum = rows.computeIfAbsent(kind(kind).toString(), key -> row(kind));
            sum.merge("cohorts", 1, (a, b) -> (Integer) a + (Integer) b);
            sum.merge("tflop", priced.flops() / 1e12, (a, b) -> (Double) a + (Double) b);
            sum.merge("seconds", seconds.get(i), (a, b) -> (Double) a + (Double) b);
        }
        return new ArrayList<>(rows.values());
    }

    /** What the cohorts of one row have in common; of sizes that differ by one, the larger. */
    private static Map<String, Object> kind(PricedCohort priced) {
        Trial first = priced.cohort().trials().get(0);
        boolean uniform = first.widths().stream().distinct().count() == 1;
        Map<String, Object> kind = new LinkedHashMap<>();
        kind.put("trials", priced.cohort().trials().size());
        kind.put("depth", first.depth());
        kind.put(
                "width",
                uniform
                        ? first.width()
                        : first.widths().stream().map(String::valueOf).collect(Collectors.joining(",")));
        kind.put("batch", first.batch());
        kind.put("steps", first.steps());
        kind.put("mib", priced.bytes() / MIB);
        kind.put("architecture", first.architecture());
        kind.put("optimizer", first.optimizer());
        kind.put("data", first.data());
        return kind;
    }

    /** The same with sums to come, in the order of the columns. */
    private static Map<String, Object> row(PricedCohort priced) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("cohorts", 0);
        row.putAll(kind(priced));
        List<String> last = List.of("architecture", "optimizer", "data");
        List<Object> values = last.stream().map(row::remove).toList();
        row.put("tflop", 0.0);
        row.put("seconds", 0.0);
        for (int i = 0; i < last.size(); i++) {
            row.put(last.get(i), values.get(i));
        }
        return row;
    }

    private int trials() {
        return cohorts.stream()
                .mapToInt(priced -> priced.cohort().trials().size())
                .sum();
    }

    private double flops() {
        return cohorts.stream().mapToDouble(PricedCohort::flops).sum();
    }

    private double traffic() {
        return cohorts.stream().mapToDouble(PricedCohort::traffic).sum();
    }

    private List<String> summary() {
        double largest = cohorts.stream().mapToDouble(PricedCohort::bytes).max().orElse(0);
        String onDevices = times.entrySet().stream()
                .map(entry -> time(entry.getValue()) + " on " + devices(entry.getKey()))
                .collect(Collectors.joining(", "));
        List<String> lines = new ArrayList<>(Paragraph.of(String.format(
                Locale.ROOT,
                "%d trials in %d cohorts: %.3g TFLOP in products, %.3g TB between a GPU and its memory; the largest cohort"
                        + " takes %.0f MiB of %.0f.",
                trials(),
                cohorts.size(),
                flops() / 1e12,
                traffic() / 1e12,
                largest / MIB,
                memory / MIB)));
        lines.addAll(Paragraph.of(how + " " + onDevices + "; less where trials leave their cohorts early."));
        return lines;
    }

    private static String time(double seconds) {
        return seconds < 60 ? String.format(Locale.ROOT, "%.2g s", seconds) : SweepView.time(seconds);
    }

    private static String devices(int count) {
        return count == 1 ? "one device" : count + " devices";
    }

    private Map<String, Object> json() {
        Map<String, Object> plan = new LinkedHashMap<>();
        plan.put("devices", devices);
        plan.put("memory_bytes", memory);
        plan.put("trials", trials());
        plan.put("cohorts", cohorts.size());
        plan.put("flops", flops());
        plan.put("traffic_bytes", traffic());
        plan.put("seconds", times.values().iterator().next());
        plan.put("seconds_by_devices", times);
        plan.put("kinds", rows());
        return plan;
    }
}
