package dev.fathom.cli.options;

import dev.fathom.sweep.Event;
import dev.fathom.telemetry.EventLog;
import dev.fathom.telemetry.Metrics;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** How a long run may be watched; nothing is written and nothing listens unless asked for. */
public final class TelemetryOptions {
    @Option(
            names = "--events",
            paramLabel = "FILE",
            description = "Appends one JSON object a line for each event, to follow a run or to look into it later.")
    private Path events;

    @Option(
            names = "--metrics",
            paramLabel = "[ADDRESS:]PORT",
            description =
                    "Serves counts for Prometheus at http://ADDRESS:PORT/metrics while the sweep runs (address: 127.0.0.1).")
    private String metrics;

    /** What was asked for, open. */
    public static final class Telemetry implements AutoCloseable {
        private final EventLog log; // nullable
        private final Metrics metrics; // nullable
        private boolean complained;

        private Telemetry(EventLog log, Metrics metrics) {
            this.log = log;
            this.metrics = metrics;
        }

        /** Hears of everything before another, whom it tells once where events can no longer be written. */
        public Consumer<Event> before(Consumer<Event> next) {
            return event -> {
                if (log != null) {
                    log.accept(event);
                }
                if (metrics != null) {
                    metrics.accept(event);
                }
                if (failed() && !complained) {
                    complained = true;
                    next.accept(new Event.Notice(log.failure().orElseThrow() + "; the sweep goes on without them"));
                }
                next.accept(event);
            };
        }

        /** Whether events were lost. */
        public boolean failed() {
            return log != null && log.failure().isPresent();
        }

        @Override
        public void close() {
            if (metrics != null) {
                metrics.close();
            }
            if (log != null) {
                log.close();
            }
        }
    }

    public Optional<Path> events() {
        return Optional.ofNullable(events);
    }

    public Telemetry open() {
        Metrics served = metrics == null ? null : new Metrics(metrics);
        if (served != null) {
            System.err.println("metrics: port " + served.port() + ", path /metrics");
        }
        return new Telemetry(events == null ? null : new EventLog(events), served);
    }
}
