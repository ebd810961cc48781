package dev.fathom.cli.terminal;

import dev.fathom.sweep.CohortPlan;
import dev.fathom.sweep.Event;
import java.io.PrintStream;
import java.util.List;
import java.util.function.Consumer;

/** Progress of a sweep on stderr: on a terminal some lines drawn in place, in a log a plain line now and then. */
public final class SweepProgress implements Consumer<Event>, AutoCloseable {
    private static final long DRAW_EVERY = 200_000_000L;
    private static final long LINE_EVERY = 5_000_000_000L;
    private static final String UP_AND_CLEAR = "\u001b[%dA\u001b[J";

    private final SweepStatus status;
    private final boolean live;
    private final int columns;
    private final PrintStream out;
    private final long start = System.nanoTime();
    private long last = start;
    private int drawn;

    public SweepProgress(List<CohortPlan> cohorts) {
        this(cohorts, Terminal.live(), Terminal.live() ? Terminal.columns() : Terminal.COLUMNS, System.err);
    }

    SweepProgress(List<CohortPlan> cohorts, boolean live, int columns, PrintStream out) {
        this.columns = columns;
        this.status = new SweepStatus(cohorts);
        this.live = live;
        this.out = out;
    }

    @Override
    public void accept(Event event) {
        status.hear(event).ifPresent(this::note);
        if (System.nanoTime() - last > (live ? DRAW_EVERY : LINE_EVERY)) {
            last = System.nanoTime();
            show();
        }
    }

    private void show() {
        if (live) {
            erase();
            List<String> lines = SweepView.lines(status, seconds(), columns);
            out.print(String.join("\n", lines) + "\n");
            out.flush();
            drawn = lines.size();
        } else {
            out.println(Printable.line(SweepView.line(status, seconds())));
        }
    }

    private void erase() {
        if (drawn > 0) {
            out.print(UP_AND_CLEAR.formatted(drawn));
            drawn = 0;
        }
    }

    private double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    private void note(String line) {
        erase();
        out.println("note: " + Printable.line(line));
    }

    @Override
    public void close() {
        erase();
        out.flush();
    }
}
