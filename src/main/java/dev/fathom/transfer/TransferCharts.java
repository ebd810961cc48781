package dev.fathom.transfer;

import dev.fathom.confidence.Interval;
import dev.fathom.report.results.Numbers;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The lines of a page's charts: each a name, a colour's index, and points with their intervals. */
record TransferCharts(Axis axis, List<Transfer> answers) {
    /** @param caption of every picture that leaves the page */
    Map<String, Object> data(String caption) {
        List<Map<String, Object>> rates = new ArrayList<>();
        List<Map<String, Object>> sensitivities = new ArrayList<>();
        Map<String, Object> charts = new LinkedHashMap<>();
        Map<String, Object> moves = new LinkedHashMap<>();
        Map<String, Object> updates = new LinkedHashMap<>();
        for (int i = 0; i < answers.size(); i++) {
            Transfer answer = answers.get(i);
            List<Interval> best = answer.optima().stream().map(Optimum::rate).toList();
            rates.add(line(i, answer.parametrization(), axis.sizes(), best));
            List<Interval> costs = answer.optima().stream()
                    .map(optimum -> Interval.exact(optimum.sensitivity()))
                    .toList();
            sensitivities.add(line(i, answer.parametrization(), axis.sizes(), costs));
            charts.put("loss-" + i, losses(answer));
            moves.put("moves-" + i, bySteps(answer.coordinates(), true));
            updates.put("updates-" + i, bySteps(answer.updates(), false));
        }
        charts.put("best", rates);
        charts.put("sensitivity", sensitivities);
        return Map.of(
                "caption", caption, "axis", axis.field().key(), "charts", charts, "moves", moves, "updates", updates);
    }

    private static List<Map<String, Object>> losses(Transfer answer) {
        List<Map<String, Object>> lines = new ArrayList<>();
        for (Optimum optimum : answer.optima()) {
            TreeMap<Double, Interval> byRate = new TreeMap<>();
            optimum.everywhere().forEach((rate, log) -> byRate.put(rate, Interval.exact(Math.exp(log))));
            double[] means = optimum.meanLosses();
            for (int i = 0; i < means.length; i++) {
                double[] seeds = optimum.losses()[i];
                double least = Arrays.stream(seeds).min().orElseThrow();
                double greatest = Arrays.stream(seeds).max().orElseThrow();
                byRate.put(optimum.rates().get(i), new Interval(means[i], Math.exp(least), Math.exp(greatest)));
            }
            Map<String, Object> line = line(
                    lines.size(),
                    String.valueOf(optimum.size()),
                    List.copyOf(byRate.keySet()),
                    List.copyOf(byRate.values()));
            Interval rate = optimum.rate();
            line.put("best", Arrays.asList(round(rate.value()), round(rate.low()), round(rate.high())));
            lines.add(line);
        }
        return lines;
    }

    /** Lines by number of steps. */
    private Map<Integer, List<Map<String, Object>>> bySteps(
            List<CoordinateCheck.Coordinate> coordinates, boolean judged) {
        Map<Integer, List<Map<String, Object>>> bySteps = new LinkedHashMap<>();
        for (CoordinateCheck.Coordinate each : coordinates) {
            List<Map<String, Object>> lines = bySteps.computeIfAbsent(each.step(), step -> new ArrayList<>());
            Map<String, Object> line = line(lines.size(), each.layer(), axis.sizes(), each.changes());
            if (judged) {
                line.put("verdict", each.verdict());
            }
            lines.add(line);
        }
        return bySteps;
    }

    private static Map<String, Object> line(int index, String name, List<? extends Number> x, List<Interval> points) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("index", index);
        line.put("name", name);
        line.put("end", name);
        line.put("x", x.stream().map(each -> round(each.doubleValue())).toList());
        line.put("mid", points.stream().map(point -> round(point.value())).toList());
        line.put("low", points.stream().map(point -> round(point.low())).toList());
        line.put("high", points.stream().map(point -> round(point.high())).toList());
        return line;
    }

    /** Nothing for what is no number. */
    private static BigDecimal round(double value) {
        return Double.isFinite(value) ? Numbers.round(value) : null;
    }
}
