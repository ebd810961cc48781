package dev.fathom.cli;

import dev.fathom.sweep.Event;
import dev.fathom.sweep.Planned;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress of a sweep on stderr: a bar on a terminal, a plain line now and then in a log. */
final class SweepProgress implements Consumer<Event>, AutoCloseable {
    private static final long LINE_EVERY = 5_000_000_000L;

    private final double total;
    private final int trials;
    private final ProgressBar bar;
    private final long start = System.nanoTime();
    private final Map<String, Double> running = new HashMap<>();
    private double done;
    private int finished;
    private long lastLine = start;

    /** Work is counted in trial steps times depth, so that the time left is honest for deep networks too. */
    SweepProgress(List<Planned> cohorts) {
        total = cohorts.stream().mapToDouble(SweepProgress::work).sum();
        trials = cohorts.stream().mapToInt(cohort -> cohort.trials().size()).sum();
        bar = System.console() == null
                ? null
                : new ProgressBarBuilder()
                        .setInitialMax(trials)
                        .setTaskName("trials")
                        .setStyle(ProgressBarStyle.ASCII)
                        .showSpeed()
                        .build();
    }

    private static double work(Planned cohort) {
        var trial = cohort.trials().get(0);
        return (double) cohort.trials().size() * trial.steps() * (trial.depth() + 4);
    }

    @Override
    public void accept(Event event) {
        if (event instanceof Event.CohortAdvanced advanced) {
            running.put(
                    advanced.device(),
                    work(advanced.cohort())
                            * advanced.steps()
                            / advanced.cohort().trials().get(0).steps());
            show();
        } else if (event instanceof Event.CohortFinished ended) {
            running.remove(ended.device());
            done += work(ended.cohort());
            finished += ended.results().size();
        } else if (event instanceof Event.CohortHalved halved) {
            running.remove(halved.device());
            note(halved.reason() + ": the cohort of " + halved.cohort().trials().size() + " trials goes on as two");
        } else if (event instanceof Event.CohortRetried retried) {
            running.remove(retried.device());
            note(retried.device() + " failed at a cohort, which waits for another device: " + retried.reason());
        } else if (event instanceof Event.CohortFailed failed) {
            running.remove(failed.device());
            done += work(failed.cohort());
            note(failed.device() + " failed at a cohort of "
                    + failed.cohort().trials().size() + " trials, given up: " + failed.reason());
        } else if (event instanceof Event.DeviceDropped dropped) {
            note(dropped.device() + " takes no more cohorts: " + dropped.reason());
        } else if (event instanceof Event.Notice notice) {
            note(notice.line());
        }
    }

    private void show() {
        double current = done
                + running.values().stream().mapToDouble(Double::doubleValue).sum();
        if (bar != null) {
            bar.stepTo(Math.round(trials * current / total));
        } else if (System.nanoTime() - lastLine > LINE_EVERY) {
            lastLine = System.nanoTime();
            line(current);
        }
    }

    private void line(double current) {
        double seconds = (System.nanoTime() - start) / 1e9;
        double left = seconds * (total - current) / current;
        System.err.printf(
                Locale.ROOT,
                "%d/%d trials finished, %.0f %% of the work, %.1f trials/s, %s left%n",
                finished,
                trials,
                100 * current / total,
                trials * current / total / seconds,
                time(left));
    }

    static String time(double seconds) {
        Duration duration = Duration.ofSeconds(Math.round(seconds));
        return String.format(
                Locale.ROOT, "%d:%02d:%02d", duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart());
    }

    private static void note(String line) {
        System.err.println("note: " + line);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
