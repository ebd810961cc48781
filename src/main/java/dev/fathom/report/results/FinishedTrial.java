package dev.fathom.report.results;

import dev.fathom.engine.LayerStatistics;
import dev.fathom.study.Trial;
import dev.fathom.study.TrialResult;
import dev.fathom.study.Verdict;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a report keeps of a finished trial, some kilobytes however deep or long it was: {@link TrialResult} can be a
 * thousand times larger.
 *
 * @param layers numbers of the layers kept; empty where none was measured
 * @param signals at initialization, by {@link Quantity} and kept layer
 * @param losses means over bins of minibatches, infinite from where the loss was not finite, NaN where none was taken
 */
public record FinishedTrial(
        Trial trial,
        Verdict verdict,
        double finalLoss,
        double accuracy,
        double chance,
        double seconds,
        int[] layers,
        double[][] signals,
        float[] losses) {
    public static final int MAX_LAYERS = 101;
    public static final int MAX_BINS = 200;

    public static FinishedTrial of(TrialResult result) {
        List<LayerStatistics> layers = result.layers().isEmpty()
                ? List.of()
                : result.layers().get(result.layers().firstKey());
        int[] kept = spreadOverLayers(layers.size(), MAX_LAYERS);
        double[][] signals = new double[Quantity.values().length][];
        for (Quantity quantity : Quantity.values()) {
            signals[quantity.ordinal()] = IntStream.of(kept)
                    .mapToDouble(index -> quantity.of(layers, index))
                    .toArray();
        }
        return new FinishedTrial(
                result.trial(),
                result.verdict(),
                result.finalLoss(),
                result.accuracy(),
                result.chance(),
                result.seconds(),
                IntStream.of(kept).map(index -> layers.get(index).layer()).toArray(),
                signals,
                bins(steps(result), MAX_BINS));
    }

    public double[] signal(Quantity quantity) {
        return signals[quantity.ordinal()];
    }

    /** The step at which the loss, in means over bins of minibatches, is down to half of chance; NaN if it never is. */
    public double stepsToTrain() {
        for (int bin = 0; bin < losses.length; bin++) {
            if (losses[bin] <= chance / 2) {
                return binStart(bin + 1, trial.steps(), losses.length);
            }
        }
        return Double.NaN;
    }

    /** Up to {@code most} indexes of a list, evenly spread, both ends among them. */
    public static int[] spread(int size, int most) {
        return size <= most
                ? IntStream.range(0, size).toArray()
                : IntStream.range(0, most)
                        .map(i -> (int) Math.round((double) i * (size - 1) / (most - 1)))
                        .toArray();
    }

    /** The same for a network that ends with an output layer: its last hidden layer is shown too. */
    public static int[] spreadOverLayers(int size, int most) {
        return size <= most
                ? IntStream.range(0, size).toArray()
                : IntStream.concat(IntStream.of(spread(size, most - 1)), IntStream.of(size - 2))
                        .sorted()
                        .distinct()
                        .toArray();
    }

    /** The loss of every step: infinite from where it was not finite, NaN after the trial left its cohort. */
    private static float[] steps(TrialResult result) {
        float[] losses = Arrays.copyOf(result.losses(), result.trial().steps());
        boolean finite = true;
        for (int step = 0; step < losses.length; step++) {
            boolean ran = step < result.losses().length;
            finite &= !ran || Float.isFinite(losses[step]);
            losses[step] = !finite ? Float.POSITIVE_INFINITY : ran ? losses[step] : Float.NaN;
        }
        return losses;
    }

    /** Means over at most {@code most} bins of equal length, of what is there. */
    public static float[] bins(float[] values, int most) {
        int count = Math.min(most, values.length);
        float[] means = new float[count];
        for (int bin = 0; bin < count; bin++) {
            double sum = 0;
            int there = 0;
            for (int i = binStart(bin, values.length, count); i < binStart(bin + 1, values.length, count); i++) {
                sum += Float.isNaN(values[i]) ? 0 : values[i];
                there += Float.isNaN(values[i]) ? 0 : 1;
            }
            means[bin] = (float) (sum / there);
        }
        return means;
    }

    public static int binStart(int bin, int length, int bins) {
        return (int) ((long) bin * length / bins);
    }
}
