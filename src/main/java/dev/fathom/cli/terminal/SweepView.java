package dev.fathom.cli.terminal;

import dev.fathom.study.Trial;
import dev.fathom.study.TrialResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The state of a sweep in words: some lines that are drawn again and again, or one line for a log. */
public final class SweepView {
    private static final int BAR = 40;

    private SweepView() {}

    /** Each shorter than so many columns, so that none takes two lines of the terminal. */
    static List<String> lines(SweepStatus status, double seconds, int columns) {
        List<String> lines = new ArrayList<>();
        int filled = (int) Math.round(BAR * status.share());
        lines.add(String.format(
                Locale.ROOT,
                "%s%s %3.0f %%  %s gone, %s left",
                "█".repeat(filled),
                "░".repeat(BAR - filled),
                100 * status.share(),
                time(seconds),
                time(status.secondsLeft(seconds))));
        lines.add(String.format(
                Locale.ROOT,
                "%d of %d trials done, %d running, %d failed, %.1f trials/s",
                status.done(),
                status.trials(),
                status.inWork(),
                status.failed(),
                status.rate(seconds)));
        status.running().forEach((device, cohort) -> {
            Trial first = cohort.cohort().trials().get(0);
            lines.add(String.format(
                    Locale.ROOT,
                    "%s  %d networks of depth %d, step %d of %d",
                    device,
                    cohort.cohort().trials().size(),
                    first.depth(),
                    cohort.steps(),
                    first.steps()));
        });
        if (!status.verdicts().isEmpty()) {
            lines.add(verdicts(status));
        }
        status.best().ifPresent(best -> lines.add("deepest trained so far: " + best(best)));
        return lines.stream().map(line -> cut(line, columns)).toList();
    }

    static String line(SweepStatus status, double seconds) {
        return String.format(
                        Locale.ROOT,
                        "%d/%d trials finished, %d failed, %.0f %% of the work, %.1f trials/s, %s left",
                        status.done(),
                        status.trials(),
                        status.failed(),
                        100 * status.share(),
                        status.rate(seconds),
                        time(status.secondsLeft(seconds)))
                + status.best().map(best -> "; deepest trained: " + best(best)).orElse("");
    }

    private static String verdicts(SweepStatus status) {
        return status.verdicts().entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .map(entry -> entry.getValue() + " " + entry.getKey().word())
                .collect(Collectors.joining(", "));
    }

    private static String best(TrialResult best) {
        Trial trial = best.trial();
        String end = Double.isNaN(best.accuracy())
                ? "loss " + Table.number(best.finalLoss())
                : String.format(Locale.ROOT, "%.1f %%", 100 * best.accuracy());
        return "depth " + trial.depth() + ", " + trial.activation() + ", " + trial.initializer() + ", " + end;
    }

    public static String time(double seconds) {
        if (Double.isNaN(seconds)) {
            return "-:--:--";
        }
        Duration duration = Duration.ofSeconds(Math.round(seconds));
        return String.format(
                Locale.ROOT, "%d:%02d:%02d", duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart());
    }

    /** What fits into so many columns. */
    public static String cut(String text, int columns) {
        String line = Printable.line(text);
        return line.length() < columns ? line : line.substring(0, columns - 2) + "…";
    }
}
