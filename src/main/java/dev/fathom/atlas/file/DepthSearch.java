package dev.fathom.atlas.file;

import dev.fathom.activation.catalog.Activations;
import dev.fathom.atlas.ClaimRunner;
import dev.fathom.atlas.Subject;
import dev.fathom.confidence.Interval;
import dev.fathom.frontier.Explorer;
import dev.fathom.frontier.Frontier;
import dev.fathom.frontier.Goal;
import dev.fathom.frontier.OptimizerSetting;
import dev.fathom.frontier.Pair;
import dev.fathom.frontier.SearchSetting;
import dev.fathom.init.Initializers;
import dev.fathom.study.Trial;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The greatest depth at which networks train, by the frontier's search. */
final class DepthSearch {
    /** Final loss over chance. */
    private static final double TRAINED_BELOW = 0.5;

    /** Factor between the ends of the interval at which the search ends. */
    private static final double RESOLUTION = 1.25;

    private static final int ROUND = 4;

    private DepthSearch() {}

    /**
     * @param most greatest depth tried
     * @param budget networks at most
     * @return posterior median and 95 % interval
     */
    static Interval deepest(ClaimRunner lab, Subject subject, int most, int budget) {
        Trial trial = subject.trial(0);
        Pair pair = new Pair(Initializers.parse(trial.initializer()), Activations.parse(trial.activation()));
        Map<String, Double> losses = new HashMap<>();
        Explorer explorer = new Explorer(
                setting(subject, trial),
                new Goal(most, RESOLUTION, budget, ROUND),
                trials -> {
                    lab.train(trials, pair + ", depth " + trials.get(0).depth())
                            .forEach(result -> losses.put(result.trial().id(), result.finalLoss() / result.chance()));
                    return losses;
                },
                lab.progress());
        Frontier found = explorer.explore(List.of(pair)).get(pair);
        return new Interval(found.depth(), found.low(), found.high());
    }

    private static SearchSetting setting(Subject subject, Trial trial) {
        return new SearchSetting(
                trial.ties(),
                trial.width(),
                trial.data(),
                OptimizerSetting.all(trial.optimizer(), subject.rates()),
                trial.batch(),
                trial.steps(),
                TRAINED_BELOW);
    }
}
