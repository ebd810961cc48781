package dev.fathom.cli.map;

import dev.fathom.cli.terminal.Terminal;
import java.io.PrintStream;
import java.util.Locale;

/** Progress of a map on stderr: networks a second and the time left, drawn in place on a terminal. */
final class MapProgress implements AutoCloseable {
    private static final long LINE_EVERY = 5_000_000_000L;
    private static final String CLEAR = "\r\u001b[K";

    private final int total;
    private final boolean live = Terminal.live();
    private final PrintStream out = System.err;
    private final long start = System.nanoTime();
    private long last = start;
    private int done;

    /** @param total networks to train */
    MapProgress(int total) {
        this.total = total;
    }

    void trained(int networks) {
        done += networks;
        long now = System.nanoTime();
        if (live) {
            out.print(CLEAR + line());
            out.flush();
        } else if (now - last > LINE_EVERY) {
            last = now;
            out.println(line());
        }
    }

    private String line() {
        long left = Math.round((total - done) / Math.max(1e-9, perSecond()));
        return String.format(
                Locale.ROOT,
                "%d of %d networks, %.0f a second, %d:%02d:%02d left",
                done,
                total,
                perSecond(),
                left / 3600,
                left / 60 % 60,
                left % 60);
    }

    double perSecond() {
        return done / ((System.nanoTime() - start) / 1e9);
    }

    @Override
    public void close() {
        if (live) {
            out.print(CLEAR);
            out.flush();
        }
    }
}
