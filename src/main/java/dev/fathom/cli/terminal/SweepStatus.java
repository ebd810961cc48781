package dev.fathom.cli.terminal;

import dev.fathom.study.TrialResult;
import dev.fathom.study.Verdict;
import dev.fathom.sweep.CohortPlan;
import dev.fathom.sweep.Event;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How far a sweep is, from what it tells. */
final class SweepStatus {
    /** A cohort on its device. */
    record Running(CohortPlan cohort, int steps) {
        double work() {
            return SweepStatus.work(cohort) * steps / cohort.trials().get(0).steps();
        }
    }

    private final double total;
    private final int trials;
    private final Map<String, Running> running = new LinkedHashMap<>();
    private final Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    private double ended;
    private int done;
    private int failed;
    private TrialResult best;

    SweepStatus(List<CohortPlan> cohorts) {
        total = cohorts.stream().mapToDouble(SweepStatus::work).sum();
        trials = cohorts.stream().mapToInt(cohort -> cohort.trials().size()).sum();
    }

    /** Counted in trial steps times depth, so that the time left is honest for deep networks too. */
    private static double work(CohortPlan cohort) {
        var trial = cohort.trials().get(0);
        return (double) cohort.trials().size() * trial.steps() * (trial.depth() + 4);
    }

    /** @return a line for the user, where the event is one to tell at once */
    Optional<String> hear(Event event) {
        return event.accept(new Lines());
    }

    /** Counts an event, and says what there is to tell at once. */
    private final class Lines implements Event.Visitor<Optional<String>> {
        @Override
        public Optional<String> sweepStarted(Event.SweepStarted event) {
            return Optional.empty();
        }

        @Override
        public Optional<String> cohortStarted(Event.CohortStarted event) {
            running.put(event.device(), new Running(event.cohort(), 0));
            return Optional.empty();
        }

        @Override
        public Optional<String> cohortAllocated(Event.CohortAllocated event) {
            return Optional.empty();
        }

        @Override
        public Optional<String> cohortAdvanced(Event.CohortAdvanced event) {
            running.put(event.device(), new Running(event.cohort(), event.steps()));
            return Optional.empty();
        }

        @Override
        public Optional<String> trialLeft(Event.TrialLeft event) {
            return Optional.empty();
        }

        @Override
        public Optional<String> cohortFinished(Event.CohortFinished event) {
            running.remove(event.device());
            ended += work(event.cohort());
            event.results().forEach(SweepStatus.this::count);
            return Optional.empty();
        }

        @Override
        public Optional<String> cohortHalved(Event.CohortHalved event) {
            running.remove(event.device());
            return Optional.of(event.reason() + ": the cohort of " + size(event.cohort()) + " trials goes on as two");
        }

        @Override
        public Optional<String> cohortRetried(Event.CohortRetried event) {
            running.remove(event.device());
            return Optional.of(
                    event.device() + " failed at a cohort, which waits for another device: " + event.reason());
        }

        @Override
        public Optional<String> cohortFailed(Event.CohortFailed event) {
            running.remove(event.device());
            ended += work(event.cohort());
            failed += size(event.cohort());
            return Optional.of(event.device() + " failed at a cohort of " + size(event.cohort()) + " trials, given up: "
                    + event.reason());
        }

        @Override
        public Optional<String> deviceDropped(Event.DeviceDropped event) {
            return Optional.of(event.device() + " takes no more cohorts: " + event.reason());
        }

        @Override
        public Optional<String> notice(Event.Notice event) {
            return Optional.of(event.line());
        }
    }

    private static int size(CohortPlan cohort) {
        return cohort.trials().size();
    }

    private void count(TrialResult result) {
        done++;
        verdicts.merge(result.verdict(), 1, Integer::sum);
        Comparator<TrialResult> better = Comparator.<TrialResult>comparingInt(
                        r -> r.trial().depth())
                .thenComparingDouble(TrialResult::accuracy)
                .thenComparingDouble(r -> -r.finalLoss());
        if (result.verdict() == Verdict.TRAINED && (best == null || better.compare(result, best) > 0)) {
            best = result;
        }
    }

    int trials() {
        return trials;
    }

    int done() {
        return done;
    }

    int failed() {
        return failed;
    }

    int inWork() {
        return running.values().stream().mapToInt(r -> size(r.cohort())).sum();
    }

    Map<String, Running> running() {
        return running;
    }

    Map<Verdict, Integer> verdicts() {
        return verdicts;
    }

    /** The deepest network that trained, of these the most accurate. */
    Optional<TrialResult> best() {
        return Optional.ofNullable(best);
    }

    /** Share of the work, 0 to 1. */
    double share() {
        double current =
                ended + running.values().stream().mapToDouble(Running::work).sum();
        return total == 0 ? 1 : current / total;
    }

    /** Trials a second, unfinished ones by their share. */
    double rate(double seconds) {
        return trials * share() / seconds;
    }

    /** NaN before anything is known. */
    double secondsLeft(double seconds) {
        return share() == 0 ? Double.NaN : seconds * (1 - share()) / share();
    }
}
