package dev.fathom.cli.sweep;

import dev.fathom.cli.terminal.Format;
import dev.fathom.cli.terminal.Paragraph;
import dev.fathom.cli.terminal.Table;
import dev.fathom.confidence.Disagreement;
import dev.fathom.engine.probe.Estimate;
import dev.fathom.engine.probe.ProbeReport;
import dev.fathom.study.Trial;
import dev.fathom.sweep.TheoryComparison;
import dev.fathom.theory.propagation.LayerPrediction;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Where a study's networks left the theory before the first step. */
final class TheoryComparisonTable {
    private static final int MOST = 5;

    /** A figure off its prediction. */
    private record Miss(TheoryComparison comparison, int layer, String what, Estimate measured, double theory) {
        double decades() {
            return Math.abs(Math.log10(measured.value() / theory));
        }
    }

    private TheoryComparisonTable() {}

    static void print(List<TheoryComparison> comparisons, PrintStream out) {
        List<TheoryComparison> judged = comparisons.stream()
                .filter(comparison -> comparison.networks() > 1)
                .filter(comparison -> comparison.report().inapplicable().isEmpty())
                .toList();
        if (judged.isEmpty()) {
            return;
        }
        List<Miss> misses = judged.stream()
                .filter(comparison -> !comparison.off().isEmpty())
                .map(TheoryComparisonTable::farthest)
                .sorted(Comparator.comparingDouble(Miss::decades).reversed())
                .toList();
        out.println();
        Paragraph.of(String.format(
                        Locale.ROOT,
                        "Theory at initialization: no layer of %d of %d configurations lies off by more than chance and"
                                + " %.0f %%.",
                        judged.size() - misses.size(),
                        judged.size(),
                        100 * Disagreement.LEAST_EFFECT))
                .forEach(out::println);
        if (misses.isEmpty()) {
            return;
        }
        out.println("Farthest off, by the ratio of measured to predicted:");
        Table table = new Table(
                "initializer",
                "activation",
                "depth",
                "networks",
                "layer",
                "2nd moment of",
                "measured",
                "error",
                "theory");
        for (Miss miss : misses.subList(0, Math.min(MOST, misses.size()))) {
            Trial trial = miss.comparison().trial();
            table.row(
                    trial.initializer(),
                    trial.activation(),
                    trial.depth(),
                    miss.comparison().networks(),
                    miss.layer(),
                    miss.what(),
                    miss.measured().value(),
                    miss.measured().standardError(),
                    miss.theory());
        }
        table.print(Format.text, out);
    }

    private static Miss farthest(TheoryComparison comparison) {
        return comparison.off().stream()
                .map(layer -> farthest(comparison, layer))
                .max(Comparator.comparingDouble(Miss::decades))
                .orElseThrow();
    }

    private static Miss farthest(TheoryComparison comparison, ProbeReport.Layer layer) {
        LayerPrediction theory = layer.theory().orElseThrow();
        Miss signal = new Miss(
                comparison,
                layer.layer(),
                "signal",
                layer.preactivation().secondMoment(),
                theory.preactivationSecondMoment());
        Miss gradient = new Miss(
                comparison, layer.layer(), "gradient, over the last", layer.gradientRatio(), theory.gradientRatio());
        boolean both = layer.disagrees() && layer.gradientDisagrees();
        boolean worse = both ? gradient.decades() > signal.decades() : layer.gradientDisagrees();
        return worse ? gradient : signal;
    }
}
