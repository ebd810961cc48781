package dev.fathom.engine.training;

import dev.fathom.optimizer.Optimizer;
import java.util.List;

/**
 * How a cohort is trained.
 *
 * @param steps minibatches
 * @param measuredSteps steps at which all layers are measured before the weights move, ascending; 0 is initialization
 * @param checkpointEvery trials may leave after so many steps, and after each multiple; never where it is {@code steps}
 */
public record TrainingPlan(int steps, Optimizer optimizer, List<Integer> measuredSteps, int checkpointEvery) {
    /** A look costs about a third of a step, closing ranks some steps. */
    private static final int MIN_BETWEEN_CHECKPOINTS = 25;

    private static final int CHECKPOINTS = 20;

    public TrainingPlan {
        measuredSteps = measuredSteps.stream().sorted().distinct().toList();
        if (steps < 1) {
            throw new IllegalArgumentException("training needs at least one step, got " + steps);
        }
        for (int step : measuredSteps) {
            if (step < 0 || step >= steps) {
                throw new IllegalArgumentException("measured step " + step + " does not lie in 0 to " + (steps - 1));
            }
        }
        if (checkpointEvery < 1) {
            throw new IllegalArgumentException("checkpoints lie at least a step apart, got " + checkpointEvery);
        }
    }

    /** Everyone stays until the end. */
    public TrainingPlan(int steps, Optimizer optimizer, List<Integer> measuredSteps) {
        this(steps, optimizer, measuredSteps, steps);
    }

    /** The same with as many checkpoints as pay. */
    public TrainingPlan withCheckpoints() {
        return new TrainingPlan(
                steps, optimizer, measuredSteps, Math.max(MIN_BETWEEN_CHECKPOINTS, steps / CHECKPOINTS));
    }

    /** Nobody leaves while something is still to be measured. */
    boolean checkpointAt(int done) {
        return done % checkpointEvery == 0
                && done < steps
                && measuredSteps.stream().noneMatch(step -> step >= done);
    }

    /** Where bare steps have to pause, at the latest. */
    int nextStop(int done) {
        int checkpoint = (done / checkpointEvery + 1) * checkpointEvery;
        return measuredSteps.stream()
                .filter(step -> step > done)
                .findFirst()
                .map(step -> Math.min(step, checkpoint))
                .orElse(Math.min(checkpoint, steps));
    }
}
