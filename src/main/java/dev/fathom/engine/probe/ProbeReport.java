package dev.fathom.engine.probe;

import dev.fathom.device.Moments;
import dev.fathom.engine.LayerStatistics;
import dev.fathom.engine.Quantity;
import dev.fathom.engine.probe.Estimate.Range;
import dev.fathom.net.NetworkSpec;
import dev.fathom.net.Weight;
import dev.fathom.theory.propagation.LayerPrediction;
import dev.fathom.theory.propagation.Propagation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * What a configuration does to signals and gradients at initialization: measured over repeats, beside what mean-field
 * theory predicts.
 *
 * @param inapplicable why theory says nothing, where it does not
 * @param notes what a reader must know of the predictions
 */
public record ProbeReport(List<Layer> layers, Optional<String> inapplicable, List<String> notes) {
    /** Second moments below this have elements among float32's denormals; nothing is judged there. */
    private static final double LEAST_MOMENT = 1e4 * Float.MIN_NORMAL * (double) Float.MIN_NORMAL;

    /** Rounding of float32 alone keeps two samples this far from parallel, some hundred squared units of rounding. */
    private static final double LEAST_DECORRELATION = 1e-12;

    /**
     * @param layer 1-based
     * @param name where it stands, in words
     * @param activation empty for an output layer
     * @param gradientRatio second moment of this layer's gradient over the last layer's
     * @param decorrelation 1 - c; c is the mean inner product of two samples' pre-activations over their mean square.
     *     Of two tokens of a sample in networks with attention, else empty where a sample has several positions; empty for
     *     a batch of one sample
     * @param tokenCosine mean cosine of two tokens of a sample, in networks with attention
     * @param entropy mean of the attention weights' entropies in nats, at the layer of the queries
     * @param saturated, dead, nonfinite shares, means over the repeats
     */
    public record Layer(
            int layer,
            String name,
            int fanIn,
            int fanOut,
            Figures preactivation,
            Optional<Figures> activation,
            Figures gradient,
            Figures weightGradient,
            Estimate gradientRatio,
            Optional<Estimate> decorrelation,
            Optional<Estimate> tokenCosine,
            Optional<Estimate> entropy,
            double saturated,
            double dead,
            double nonfinite,
            Optional<LayerPrediction> theory) {
        /** Whether the measured second moment of the pre-activations lies off the prediction, by {@link Estimate#disagrees}. */
        public boolean disagrees() {
            return theory.isPresent()
                    && preactivation.secondMoment().value() > LEAST_MOMENT
                    && preactivation.secondMoment().disagrees(theory.get().preactivationSecondMoment());
        }

        /** Likewise for the second moment of the gradient over the last layer's. */
        public boolean gradientDisagrees() {
            return theory.isPresent()
                    && gradient.secondMoment().value() > LEAST_MOMENT
                    && gradientRatio.disagrees(theory.get().gradientRatio());
        }

        /** Likewise for the correlation of two samples. */
        public boolean correlationDisagrees() {
            return decorrelation.isPresent()
                    && decorrelation.get().value() > LEAST_DECORRELATION
                    && theory.isPresent()
                    && theory.get().decorrelation().isPresent()
                    && decorrelation
                            .get()
                            .disagrees(theory.get().decorrelation().getAsDouble());
        }
    }

    /** Statistics of one kind of matrix, pooled over units and batch; the unit variance is over the batch, per unit. */
    public record Figures(Estimate mean, Estimate variance, Estimate secondMoment, Estimate unitVariance) {}

    /**
     * @param repeats for each repeat its layers; they are networks of one configuration on the same samples
     * @param notes what a reader must know of the predictions
     */
    public static ProbeReport of(
            NetworkSpec network,
            int batch,
            List<List<LayerStatistics>> repeats,
            Propagation theory,
            List<String> notes) {
        List<LayerPrediction> predicted = theory.layers();
        List<Layer> layers = new ArrayList<>();
        List<Ranges> ranges = repeats.stream().map(Ranges::of).toList();
        for (int index = 0; index < network.weights().size(); index++) {
            Weight weight = network.weights().get(index);
            boolean hidden = repeats.get(0).get(index).activation() != null;
            Figures gradient = figures(repeats, index, Quantity.GRADIENT, ranges);
            Range z = Ranges.worst(ranges, index, Quantity.PREACTIVATION);
            int number = index;
            layers.add(new Layer(
                    index + 1,
                    network.names().get(index),
                    weight.fanIn(),
                    weight.fanOut(),
                    figures(repeats, index, Quantity.PREACTIVATION, ranges),
                    hidden ? Optional.of(figures(repeats, index, Quantity.ACTIVATION, ranges)) : Optional.empty(),
                    gradient,
                    figures(repeats, index, Quantity.WEIGHT_GRADIENT, ranges),
                    ratio(repeats, index, gradient.secondMoment().range()),
                    tokens(repeats, index, layer -> 1 - layer.tokenCosine(), z)
                            .or(() -> decorrelation(repeats, number, weight.positions() > 1 ? 1 : batch, z)),
                    tokens(repeats, index, LayerStatistics::tokenCosine, z),
                    entropy(repeats, index, z),
                    hidden ? mean(repeats, index, s -> s.activation().saturated()) : 0,
                    hidden ? mean(repeats, index, s -> s.activation().dead()) : 0,
                    mean(repeats, index, ProbeReport::nonfinite),
                    index < predicted.size() ? Optional.of(predicted.get(index)) : Optional.empty()));
        }
        return new ProbeReport(layers, theory.inapplicable(), notes);
    }

    private static Figures figures(
            List<List<LayerStatistics>> repeats, int index, Quantity quantity, List<Ranges> ranges) {
        Range range = Ranges.worst(ranges, index, quantity);
        return new Figures(
                estimate(repeats, index, quantity, Moments::mean, range),
                estimate(repeats, index, quantity, Moments::variance, range),
                estimate(repeats, index, quantity, Moments::secondMoment, range),
                estimate(repeats, index, quantity, Moments::unitVariance, range));
    }

    private static Estimate estimate(
            List<List<LayerStatistics>> repeats,
            int index,
            Quantity quantity,
            ToDoubleFunction<Moments> value,
            Range range) {
        return Estimate.of(
                repeats.stream()
                        .mapToDouble(
                                layers -> value.applyAsDouble(layers.get(index).of(quantity)))
                        .toArray(),
                range,
                figures(repeats));
    }

    private static Estimate ratio(List<List<LayerStatistics>> repeats, int index, Range range) {
        return Estimate.of(
                repeats.stream()
                        .mapToDouble(layers -> layers.get(index).gradient().secondMoment()
                                / layers.get(layers.size() - 1).gradient().secondMoment())
                        .toArray(),
                range,
                figures(repeats));
    }

    /** Empty where tokens are not compared. */
    private static Optional<Estimate> tokens(
            List<List<LayerStatistics>> repeats, int index, ToDoubleFunction<LayerStatistics> figure, Range range) {
        return repeats.get(0).get(index).tokenCosine() == null
                ? Optional.empty()
                : Optional.of(of(repeats, index, figure, range));
    }

    private static Optional<Estimate> entropy(List<List<LayerStatistics>> repeats, int index, Range range) {
        return repeats.get(0).get(index).entropy() == null
                ? Optional.empty()
                : Optional.of(of(repeats, index, LayerStatistics::entropy, range));
    }

    private static Estimate of(
            List<List<LayerStatistics>> repeats, int index, ToDoubleFunction<LayerStatistics> figure, Range range) {
        double[] values = repeats.stream()
                .mapToDouble(layers -> figure.applyAsDouble(layers.get(index)))
                .toArray();
        return Estimate.of(values, range, figures(repeats));
    }

    /**
     * Over all pairs of the batch at once: |mean over samples of z|² holds every inner product, so that of two different
     * samples is E[z²] less the unbiased variance of a unit over the batch.
     */
    private static Optional<Estimate> decorrelation(
            List<List<LayerStatistics>> repeats, int index, int batch, Range range) {
        if (batch < 2) {
            return Optional.empty();
        }
        double unbiased = batch / (batch - 1.0);
        return Optional.of(Estimate.of(
                repeats.stream()
                        .map(layers -> layers.get(index).preactivation())
                        .mapToDouble(z -> z.secondMoment() == 0 ? 0 : unbiased * z.unitVariance() / z.secondMoment())
                        .toArray(),
                range,
                figures(repeats)));
    }

    /** The signal and the gradient of each layer. */
    private static int figures(List<List<LayerStatistics>> repeats) {
        return 2 * repeats.get(0).size();
    }

    private static double mean(
            List<List<LayerStatistics>> repeats, int index, ToDoubleFunction<LayerStatistics> share) {
        return repeats.stream()
                .mapToDouble(layers -> share.applyAsDouble(layers.get(index)))
                .average()
                .orElseThrow();
    }

    private static double nonfinite(LayerStatistics layer) {
        double worst =
                Math.max(layer.preactivation().nonfinite(), layer.gradient().nonfinite());
        return Math.max(worst, layer.weightGradient().nonfinite());
    }
}
