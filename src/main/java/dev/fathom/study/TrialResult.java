package dev.fathom.study;

import dev.fathom.engine.LayerStatistics;
import java.io.Serializable;
import java.util.List;
import java.util.SortedMap;

/**
 * A finished trial.
 *
 * @param firstLoss loss of the first minibatch, before any step
 * @param finalLoss mean over the last tenth of the minibatches
 * @param chance loss of the best constant answer on this data
 * @param accuracy share of correct predictions on the test part, NaN for target values
 * @param losses of every minibatch
 * @param layers statistics by step; step 0 is initialization
 * @param device what ran it
 * @param seconds wall clock of its cohort, divided by the trials of the cohort
 */
public record TrialResult(
        Trial trial,
        Verdict verdict,
        double firstLoss,
        double finalLoss,
        double chance,
        double testLoss,
        double accuracy,
        float[] losses,
        SortedMap<Integer, List<LayerStatistics>> layers,
        String device,
        double seconds)
        implements Serializable {}
