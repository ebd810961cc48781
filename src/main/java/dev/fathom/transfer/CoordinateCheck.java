package dev.fathom.transfer;

import dev.fathom.confidence.Interval;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import dev.fathom.sweep.CohortPlan;
import dev.fathom.sweep.DeviceTrainer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * How far the first steps move every layer's pre-activations and the outputs, by size: where a layer moves more the larger
 * the network is, its learning rate cannot transfer (the coordinate check of microsoft/mup, with intervals).
 *
 * @param network its rate is that of every size
 */
public record CoordinateCheck(Trial network, Axis axis, int seeds) {
    /** A few steps cost little, and their figures scatter more than final losses. */
    static final int SEEDS = 16;

    static final List<Integer> STEPS = List.of(1, 2, 4, 8);

    /**
     * One layer after some steps.
     *
     * @param layer first, middle and last hidden layer and output, from the input side
     * @param changes root mean square of what moved, by size, with the interval of the geometric mean over the seeds
     * @param slope of log₂ of it a doubling of the size
     */
    public record Coordinate(String layer, int step, List<Interval> changes, Interval slope) {
        /** Whether the layer moves as far in every size. */
        public String verdict() {
            return switch (Transfer.verdict(slope)) {
                case TRANSFERS -> "flat";
                case DOES_NOT -> slope.value() > 0 ? "grows" : "shrinks";
                case UNDECIDED -> "undecided";
            };
        }
    }

    /** Of first, middle and last hidden layer and the output after each of the steps. */
    List<Coordinate> of(DeviceTrainer trainer) {
        double[] x = axis.sizes().stream().mapToDouble(Axis::doublings).toArray();
        List<double[][][]> bySize = new ArrayList<>(); // [step][layer][seed]
        for (int size : axis.sizes()) {
            bySize.add(changes(trainer, Losses.sized(network, axis.field(), size)));
        }
        List<Coordinate> coordinates = new ArrayList<>();
        String[] names = {"first", "middle", "last", "output"};
        for (int layer = 0; layer < names.length; layer++) {
            for (int step = 0; step < STEPS.size(); step++) {
                coordinates.add(coordinate(names[layer], layer, step, x, bySize));
            }
        }
        return coordinates;
    }

    private Coordinate coordinate(String name, int layer, int step, double[] x, List<double[][][]> bySize) {
        double[] slopes = new double[seeds];
        for (int seed = 0; seed < seeds; seed++) {
            int s = seed;
            double[] y = bySize.stream()
                    .mapToDouble(size -> Math.log(size[step][layer][s]) / Math.log(2))
                    .toArray();
            slopes[seed] = Parabola.slope(x, y);
        }
        List<Interval> changes = bySize.stream()
                .map(size -> Interval.geometricMean(size[step][layer]))
                .toList();
        return new Coordinate(name, STEPS.get(step), changes, Interval.mean(slopes));
    }

    /** By step, layer and seed. */
    private double[][][] changes(DeviceTrainer trainer, Trial sized) {
        List<Trial> trials = LongStream.range(sized.seed(), sized.seed() + seeds)
                .mapToObj(
                        seed -> sized.with(Fields.SEED.is(seed), Fields.SCHEDULE.is("constant"), Fields.WARMUP.is(0.0)))
                .toList();
        List<List<float[]>> before = trainer.preactivations(new CohortPlan(trials), 0);
        double[][][] changes = new double[STEPS.size()][4][seeds];
        for (int step = 0; step < STEPS.size(); step++) {
            List<List<float[]>> after = trainer.preactivations(new CohortPlan(trials), STEPS.get(step));
            for (int seed = 0; seed < seeds; seed++) {
                int depth = sized.depth();
                int[] layers = {0, depth / 2, depth - 1, depth};
                for (int i = 0; i < layers.length; i++) {
                    changes[step][i][seed] =
                            rms(before.get(seed).get(layers[i]), after.get(seed).get(layers[i]));
                }
            }
        }
        return changes;
    }

    private static double rms(float[] before, float[] after) {
        double sum = 0;
        for (int i = 0; i < before.length; i++) {
            double change = (double) after[i] - before[i];
            sum += change * change;
        }
        return Math.sqrt(sum / before.length);
    }
}
