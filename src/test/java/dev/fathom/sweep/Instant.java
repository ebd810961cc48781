package dev.fathom.sweep;

import dev.fathom.device.Moments;
import dev.fathom.engine.LayerStatistics;
import dev.fathom.engine.MadeUpStatistics;
import dev.fathom.study.Trial;
import dev.fathom.study.TrialResult;
import dev.fathom.study.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** A trainer that takes no time: results follow from the trial alone. */
public final class Instant implements Trainer {
    private final String device;
    private final BiConsumer<CohortPlan, Consumer<Event>> before;

    public Instant(String device) {
        this(device, (cohort, events) -> {});
    }

    /** @param before what happens to each cohort first; may throw */
    Instant(String device, BiConsumer<CohortPlan, Consumer<Event>> before) {
        this.device = device;
        this.before = before;
    }

    @Override
    public String device() {
        return device;
    }

    @Override
    public List<TrialResult> train(CohortPlan cohort, Consumer<Event> events) {
        before.accept(cohort, events);
        return cohort.trials().stream().map(this::result).toList();
    }

    private TrialResult result(Trial trial) {
        float[] losses = new float[trial.steps()];
        java.util.Arrays.fill(losses, 1f / (1 + trial.seed()));
        Moments moments = new Moments(trial.seed(), 1, 2, 3, 4, 0, 0, 0);
        List<LayerStatistics> layers = new ArrayList<>();
        for (int layer = 1; layer <= trial.depth() + 1; layer++) {
            layers.add(MadeUpStatistics.of(
                    layer, moments, layer > trial.depth() ? null : moments, moments, moments, moments));
        }
        SortedMap<Integer, List<LayerStatistics>> bySteps = new TreeMap<>();
        bySteps.put(0, layers);
        return new TrialResult(trial, Verdict.SLOW, 2, losses[0], 2, losses[0], 0.5, losses, bySteps, device, 0);
    }
}
