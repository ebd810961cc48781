package dev.fathom.map;

import dev.fathom.study.Trial;
import dev.fathom.sweep.FateTrainer;
import dev.fathom.sweep.TrialFate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Where the networks of a map converge, without a store: for maps that others measure. */
public final class ConvergenceMap {
    private static final int TOGETHER = 1024;

    private ConvergenceMap() {}

    /** Trains all networks; rows count from the top. */
    public static BitSet of(MapPlan plan, FateTrainer trainer) {
        int side = plan.pixels();
        BitSet converged = new BitSet(side * side);
        for (int from = 0; from < side * side; from += TOGETHER) {
            List<Trial> trials = new ArrayList<>();
            for (int at = from; at < Math.min(side * side, from + TOGETHER); at++) {
                trials.add(plan.trial(at % side, side - 1 - at / side));
            }
            List<TrialFate> fates = trainer.train(trials);
            for (int i = 0; i < fates.size(); i++) {
                converged.set(from + i, fates.get(i).convergence() < 0);
            }
        }
        return converged;
    }
}
