package dev.fathom.report;

import dev.fathom.activation.Activation;
import dev.fathom.activation.catalog.Activations;
import dev.fathom.report.results.Cell;
import dev.fathom.report.results.GroupedResults;
import dev.fathom.report.results.Numbers;
import dev.fathom.study.Trial;
import dev.fathom.theory.meanfield.Asymptotics;
import dev.fathom.theory.meanfield.CriticalLine;
import dev.fathom.theory.meanfield.CriticalPoint;
import dev.fathom.theory.meanfield.MeanField;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Trainability over σ_w and depth, one map for each series, with what theory says of it: the depth 6 ξ_c down to which
 * networks train (Schoenholz et al. 2017, figure 5), and the σ_w of the edge of chaos.
 */
final class HeatMaps {
    /** Points of the curve, those beside its pole at the edge of chaos, and how far it reaches beyond the σ_w tried. */
    private static final int POINTS = 60;

    private static final List<Double> BESIDE = List.of(0.95, 0.98, 0.99, 1.01, 1.02, 1.05);

    private static final double MARGIN = 0.1;
    private static final double DEPTH_SCALES = 6;

    private final GroupedResults study;

    HeatMaps(GroupedResults study) {
        this.study = study;
    }

    void into(ArrayNode maps) {
        Headline answer = new Headline(study);
        for (int panel = 0; panel < study.panels().size(); panel++) {
            if (study.panels().get(panel).isSeries()) {
                ObjectNode map = maps.addObject().put("panel", panel);
                List<Cell> cells = study.cells(study.panels().get(panel));
                map.put("answer", answer.sentence(study.panels().get(panel)) + offTheory(cells));
                map(map, cells);
            }
        }
    }

    private void map(ObjectNode map, List<Cell> cells) {
        ArrayNode rows = map.putArray("sigmas");
        cells.stream().map(Cell::initializer).distinct().forEach(row -> {
            double sigma = study.series()
                    .sigma(cells.stream()
                            .filter(cell -> cell.initializer().equals(row))
                            .findFirst()
                            .orElseThrow());
            rows.addObject()
                    .put("initializer", study.initializers().indexOf(row))
                    .put("sigma", Numbers.round(sigma));
        });
        Trial trial = cells.get(0).trials().get(0).trial();
        if (isPlain(trial)) {
            double least =
                    cells.stream().mapToDouble(study.series()::sigma).min().orElseThrow();
            double greatest =
                    cells.stream().mapToDouble(study.series()::sigma).max().orElseThrow();
            theory(map, Activations.parse(trial.activation()), trial.biasStd() * trial.biasStd(), least, greatest);
        }
    }

    /** Where theory expects more than twice the depth of the first networks that fail, or less than half of those that train. */
    private String offTheory(List<Cell> cells) {
        Trial trial = cells.get(0).trials().get(0).trial();
        if (!isPlain(trial)) {
            return "";
        }
        Activation activation = Activations.parse(trial.activation());
        List<String> off = new ArrayList<>();
        Map<Double, List<Cell>> bySigma =
                cells.stream().collect(Collectors.groupingBy(study.series()::sigma, TreeMap::new, Collectors.toList()));
        bySigma.forEach((sigma, column) -> {
            int trains = column.stream()
                    .filter(Cell::trains)
                    .mapToInt(Cell::depth)
                    .max()
                    .orElse(0);
            double fails = column.stream()
                    .mapToDouble(Cell::depth)
                    .filter(depth -> depth > trains)
                    .min()
                    .orElse(Double.POSITIVE_INFINITY);
            Asymptotics limit =
                    new MeanField(activation, sigma * sigma, trial.biasStd() * trial.biasStd()).asymptotics();
            double scale = depthScale(limit);
            double expected = Double.isNaN(scale) ? fadingDepth(limit) : scale;
            if (expected > 2 * fails || expected < trains / 2.0) {
                off.add("σ_w = " + Numbers.text(sigma) + " ("
                        + (trains == 0 ? "none train" : "they train to depth " + trains) + ", theory says "
                        + (Double.isInfinite(expected) ? "any" : Math.round(expected)) + ")");
            }
        });
        return off.isEmpty() ? "" : " Theory lies off by more than a factor of two at " + String.join(", ", off) + ".";
    }

    private static boolean isPlain(Trial trial) {
        return trial.architecture().equals("plain");
    }

    private static void theory(ObjectNode map, Activation activation, double sigmaB2, double least, double greatest) {
        double from = least * (1 - MARGIN);
        double to = greatest * (1 + MARGIN);
        double[] critical = CriticalLine.points(activation, sigmaB2).stream()
                .mapToDouble(CriticalPoint::sigmaW2)
                .map(Math::sqrt)
                .filter(sigma -> sigma > from && sigma < to)
                .toArray();
        TreeSet<Double> sigmas = new TreeSet<>();
        for (int i = 0; i <= POINTS; i++) {
            sigmas.add(from + (to - from) * i / POINTS);
        }
        for (double edge : critical) {
            BESIDE.forEach(factor -> sigmas.add(edge * factor));
        }
        ArrayNode curve = map.putArray("curve");
        ArrayNode fading = map.putArray("fading");
        for (double sigma : sigmas) {
            Asymptotics limit = new MeanField(activation, sigma * sigma, sigmaB2).asymptotics();
            point(curve, sigma, depthScale(limit));
            point(fading, sigma, fadingDepth(limit));
        }
        ArrayNode edges = map.putArray("critical");
        for (double edge : critical) {
            ScriptJson.add(edges, edge);
        }
    }

    private static void point(ArrayNode curve, double sigma, double depth) {
        ArrayNode point = curve.addArray();
        ScriptJson.add(point, sigma);
        ScriptJson.add(point, depth);
    }

    /**
     * Where lengths end at 0 or at none, so that correlations have no depth scale: the depth at which a gradient's second
     * moment has changed by a factor of 10⁶, as far as verdicts let it; NaN elsewhere.
     */
    static double fadingDepth(Asymptotics limit) {
        boolean settles = limit.qStar().isPresent() && limit.qStar().getAsDouble() > 0;
        return settles || limit.xiC().isPresent() ? Double.NaN : Math.log(1e6) / Math.abs(Math.log(limit.chiPerp()));
    }

    /** 6 ξ_c; NaN where correlations have no depth scale. */
    static double depthScale(Asymptotics limit) {
        OptionalDouble scale = limit.xiC();
        return scale.isPresent() ? DEPTH_SCALES * scale.getAsDouble() : Double.NaN;
    }
}
