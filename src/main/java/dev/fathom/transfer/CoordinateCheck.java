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
 * the network is, its learning rate cannot transfer (the coordinate check of microsoft/mup, with intervals). Beside it, how
 * large these steps are for the weights.
 *
 * @param network its rate is that of every size
 */
public record CoordinateCheck(Trial network, Axis axis, int seeds) {
    /** A few steps cost little, and their figures scatter more than final losses. */
    static final int SEEDS = 16;

    static final List<Integer> STEPS = List.of(1, 2, 4, 8);

    /** Those, and what lies one step before them. */
    private static final List<Integer> STOPS = List.of(0, 1, 2, 3, 4, 7, 8);

    private static final List<String> LAYERS = List.of("first", "middle", "last", "output");

    /**
     * One layer after some steps.
     *
     * @param layer first, middle and last hidden layer and output, from the input side
     * @param changes what moved, by size, with the interval of the geometric mean over the seeds
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

    /**
     * What the first steps do.
     *
     * @param moves root mean square of what all steps together changed in a layer's pre-activations
     * @param updates root mean square of what the last of the steps changed in a layer's weights, over that of the weights
     *     before
     */
    public record FirstSteps(List<Coordinate> moves, List<Coordinate> updates) {}

    /** By step, layer and seed. */
    private record Measured(double[][][] moves, double[][][] updates) {}

    /** Of first, middle and last hidden layer and the output after each of the steps. */
    FirstSteps of(DeviceTrainer trainer) {
        List<Measured> bySize = axis.sizes().stream()
                .map(size -> measure(trainer, Losses.sized(network, axis.field(), size)))
                .toList();
        return new FirstSteps(
                coordinates(bySize.stream().map(Measured::moves).toList()),
                coordinates(bySize.stream().map(Measured::updates).toList()));
    }

    private List<Coordinate> coordinates(List<double[][][]> bySize) {
        double[] x = axis.sizes().stream().mapToDouble(Axis::doublings).toArray();
        List<Coordinate> coordinates = new ArrayList<>();
        for (int layer = 0; layer < LAYERS.size(); layer++) {
            for (int step = 0; step < STEPS.size(); step++) {
                coordinates.add(coordinate(layer, step, x, bySize));
            }
        }
        return coordinates;
    }

    private Coordinate coordinate(int layer, int step, double[] x, List<double[][][]> bySize) {
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
        return new Coordinate(LAYERS.get(layer), STEPS.get(step), changes, Interval.mean(slopes));
    }

    private Measured measure(DeviceTrainer trainer, Trial sized) {
        List<Trial> trials = LongStream.range(sized.seed(), sized.seed() + seeds)
                .mapToObj(
                        seed -> sized.with(Fields.SEED.is(seed), Fields.SCHEDULE.is("constant"), Fields.WARMUP.is(0.0)))
                .toList();
        Measured measured = new Measured(
                new double[STEPS.size()][LAYERS.size()][seeds], new double[STEPS.size()][LAYERS.size()][seeds]);
        List<List<float[]>> start = new ArrayList<>();
        List<List<float[]>> weights = new ArrayList<>(); // one stop before
        trainer.follow(new CohortPlan(trials), STOPS, stop -> {
            List<List<float[]>> before = List.copyOf(weights);
            weights.clear();
            for (int seed = 0; seed < seeds; seed++) {
                weights.add(looked(stop.weights(seed)));
            }
            List<List<float[]>> now =
                    stop.preactivations().stream().map(CoordinateCheck::looked).toList();
            if (stop.step() == 0) {
                start.addAll(now);
            }
            int step = STEPS.indexOf(stop.step());
            for (int layer = 0; step >= 0 && layer < LAYERS.size(); layer++) {
                for (int seed = 0; seed < seeds; seed++) {
                    float[] from = before.get(seed).get(layer);
                    measured.moves[step][layer][seed] =
                            rms(start.get(seed).get(layer), now.get(seed).get(layer));
                    measured.updates[step][layer][seed] =
                            rms(from, weights.get(seed).get(layer)) / rms(new float[from.length], from);
                }
            }
        });
        return measured;
    }

    /** First, middle and last hidden layer and the output, which comes last. */
    private static List<float[]> looked(List<float[]> layers) {
        int hidden = layers.size() - 1;
        return List.of(layers.get(0), layers.get(hidden / 2), layers.get(hidden - 1), layers.get(hidden));
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
