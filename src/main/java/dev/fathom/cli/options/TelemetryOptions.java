package dev.fathom.cli.options;

import dev.fathom.sweep.Event;
import dev.fathom.telemetry.EventLog;
import dev.fathom.telemetry.Metrics;
import java.nio.file.Path;
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
    public static final class Telemetry implements Consumer<Event>, AutoCloseable {
        private final EventLog log; // nullable
        private final Metrics metrics; // nullable

        private Telemetry(EventLog log, Metrics metrics) {
            this.log = log;
            this.metrics = metrics;
        }

        @Override
        public void accept(Event event) {
            if (log != null) {
                log.accept(event);
            }
            if (metrics != null) {
                metrics.accept(event);
            }
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

    public Telemetry open() {
        Metrics served = metrics == null ? null : new Metrics(metrics);
        if (served != null) {
            System.err.println("metrics: port " + served.port() + ", path /metrics");
        }
        return new Telemetry(events == null ? null : new EventLog(events), served);
    }
}
