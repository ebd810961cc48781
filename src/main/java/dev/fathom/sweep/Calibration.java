package dev.fathom.sweep;

import dev.fathom.study.Field;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Estimates how long cohorts take from short trainings on the device. Two lengths of each kind of cohort give what a step
 * takes and what is spent besides; kinds for which no time is left are scaled by their operations. Trials that will leave
 * early are not foreseen.
 */
public final class Calibration {
    private static final int SHORT = 3;
    private static final int LONG = 23;
    private static final double ENOUGH_SECONDS = 0.2;

    private final Trainer trainer;
    private final double budgetSeconds;
    private final Map<List<Object>, Line> known = new HashMap<>();
    private double measuredSeconds;
    private double measuredFlops;

    /** Seconds of a cohort by its number of steps. */
    private record Line(double besides, double step) {
        double at(int steps) {
            return besides + step * steps;
        }
    }

    /** @param budgetSeconds after which no further kind is measured */
    public Calibration(Trainer trainer, double budgetSeconds) {
        this.trainer = trainer;
        this.budgetSeconds = budgetSeconds;
    }

    /**
     * Seconds that each of the cohorts takes.
     *
     * @param cohorts the most work first, as planned
     */
    public List<Double> seconds(List<PricedCohort> cohorts) {
        long start = System.nanoTime();
        List<Double> seconds = new ArrayList<>();
        for (PricedCohort priced : cohorts) {
            List<Object> kind = kind(priced.cohort());
            boolean time = known.isEmpty() || (System.nanoTime() - start) / 1e9 < budgetSeconds;
            if (time && !known.containsKey(kind)) {
                known.put(kind, measure(priced.cohort()));
            }
            Line line = known.get(kind);
            double estimate = line == null
                    ? priced.flops() * measuredSeconds / measuredFlops
                    : line.at(priced.cohort().trials().get(0).steps());
            if (line != null) {
                measuredSeconds += estimate;
                measuredFlops += priced.flops();
            }
            seconds.add(estimate);
        }
        return seconds;
    }

    /** Cohorts of one kind and size take about as long. */
    private static List<Object> kind(CohortPlan cohort) {
        Trial first = cohort.trials().get(0);
        return List.of(cohort.trials().size(), first.values(field -> field.scope() == Field.Scope.PER_COHORT));
    }

    /** The first training warms the machine up; the longer one is as long as the clock needs. */
    private Line measure(CohortPlan cohort) {
        int steps = cohort.trials().get(0).steps();
        if (known.isEmpty()) {
            train(cohort, LONG);
        }
        train(cohort, SHORT);
        double brief = train(cohort, SHORT);
        int more = Math.min(steps, LONG);
        if (more <= SHORT) {
            return new Line(brief, 0);
        }
        double longer = train(cohort, more);
        double step = Math.max(0, (longer - brief) / (more - SHORT));
        if (longer - brief < ENOUGH_SECONDS && step > 0 && steps > more) {
            more = (int) Math.min(steps, SHORT + Math.ceil(ENOUGH_SECONDS / step));
            step = Math.max(0, (train(cohort, more) - brief) / (more - SHORT));
        }
        return new Line(Math.max(0, brief - SHORT * step), step);
    }

    private double train(CohortPlan cohort, int steps) {
        CohortPlan brief = new CohortPlan(cohort.trials().stream()
                .map(trial -> trial.with(Fields.STEPS.is(Math.min(steps, trial.steps()))))
                .toList());
        long start = System.nanoTime();
        trainer.train(brief, Event.IGNORED);
        return (System.nanoTime() - start) / 1e9;
    }
}
