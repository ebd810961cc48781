package dev.fathom.recorded;

import dev.fathom.device.Moments;
import dev.fathom.engine.LayerStatistics;
import dev.fathom.engine.Quantity;
import dev.fathom.store.Recording;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a reviewer would point at in a recorded run, by fixed rules, each at the first step that shows it. */
public final class Findings {
    private static final double FAR = 1e6;
    private static final double HALF = 0.5;

    /** Of the variance over the batch to the second moment: below, all samples look alike to single precision's eyes. */
    private static final double ALIKE = 1e-6;

    /** Steps are usually about a thousandth of the weights. */
    private static final double GREAT_STEP = 0.1;

    private static final double SMALL_STEP = 1e-7;

    /**
     * Something that does not fit.
     *
     * @param layers that it is about, by their names
     * @param text a sentence without its full stop
     */
    public record Finding(String kind, List<String> layers, int step, String text) {}

    /** What is found of one layer at one step. */
    private record Sign(String kind, String text) {}

    private Findings() {}

    public static List<Finding> of(Recording run) {
        List<Finding> findings = new ArrayList<>();
        Map<String, Boolean> told = new LinkedHashMap<>();
        run.steps().forEach((step, rows) -> {
            Map<Sign, List<String>> now = new LinkedHashMap<>();
            for (Recording.Row row : rows) {
                String layer = run.layers().get(row.statistics().layer() - 1).name();
                for (Sign sign : signs(row)) {
                    if (told.putIfAbsent(sign.kind() + "\n" + layer, true) == null) {
                        now.computeIfAbsent(sign, s -> new ArrayList<>()).add(layer);
                    }
                }
            }
            now.forEach((sign, layers) -> findings.add(finding(sign, layers, step)));
            depth(run, rows, step)
                    .filter(finding -> told.putIfAbsent(finding.kind(), true) == null)
                    .ifPresent(findings::add);
        });
        return findings;
    }

    private static Finding finding(Sign sign, List<String> layers, int step) {
        String names = String.join(", ", layers.subList(0, Math.min(3, layers.size())))
                + (layers.size() > 3 ? " and " + (layers.size() - 3) + " more" : "");
        return new Finding(sign.kind(), List.copyOf(layers), step, names + ": " + sign.text() + " at step " + step);
    }

    private static List<Sign> signs(Recording.Row row) {
        LayerStatistics layer = row.statistics();
        List<Sign> signs = new ArrayList<>();
        for (Map.Entry<Quantity, Moments> each : layer.moments().entrySet()) {
            if (each.getValue().nonfinite() > 0) {
                signs.add(new Sign("not finite", words(each.getKey()) + " not finite"));
                return signs;
            }
        }
        if (layer.activation() != null && layer.activation().dead() >= HALF) {
            signs.add(new Sign("dead", "at least half of the units have no slope on any sample"));
        }
        if (layer.activation() != null && layer.activation().saturated() >= HALF) {
            signs.add(new Sign("saturated", "at least half of the activations are within 1 % of a bound"));
        }
        Moments z = layer.preactivation();
        if (z != null && z.secondMoment() > 0 && z.unitVariance() < ALIKE * z.secondMoment()) {
            signs.add(new Sign("inputs alike", "all samples and positions give the same outputs"));
        }
        if (layer.weightGradient() != null && layer.weightGradient().isZero()) {
            signs.add(new Sign("no gradient", "no gradient reaches the weights"));
        }
        if (row.updateRatio() > GREAT_STEP) {
            signs.add(new Sign("great steps", "one step moves the weights by more than a tenth of their size"));
        }
        if (row.updateRatio() > 0 && row.updateRatio() < SMALL_STEP) {
            signs.add(new Sign("small steps", "a step moves the weights by less than single precision resolves"));
        }
        return signs;
    }

    /** By what multiplies activations: norms and embeddings have scales of their own. */
    private static Optional<Finding> depth(Recording run, List<Recording.Row> rows, int step) {
        List<Recording.Row> chain = rows.stream()
                .filter(row -> multiplies(
                        run.layers().get(row.statistics().layer() - 1).kind()))
                .filter(row -> Shown.GRADIENT.of(row) >= 0)
                .toList();
        if (chain.size() < 2) {
            return Optional.empty();
        }
        Recording.Row first = chain.get(0);
        Recording.Row last = chain.get(chain.size() - 1);
        double ratio = Math.pow(Shown.GRADIENT.of(first) / Shown.GRADIENT.of(last), 2);
        if (!(ratio > FAR || ratio < 1 / FAR)) {
            return Optional.empty();
        }
        String from = run.layers().get(last.statistics().layer() - 1).name();
        String to = run.layers().get(first.statistics().layer() - 1).name();
        return Optional.of(new Finding(
                ratio > 1 ? "gradients explode" : "gradients vanish",
                List.of(to, from),
                step,
                ratio == 0
                        ? "no gradient comes from " + from + " back to " + to + " at step " + step
                        : String.format(
                                Locale.ROOT,
                                "from %s back to %s the second moment of the gradient changes by 10^%.1f at step %d",
                                from,
                                to,
                                Math.log10(ratio),
                                step)));
    }

    private static boolean multiplies(String kind) {
        return kind.contains("Linear") || kind.contains("Conv");
    }

    private static String words(Quantity quantity) {
        return switch (quantity) {
            case PREACTIVATION -> "outputs are";
            case ACTIVATION -> "activations are";
            case GRADIENT -> "gradients by outputs are";
            case WEIGHT_GRADIENT -> "gradients by weights are";
            case WEIGHT -> "weights are";
        };
    }
}
