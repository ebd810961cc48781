package dev.fathom.sweep;

import dev.fathom.data.Minibatches;
import dev.fathom.device.Device;
import dev.fathom.engine.Cohort;
import dev.fathom.engine.LayerStatistics;
import dev.fathom.engine.Network;
import dev.fathom.engine.Samples;
import dev.fathom.engine.Training;
import dev.fathom.engine.TrainingPlan;
import dev.fathom.engine.TrainingResult;
import dev.fathom.engine.Weights;
import dev.fathom.net.Architecture;
import dev.fathom.net.Optimizer;
import dev.fathom.net.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Consumer;

/** Trains cohorts on a device of this process. */
public final class DeviceTrainer implements Trainer {
    /** All trials of all studies visit their samples in this order, so that comparisons are paired. */
    private static final long ORDER_SEED = 0;

    private final Device device;
    private final List<Integer> measuredSteps;
    private final Shelf data;

    public DeviceTrainer(Device device, List<Integer> measuredSteps, Shelf data) {
        this.device = device;
        this.measuredSteps = List.copyOf(measuredSteps);
        this.data = data;
    }

    @Override
    public String device() {
        return device.name();
    }

    @Override
    public List<TrialResult> train(Planned planned, Consumer<Event> events) {
        return train(planned, events, network -> {});
    }

    /** @param trained looks at the networks after the last step, while their weights are on the device */
    public List<TrialResult> train(Planned planned, Consumer<Event> events, Consumer<Network> trained) {
        double chance = data.of(planned.trials().get(0)).train().answers().chance();
        long start = System.nanoTime();
        try (Training training = training(planned)) {
            List<TrainingResult> raw =
                    training.run(done -> events.accept(new Event.CohortAdvanced(device.name(), planned, done)));
            double seconds =
                    (System.nanoTime() - start) / 1e9 / planned.trials().size();
            trained.accept(training.network());
            List<TrialResult> results = new ArrayList<>();
            for (int i = 0; i < raw.size(); i++) {
                results.add(judge(planned.trials().get(i), raw.get(i), chance, seconds));
            }
            return results;
        }
    }

    /** The weights that a trial starts from: its seed has them again. */
    public Weights initial(Trial trial) {
        try (Training training = training(new Planned(List.of(trial)))) {
            return Weights.of(device, training.network(), 0);
        }
    }

    private Training training(Planned planned) {
        Trial first = planned.trials().get(0);
        Inputs inputs = data.of(first);
        Samples train = inputs.train();
        Shape shape = new Shape(train.width(), first.widths(), train.answers().outputs());
        Cohort cohort = new Cohort(
                shape,
                Architecture.parse(first.architecture()),
                first.batch(),
                planned.trials().stream().map(Trial::setup).toList());
        TrainingPlan plan = new TrainingPlan(
                first.steps(),
                Optimizer.parse(first.optimizer()),
                measuredSteps.stream().filter(step -> step < first.steps()).toList());
        int[] order = order(train, first.batch(), first.steps());
        return new Training(device, cohort, plan, train, inputs.test(), order);
    }

    /** The samples of each minibatch, row-major (steps, batch): the same for every trial on these data. */
    public static int[] order(Samples train, int batch, int steps) {
        return Minibatches.order(train.count(), batch, steps, ORDER_SEED);
    }

    private TrialResult judge(Trial trial, TrainingResult trained, double chance, double seconds) {
        SortedMap<Integer, List<LayerStatistics>> layers = trained.layers();
        return new TrialResult(
                trial,
                Verdict.of(layers.get(0), trained.losses(), chance),
                trained.losses()[0],
                Verdict.finalLoss(trained.losses()),
                chance,
                trained.testLoss(),
                trained.testAccuracy(),
                trained.losses(),
                layers,
                device.name(),
                seconds);
    }
}
