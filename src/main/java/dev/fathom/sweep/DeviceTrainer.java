package dev.fathom.sweep;

import dev.fathom.data.Minibatches;
import dev.fathom.device.Device;
import dev.fathom.engine.LayerStatistics;
import dev.fathom.engine.Samples;
import dev.fathom.engine.network.Network;
import dev.fathom.engine.network.Weights;
import dev.fathom.engine.probe.Preactivations;
import dev.fathom.engine.training.Training;
import dev.fathom.engine.training.TrainingResult;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import dev.fathom.study.TrialResult;
import dev.fathom.study.Verdict;
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
    private final DatasetCache data;

    public DeviceTrainer(Device device, List<Integer> measuredSteps, DatasetCache data) {
        this.device = device;
        this.measuredSteps = List.copyOf(measuredSteps);
        this.data = data;
    }

    @Override
    public String device() {
        return device.name();
    }

    @Override
    public List<TrialResult> train(CohortPlan planned, Consumer<Event> events) {
        return train(CohortSetup.of(planned, measuredSteps, data), planned, events, training -> {});
    }

    /**
     * As above; all trials stay in the cohort to the end.
     *
     * @param trained looks at the networks after the last step, while their weights are on the device
     */
    public List<TrialResult> train(CohortPlan planned, Consumer<Event> events, Consumer<Network> trained) {
        CohortSetup assignment = CohortSetup.of(planned, measuredSteps, data).withoutCheckpoints();
        return train(assignment, planned, events, training -> trained.accept(training.network()));
    }

    private List<TrialResult> train(
            CohortSetup assignment, CohortPlan planned, Consumer<Event> events, Consumer<Training> trained) {
        long start = System.nanoTime();
        try (Training training = assignment.on(device)) {
            events.accept(new Event.CohortAllocated(device.name(), planned, training.bytes()));
            List<TrainingResult> raw = training.run(new Telling(device.name(), planned, events));
            double seconds =
                    (System.nanoTime() - start) / 1e9 / planned.trials().size();
            trained.accept(training);
            List<TrialResult> results = new ArrayList<>();
            for (int i = 0; i < raw.size(); i++) {
                results.add(judge(planned.trials().get(i), raw.get(i), assignment.chance(), seconds));
            }
            return results;
        }
    }

    /** The weights that a trial starts from: its seed has them again. */
    public Weights initial(Trial trial) {
        try (Training training = CohortSetup.of(new CohortPlan(List.of(trial)), measuredSteps, data)
                .on(device)) {
            return Weights.of(device, training.network(), 0);
        }
    }

    /**
     * Looks at networks on their way.
     *
     * @param steps after which to look, ascending; 0 for the networks as they are drawn
     */
    public void follow(CohortPlan planned, List<Integer> steps, Consumer<Stop> look) {
        int last = steps.get(steps.size() - 1);
        CohortPlan brief = new CohortPlan(planned.trials().stream()
                .map(trial -> trial.with(Fields.STEPS.is(last)))
                .toList());
        CohortSetup setup = CohortSetup.of(brief, List.of(0), data).withoutCheckpoints();
        try (Training training = setup.on(device)) {
            int done = 0;
            for (int step : steps) {
                training.follow(done, step);
                look.accept(new Stop(step, device, training.network(), setup.firstInputs()));
                done = step;
            }
        }
    }

    /** Networks between two steps, while they are on the device. */
    public record Stop(int step, Device device, Network network, float[] firstInputs) {
        /** On the first minibatch: for each trial its layers, the output last, row-major. */
        public List<List<float[]>> preactivations() {
            return Preactivations.of(device, network, firstInputs);
        }

        /** Of each layer of a trial, the output last, row-major. */
        public List<float[]> weights(int trial) {
            return network.parameters(device, trial);
        }
    }

    /** The engine's words about a cohort as events. */
    private record Telling(String device, CohortPlan cohort, Consumer<Event> events) implements Training.Listener {
        @Override
        public void steps(int done) {
            events.accept(new Event.CohortAdvanced(device, cohort, done));
        }

        @Override
        public void left(int trial, int step, String reason) {
            events.accept(new Event.TrialLeft(device, cohort.trials().get(trial), step, reason));
        }
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
