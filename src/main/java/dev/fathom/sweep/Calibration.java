package dev.fathom.sweep;

import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

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
    private final Consumer<String> progress;
    private final Map<Integer, Line> known = new HashMap<>();
    private double measuredSeconds;
    private double measuredFlops;

    /** Seconds of a cohort by its number of steps. */
    private record Line(double besides, double step) {
        double at(int steps) {
            return besides + step * steps;
        }
    }

    /**
     * @param budgetSeconds after which no further kind is measured
     * @param progress told what is being timed
     */
    public Calibration(Trainer trainer, double budgetSeconds, Consumer<String> progress) {
        this.trainer = trainer;
        this.progress = progress;
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
        long kinds = cohorts.stream().map(PricedCohort::group).distinct().count();
        for (PricedCohort priced : cohorts) {
            int kind = priced.group();
            boolean time = known.isEmpty() || (System.nanoTime() - start) / 1e9 < budgetSeconds;
            if (time && !known.containsKey(kind)) {
                Trial first = priced.cohort().trials().get(0);
                progress.accept("timing cohorts, kind " + (known.size() + 1) + " of " + kinds + ": "
                        + priced.cohort().trials().size() + " networks of " + first.depth() + " x " + first.width());
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

    /** The first training warms the machine up; the longer one is as long as the clock needs. */
    private Line measure(CohortPlan cohort) {
        int steps = cohort.trials().get(0).steps();
        double cold = train(cohort, SHORT);
        if (cold > budgetSeconds / 4) {
            return brief(cohort, cold, steps); // longer ones would outlast the budget
        }
        if (known.isEmpty()) {
            train(cohort, LONG);
            train(cohort, SHORT);
        }
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

    private Line brief(CohortPlan cohort, double cold, int steps) {
        int more = Math.min(steps, 3 * SHORT);
        double step = cold > budgetSeconds || more <= SHORT ? 0 : (train(cohort, more) - cold) / (more - SHORT);
        return step > 0 ? new Line(Math.max(0, cold - SHORT * step), step) : new Line(0, cold / Math.min(steps, SHORT));
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
