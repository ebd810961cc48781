package dev.fathom.sweep;

import dev.fathom.data.Minibatches;
import dev.fathom.device.Device;
import dev.fathom.device.OutOfDeviceMemory;
import dev.fathom.engine.Cohort;
import dev.fathom.engine.LayerStatistics;
import dev.fathom.engine.Samples;
import dev.fathom.engine.Training;
import dev.fathom.engine.TrainingPlan;
import dev.fathom.engine.TrainingResult;
import dev.fathom.engine.TrialSetup;
import dev.fathom.init.Initializers;
import dev.fathom.net.Activations;
import dev.fathom.net.Architecture;
import dev.fathom.net.Optimizer;
import dev.fathom.net.Shape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Consumer;

/** Runs cohorts on one device. */
public final class Runner {
    /** All trials of all studies visit their samples in this order, so that comparisons are paired. */
    private static final long ORDER_SEED = 0;

    private final Device device;
    private final List<Integer> measuredSteps;
    private final Progress progress;
    private final Map<String, Inputs> data = new HashMap<>();

    /** Told what goes on. */
    public interface Progress {
        /** So many of the cohort's steps are done. */
        void steps(Planned cohort, int done);

        /** Something the user should know, in one line. */
        void notice(String line);

        Progress SILENT = new Progress() {
            @Override
            public void steps(Planned cohort, int done) {}

            @Override
            public void notice(String line) {}
        };
    }

    public Runner(Device device, List<Integer> measuredSteps, Progress progress) {
        this.device = device;
        this.measuredSteps = List.copyOf(measuredSteps);
        this.progress = progress;
    }

    /**
     * Runs every cohort, halving those that the device cannot hold.
     *
     * @param finished takes the results of a cohort as soon as it ends
     */
    public void run(List<Planned> cohorts, Consumer<List<TrialResult>> finished) {
        Deque<Planned> waiting = new ArrayDeque<>(cohorts);
        while (!waiting.isEmpty()) {
            Planned cohort = waiting.pop();
            try {
                finished.accept(run(cohort));
            } catch (OutOfDeviceMemory e) {
                if (cohort.trials().size() == 1) {
                    throw e;
                }
                progress.notice(
                        e.getMessage() + ": the cohort of " + cohort.trials().size() + " trials goes on as two");
                List<Planned> halves = cohort.halves();
                waiting.push(halves.get(1));
                waiting.push(halves.get(0));
            }
        }
    }

    /** Trains one cohort. */
    public List<TrialResult> run(Planned planned) {
        Trial first = planned.trials().get(0);
        Inputs inputs = inputs(first);
        Samples train = inputs.train();
        Shape shape = new Shape(train.width(), first.widths(), train.answers().outputs());
        Cohort cohort = new Cohort(
                shape,
                Architecture.parse(first.architecture()),
                first.batch(),
                planned.trials().stream().map(Runner::setup).toList());
        TrainingPlan plan = new TrainingPlan(
                first.steps(),
                Optimizer.parse(first.optimizer()),
                measuredSteps.stream().filter(step -> step < first.steps()).toList());
        int[] order = Minibatches.order(train.count(), first.batch(), first.steps(), ORDER_SEED);
        long start = System.nanoTime();
        try (Training training = new Training(device, cohort, plan, train, inputs.test(), order)) {
            List<TrainingResult> trained = training.run(done -> progress.steps(planned, done));
            double seconds =
                    (System.nanoTime() - start) / 1e9 / planned.trials().size();
            List<TrialResult> results = new ArrayList<>();
            for (int i = 0; i < trained.size(); i++) {
                results.add(judge(
                        planned.trials().get(i), trained.get(i), train.answers().chance(), seconds));
            }
            return results;
        }
    }

    private Inputs inputs(Trial trial) {
        return data.computeIfAbsent(trial.data() + "\n" + trial.loss(), key -> {
            Inputs inputs = Inputs.open(trial.data());
            boolean classes = inputs.train().answers() instanceof Samples.Classes;
            if (trial.loss().equals("cross_entropy") && !classes) {
                throw new StudyException("the data '" + trial.data() + "' has target values: its loss is mse");
            }
            return trial.loss().equals("mse") ? inputs.asValues() : inputs;
        });
    }

    /** What the engine needs to know of a trial. */
    public static TrialSetup setup(Trial trial) {
        return new TrialSetup(
                Initializers.parse(trial.initializer()),
                (float) trial.weightGain(),
                (float) trial.biasStd(),
                Activations.parse(trial.activation()),
                (float) trial.learningRate(),
                trial.seed());
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
