package dev.fathom.atlas.builtin;

import dev.fathom.atlas.ClaimNetwork;
import dev.fathom.atlas.ClaimRunner;
import dev.fathom.atlas.Setting;
import dev.fathom.data.Minibatches;
import dev.fathom.engine.Cohort;
import dev.fathom.engine.Samples;
import dev.fathom.engine.TrialSetup;
import dev.fathom.engine.training.Training;
import dev.fathom.engine.training.TrainingPlan;
import dev.fathom.net.architecture.Shape;
import dev.fathom.optimizer.Optimizer;
import java.util.List;
import java.util.stream.LongStream;

/** How much the units of a trained layer differ: 0 where symmetry was never broken, about 1 for random units. */
public final class UnitSpread {
    private static final int BATCH = 64;
    private static final float RATE = 0.1f;

    private UnitSpread() {}

    /**
     * Trains so many networks, each on minibatches of its own, with plain SGD.
     *
     * @return for each the root mean square, over the weights into the second hidden layer, of what a unit differs from
     *     the mean unit by, over that of the weights; 0 where all are 0
     */
    static double[] afterTraining(ClaimRunner lab, ClaimNetwork net, int steps, int networks) {
        lab.progress().accept("training " + networks + " networks of " + net);
        lab.record(Setting.untrained("trained, each seed in an order of its own", net, BATCH, networks)
                .with("data", lab.data())
                .with("optimizer", "sgd")
                .with("learning_rate", RATE)
                .with("steps", steps));
        Samples train = lab.samples();
        Shape shape = Shape.uniform(
                train.width(), net.depth(), net.width(), train.answers().outputs());
        return LongStream.range(0, networks)
                .mapToDouble(seed -> afterTraining(lab, net, shape, train, steps, seed))
                .toArray();
    }

    private static double afterTraining(
            ClaimRunner lab, ClaimNetwork net, Shape shape, Samples train, int steps, long seed) {
        List<TrialSetup> trial = List.of(net.setup(RATE, seed));
        Cohort cohort = new Cohort(shape, net.ties(), BATCH, trial);
        int[] order = Minibatches.order(train.count(), BATCH, steps, seed);
        TrainingPlan plan = new TrainingPlan(steps, Optimizer.SGD, List.of());
        try (Training training = new Training(lab.device(), cohort, plan, train, train, order)) {
            training.run(done -> {});
            return spread(lab.device().download(training.network().weights(2), 0), net.width());
        }
    }

    /** @param weights (n, m), a unit in each column */
    public static double spread(float[] weights, int columns) {
        double between = 0;
        double all = 0;
        for (int row = 0; row < weights.length; row += columns) {
            double mean = 0;
            for (int i = row; i < row + columns; i++) {
                mean += weights[i] / (double) columns;
            }
            for (int i = row; i < row + columns; i++) {
                between += (weights[i] - mean) * (weights[i] - mean);
                all += (double) weights[i] * weights[i];
            }
        }
        return all == 0 ? 0 : Math.sqrt(between / all);
    }
}
