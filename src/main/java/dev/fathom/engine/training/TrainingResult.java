package dev.fathom.engine.training;

import dev.fathom.engine.LayerStatistics;
import java.util.List;
import java.util.SortedMap;

/**
 * What became of one trial.
 *
 * @param losses mean loss of each minibatch, before its step
 * @param accuracies share of correct predictions in each minibatch
 * @param testLoss over the whole test part, after the last step
 * @param testAccuracy likewise; 0 for target values
 * @param layers statistics by step
 */
public record TrainingResult(
        float[] losses,
        float[] accuracies,
        double testLoss,
        double testAccuracy,
        SortedMap<Integer, List<LayerStatistics>> layers) {}
