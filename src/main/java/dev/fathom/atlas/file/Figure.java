package dev.fathom.atlas.file;

import dev.fathom.atlas.ClaimRunner;
import dev.fathom.atlas.Subject;
import dev.fathom.confidence.Interval;
import dev.fathom.engine.LayerStatistics;
import dev.fathom.study.RateSensitivity;
import dev.fathom.study.TrialResult;
import dev.fathom.study.Verdict;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/** What a claim's file may ask for; each is of one network, and the claim's figure is of many. */
enum Figure {
    TRAINED("share trained"),
    FINAL_LOSS("final loss over chance", result -> result.finalLoss() / result.chance()),
    TEST_ERROR("test error in %", result -> 100 * (1 - result.accuracy())),
    SENSITIVITY(
            "mean over the rates of the loss over chance, at most 1, above the least",
            result -> RateSensitivity.kept(result.finalLoss() / result.chance())),
    RATE_SLOPE("log2 of the best rate a doubling"),
    DEEPEST("greatest depth that trains"),
    SIGNAL(
            "log10 of z's second moment, last layer over first",
            Kind.SIGNALS,
            layers -> Math.log10(z(layers, last(layers)) / z(layers, 0))),
    GRADIENT(
            "log10 of the gradient's second moment, first layer over last",
            Kind.SIGNALS,
            layers -> Math.log10(layers.get(0).gradient().secondMoment()
                    / layers.get(last(layers)).gradient().secondMoment())),
    ACTIVATION_FACTOR(
            "second moment's factor a layer",
            Kind.FACTORS,
            layers -> Math.pow(a(layers, last(layers)) / a(layers, 0), 1.0 / last(layers))),
    ACTIVATION_MEAN(
            "mean of the last layer",
            Kind.SIGNALS,
            layers -> layers.get(last(layers)).activation().mean()),
    ACTIVATION_VARIANCE(
            "variance of the last layer",
            Kind.SIGNALS,
            layers -> layers.get(last(layers)).activation().variance()),
    SATURATED(
            "saturated share of the last layer",
            Kind.SIGNALS,
            layers -> layers.get(last(layers)).activation().saturated()),
    DEAD(
            "dead share of the last layer",
            Kind.SIGNALS,
            layers -> layers.get(last(layers)).activation().dead());

    private enum Kind {
        /** Of trained networks, at the best learning rate. */
        TRAINING,
        /** Before training, on standard normal inputs. */
        SIGNALS,
        /** Likewise, and positive: their geometric mean. */
        FACTORS
    }

    private final String words;
    private final Kind kind;
    private final ToDoubleFunction<TrialResult> ofTraining;
    private final ToDoubleFunction<List<LayerStatistics>> ofLayers;

    Figure(String words) {
        this(words, result -> result.verdict() == Verdict.TRAINED ? 0 : 1);
    }

    Figure(String words, ToDoubleFunction<TrialResult> ofTraining) {
        this.words = words;
        this.kind = Kind.TRAINING;
        this.ofTraining = ofTraining;
        this.ofLayers = null;
    }

    Figure(String words, Kind kind, ToDoubleFunction<List<LayerStatistics>> ofLayers) {
        this.words = words;
        this.kind = kind;
        this.ofTraining = null;
        this.ofLayers = ofLayers;
    }

    private static int last(List<LayerStatistics> layers) {
        return layers.size() - 1;
    }

    private static double z(List<LayerStatistics> layers, int index) {
        return layers.get(index).preactivation().secondMoment();
    }

    private static double a(List<LayerStatistics> layers, int index) {
        return layers.get(index).activation().secondMoment();
    }

    String words() {
        return words;
    }

    /** As files write it. */
    String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isShare() {
        return this == TRAINED;
    }

    /** Of networks with these seeds: for trained ones the least over the learning rates, where 0 stands for trained. */
    double[] of(ClaimRunner lab, Subject subject, int firstSeed, int endSeed) {
        if (kind != Kind.TRAINING) {
            return lab.probe(subject, firstSeed, endSeed, ofLayers);
        }
        List<TrialResult> results = lab.train(subject.trials(firstSeed, endSeed), subject.toString());
        return LongStream.range(firstSeed, endSeed)
                .mapToDouble(seed -> ofSeed(results.stream()
                        .filter(result -> result.trial().seed() == seed)
                        .sorted(Comparator.comparingDouble(
                                result -> result.trial().learningRate()))
                        .toList()))
                .toArray();
    }

    /** @param results by learning rate, ascending */
    private double ofSeed(List<TrialResult> results) {
        double[] values = results.stream().mapToDouble(ofTraining).toArray();
        double least = Arrays.stream(values)
                .filter(value -> !Double.isNaN(value))
                .min()
                .orElse(Double.POSITIVE_INFINITY);
        return this == SENSITIVITY
                ? RateSensitivity.of(
                        results.stream()
                                .map(result -> result.trial().learningRate())
                                .toList(),
                        values,
                        least)
                : least;
    }

    /** @param intervals of which this is one, that are all to hold at once */
    Interval interval(int intervals, double[] values) {
        if (isShare()) {
            int trained =
                    (int) Arrays.stream(values).filter(value -> value == 0).count();
            return Interval.simultaneousShare(intervals, trained, values.length);
        }
        if (kind == Kind.FACTORS) {
            Interval logs = Interval.simultaneous(
                    intervals, Arrays.stream(values).map(Math::log).toArray());
            return new Interval(Math.exp(logs.value()), Math.exp(logs.low()), Math.exp(logs.high()));
        }
        return Interval.simultaneous(intervals, values);
    }
}
