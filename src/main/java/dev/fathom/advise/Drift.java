package dev.fathom.advise;

import dev.fathom.engine.probe.ProbeReport;
import dev.fathom.theory.propagation.LayerPrediction;
import java.util.List;
import java.util.Locale;

/**
 * How far signals and gradients go astray through the hidden layers, in orders of magnitude of their second moments:
 * log₁₀ of the last hidden layer's pre-activation over the first's, and of the first layer's gradient over the last hidden
 * layer's.
 */
public record Drift(double length, double gradient) {
    /** Where theory does not apply. */
    static final Drift UNKNOWN = new Drift(Double.NaN, Double.NaN);

    static Drift predicted(List<LayerPrediction> layers) {
        LayerPrediction first = layers.get(0);
        LayerPrediction last = layers.get(layers.size() - 1);
        return new Drift(
                last.log10PreactivationSecondMoment() - first.log10PreactivationSecondMoment(),
                first.log10GradientRatio() - last.log10GradientRatio());
    }

    /** By the medians over the networks: a few of them dominate the means. */
    static Drift measured(List<ProbeReport.Layer> layers) {
        ProbeReport.Layer first = layers.get(0);
        ProbeReport.Layer last = layers.get(layers.size() - 1);
        return new Drift(
                Math.log10(last.preactivation().secondMoment().median()
                        / first.preactivation().secondMoment().median()),
                Math.log10(first.gradientRatio().median() / last.gradientRatio().median()));
    }

    /** Orders of magnitude in all; infinite where one left the range of numbers. */
    double size() {
        double sum = Math.abs(length) + Math.abs(gradient);
        return Double.isNaN(sum) ? Double.POSITIVE_INFINITY : sum;
    }

    @Override
    public String toString() {
        return Double.isNaN(length) && Double.isNaN(gradient)
                ? "undefined"
                : "length " + factor(length) + ", gradient " + factor(gradient);
    }

    private static String factor(double orders) {
        if (Double.isNaN(orders)) {
            return "undefined";
        }
        if (Double.isInfinite(orders)) {
            return orders < 0 ? "0" : "beyond float32";
        }
        String text = String.format(Locale.ROOT, "10^%.1f", orders);
        return text.replace("^-0.0", "^0.0");
    }
}
