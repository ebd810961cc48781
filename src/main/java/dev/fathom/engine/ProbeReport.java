package dev.fathom.engine;

import dev.fathom.device.Moments;
import dev.fathom.engine.Estimate.Range;
import dev.fathom.net.Shape;
import dev.fathom.theory.LayerPrediction;
import dev.fathom.theory.Propagation;
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
    /** Below this root mean square the elements leave float32's normal range. */
    private static final double SMALLEST_NORMAL = Float.MIN_NORMAL;

    /** Second moments below this have elements among float32's denormals; nothing is judged there. */
    private static final double LEAST_MOMENT = 1e4 * SMALLEST_NORMAL * SMALLEST_NORMAL;

    /** Rounding of float32 alone keeps two samples this far from parallel, some hundred squared units of rounding. */
    private static final double LEAST_DECORRELATION = 1e-12;

    /**
     * @param layer 1-based
     * @param activation empty for an output layer
     * @param gradientRatio second moment of this layer's gradient over the last layer's
     * @param decorrelation 1 - c; c is the mean inner product of two samples' pre-activations over their mean square.
     *     Empty for a batch of one sample
     * @param saturated, dead, nonfinite shares, means over the repeats
     */
    public record Layer(
            int layer,
            int fanIn,
            int fanOut,
            Quantity preactivation,
            Optional<Quantity> activation,
            Quantity gradient,
            Quantity weightGradient,
            Estimate gradientRatio,
            Optional<Estimate> decorrelation,
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
    public record Quantity(Estimate mean, Estimate variance, Estimate secondMoment, Estimate unitVariance) {}

    /**
     * @param repeats for each repeat its layers; they are networks of one configuration on the same samples
     * @param notes what a reader must know of the predictions
     */
    public static ProbeReport of(
            Shape shape, int batch, List<List<LayerStatistics>> repeats, Propagation theory, List<String> notes) {
        List<LayerPrediction> predicted = theory.layers();
        List<Layer> layers = new ArrayList<>();
        List<Ranges> ranges = repeats.stream().map(Ranges::of).toList();
        for (int layer = 1; layer <= shape.layers(); layer++) {
            int index = layer - 1;
            boolean hidden = layer <= shape.depth();
            Quantity gradient = quantity(repeats, index, LayerStatistics::gradient, range(ranges, index, 2));
            layers.add(new Layer(
                    layer,
                    shape.fanIn(layer),
                    shape.fanOut(layer),
                    quantity(repeats, index, LayerStatistics::preactivation, range(ranges, index, 0)),
                    hidden
                            ? Optional.of(
                                    quantity(repeats, index, LayerStatistics::activation, range(ranges, index, 1)))
                            : Optional.empty(),
                    gradient,
                    quantity(repeats, index, LayerStatistics::weightGradient, range(ranges, index, 3)),
                    ratio(repeats, index, gradient.secondMoment().range()),
                    decorrelation(repeats, index, batch, range(ranges, index, 0)),
                    hidden ? mean(repeats, index, s -> s.activation().saturated()) : 0,
                    hidden ? mean(repeats, index, s -> s.activation().dead()) : 0,
                    mean(repeats, index, ProbeReport::nonfinite),
                    predicted.isEmpty() ? Optional.empty() : Optional.of(predicted.get(index))));
        }
        return new ProbeReport(layers, theory.inapplicable(), notes);
    }

    private interface Part {
        Moments of(LayerStatistics statistics);
    }

    private static Quantity quantity(List<List<LayerStatistics>> repeats, int index, Part part, Range range) {
        return new Quantity(
                estimate(repeats, index, part, Moments::mean, range),
                estimate(repeats, index, part, Moments::variance, range),
                estimate(repeats, index, part, Moments::secondMoment, range),
                estimate(repeats, index, part, Moments::unitVariance, range));
    }

    private static Estimate estimate(
            List<List<LayerStatistics>> repeats, int index, Part part, ToDoubleFunction<Moments> value, Range range) {
        return Estimate.of(
                repeats.stream()
                        .mapToDouble(layers -> value.applyAsDouble(part.of(layers.get(index))))
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

    private static Range range(List<Ranges> repeats, int index, int part) {
        Range worst = Range.FINITE;
        for (Ranges ranges : repeats) {
            Range range = ranges.byLayer().get(index)[part];
            worst = range == Range.OVERFLOW || worst == Range.FINITE ? range : worst;
        }
        return worst;
    }

    /**
     * Which figures of one network left float32. A matrix of zeros is an underflow only where nothing accounts for the
     * zeros: its source was not zero, and neither were all weights between, nor all derivatives.
     *
     * @param byLayer the ranges of pre-activation, activation, gradient and weight gradient
     */
    private record Ranges(List<Range[]> byLayer) {
        static Ranges of(List<LayerStatistics> layers) {
            List<Range[]> ranges = new ArrayList<>();
            boolean alive = true;
            for (LayerStatistics layer : layers) {
                Range z =
                        classify(layer.preactivation(), alive && layer.weights().largest() > 0);
                alive = alive(layer.preactivation(), z);
                Range a = layer.activation() == null
                        ? Range.FINITE
                        : classify(
                                layer.activation(), alive && layer.activation().dead() < 1);
                alive = layer.activation() != null && alive(layer.activation(), a);
                ranges.add(new Range[] {z, a, Range.FINITE, Range.FINITE});
            }
            backward(layers, ranges);
            return new Ranges(ranges);
        }

        private static void backward(List<LayerStatistics> layers, List<Range[]> ranges) {
            boolean alive = true;
            for (int index = layers.size() - 1; index >= 0; index--) {
                LayerStatistics layer = layers.get(index);
                boolean dead = layer.activation() != null && layer.activation().dead() == 1;
                boolean first = index == layers.size() - 1;
                Range g = classify(
                        layer.gradient(),
                        alive
                                && !first
                                && !dead
                                && layers.get(index + 1).weights().largest() > 0);
                alive = alive(layer.gradient(), g);
                ranges.get(index)[2] = g;
                boolean input = index == 0 || alive(layers.get(index - 1).activation(), ranges.get(index - 1)[1]);
                ranges.get(index)[3] = classify(
                        layer.weightGradient(),
                        alive && input && layer.weights().largest() > 0);
            }
        }

        private static boolean alive(Moments moments, Range range) {
            return range != Range.FINITE || moments.largest() > 0;
        }

        private static Range classify(Moments moments, boolean expectedAlive) {
            if (moments.nonfinite() > 0) {
                return Range.OVERFLOW;
            }
            double rms = Math.sqrt(moments.secondMoment());
            boolean tiny = moments.largest() > 0 && rms < SMALLEST_NORMAL;
            return tiny || expectedAlive && moments.largest() == 0 ? Range.UNDERFLOW : Range.FINITE;
        }
    }
}
