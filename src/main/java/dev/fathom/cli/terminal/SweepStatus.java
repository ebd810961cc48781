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
        if (event instanceof Event.CohortStarted started) {
            running.put(started.device(), new Running(started.cohort(), 0));
        } else if (event instanceof Event.CohortAdvanced advanced) {
            running.put(advanced.device(), new Running(advanced.cohort(), advanced.steps()));
        } else if (event instanceof Event.CohortFinished finished) {
            running.remove(finished.device());
            ended += work(finished.cohort());
            finished.results().forEach(this::count);
        } else if (event instanceof Event.CohortHalved halved) {
            running.remove(halved.device());
            return Optional.of(halved.reason() + ": the cohort of " + size(halved.cohort()) + " trials goes on as two");
        } else if (event instanceof Event.CohortRetried retried) {
            running.remove(retried.device());
            return Optional.of(
                    retried.device() + " failed at a cohort, which waits for another device: " + retried.reason());
        } else if (event instanceof Event.CohortFailed lost) {
            running.remove(lost.device());
            ended += work(lost.cohort());
            failed += size(lost.cohort());
            return Optional.of(lost.device() + " failed at a cohort of " + size(lost.cohort()) + " trials, given up: "
                    + lost.reason());
        } else if (event instanceof Event.DeviceDropped dropped) {
            return Optional.of(dropped.device() + " takes no more cohorts: " + dropped.reason());
        } else if (event instanceof Event.Notice notice) {
            return Optional.of(notice.line());
        }
        return Optional.empty();
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
