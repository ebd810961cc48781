package dev.fathom.engine;

import dev.fathom.net.Optimizer;
import java.util.List;

/**
 * How a cohort is trained.
 *
 * @param steps minibatches
 * @param measuredSteps steps at which all layers are measured before the weights move, ascending; 0 is initialization
 */
public record TrainingPlan(int steps, Optimizer optimizer, List<Integer> measuredSteps) {
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
    }
}
