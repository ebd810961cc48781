package dev.fathom.engine;

import dev.fathom.net.Architecture;
import dev.fathom.net.Shape;
import java.util.List;

/** Trials of one shape that run together: every tensor has the trial as its leading dimension. */
public record Cohort(Shape shape, Architecture architecture, int batch, List<TrialSetup> trials) {
    public Cohort {
        trials = List.copyOf(trials);
        if (trials.isEmpty()) {
            throw new IllegalArgumentException("a cohort needs at least one trial");
        }
        if (batch < 1) {
            throw new IllegalArgumentException("the batch must be at least 1, got " + batch);
        }
    }

    public int size() {
        return trials.size();
    }
}
