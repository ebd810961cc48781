package dev.fathom.sweep;

import dev.fathom.device.Device;
import dev.fathom.engine.Cohort;
import dev.fathom.engine.Samples;
import dev.fathom.engine.training.Cost;
import dev.fathom.engine.training.Training;
import dev.fathom.engine.training.TrainingPlan;
import dev.fathom.net.architecture.Shape;
import dev.fathom.optimizer.Optimizer;
import dev.fathom.study.Trial;
import java.util.List;

/** A planned cohort in the engine's words: the networks, how they are trained, and on what. */
record CohortSetup(Cohort cohort, TrainingPlan plan, Samples train, Samples test) {
    /** @param measuredSteps those beyond the end of the training are passed over */
    static CohortSetup of(CohortPlan planned, List<Integer> measuredSteps, DatasetCache data) {
        Trial first = planned.trials().get(0);
        Inputs inputs = data.of(first);
        Cohort cohort = new Cohort(
                new Shape(
                        inputs.train().extent(),
                        first.widths(),
                        inputs.train().answers().outputs()),
                first.ties(),
                first.batch(),
                planned.trials().stream().map(Trial::setup).toList());
        Optimizer optimizer = Optimizer.parse(first.optimizer());
        cohort.trials().forEach(trial -> trial.descent().requireFit(optimizer));
        TrainingPlan plan = new TrainingPlan(
                first.steps(),
                optimizer,
                measuredSteps.stream().filter(step -> step < first.steps()).toList());
        return new CohortSetup(
                cohort, cohort.decays(optimizer) ? plan : plan.withCheckpoints(), inputs.train(), inputs.test());
    }

    /** The same with everyone staying to the end. */
    CohortSetup withoutCheckpoints() {
        return new CohortSetup(
                cohort, new TrainingPlan(plan.steps(), plan.optimizer(), plan.measuredSteps()), train, test);
    }

    Training on(Device device) {
        return new Training(device, cohort, plan, train, test, order());
    }

    Cost cost() {
        return Cost.of(cohort, plan, train, test, order());
    }

    private int[] order() {
        return DeviceTrainer.order(train, cohort.batch(), plan.steps());
    }

    /** The samples of the first minibatch, row-major. */
    float[] firstInputs() {
        int width = train.width();
        int[] order = order();
        float[] inputs = new float[cohort.batch() * width];
        for (int row = 0; row < cohort.batch(); row++) {
            System.arraycopy(train.features(), order[row] * width, inputs, row * width, width);
        }
        return inputs;
    }

    double chance() {
        return train.answers().chance();
    }
}
