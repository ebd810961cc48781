package dev.fathom.telemetry;

import dev.fathom.study.TrialResult;
import dev.fathom.sweep.CohortPlan;
import dev.fathom.sweep.Event;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A sweep's counts for Prometheus, at {@code http://ADDRESS:PORT/metrics} while it runs. */
public final class Metrics implements Consumer<Event>, AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("(?:([^:\\s]+|\\[[0-9a-fA-F:]+]):)?(\\d{1,5})");

    private static final int MOST_THREADS = 64;

    static {
        // seconds, read by the JDK's server as its first one starts
        System.setProperty("sun.net.httpserver.maxReqTime", "2");
        System.setProperty("sun.net.httpserver.maxRspTime", "10");
    }

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Gauge planned = gauge("fathom_trials_planned", "Trials of this run.");
    private final Counter finished = counter("fathom_trials_finished", "Trials with a result, by verdict.", "verdict");
    private final Counter failed = counter("fathom_trials_failed", "Trials given up after their devices failed.");
    private final Counter left = counter("fathom_trials_left", "Trials that left their cohort early.");
    private final Counter steps = counter("fathom_trial_steps", "Training steps, counted for every trial.", "device");
    private final Gauge running = gauge("fathom_cohorts_running", "Cohorts in training now.");
    private final Counter retried = counter("fathom_cohorts_retried", "Cohorts at which a device failed.", "device");
    private final Gauge devices = gauge("fathom_devices", "Devices that take cohorts.");
    private final Gauge memory =
            gauge("fathom_device_memory_bytes", "Memory that a device's last cohort took.", "device");
    /** Of the cohorts in training. */
    private final Map<CohortPlan, Integer> stepsDone = new HashMap<>();

    private final HTTPServer server;

    /**
     * Begins to listen.
     *
     * @param address {@code PORT} or {@code ADDRESS:PORT}; a port alone listens on loopback, port 0 takes a free one
     * @throws IllegalArgumentException in one line, where nothing can listen there
     */
    public Metrics(String address) {
        Matcher parts = ADDRESS.matcher(address);
        if (!parts.matches() || Integer.parseInt(parts.group(2)) > 65535) {
            throw new IllegalArgumentException(
                    "--metrics takes PORT or ADDRESS:PORT such as 127.0.0.1:9400, got '" + address + "'");
        }
        String host = parts.group(1) == null ? "127.0.0.1" : parts.group(1);
        InetSocketAddress place = new InetSocketAddress(host, Integer.parseInt(parts.group(2)));
        if (place.isUnresolved()) {
            throw new IllegalArgumentException("--metrics: there is no host '" + host + "'");
        }
        failed.inc(0);
        left.inc(0);
        try {
            server = HTTPServer.builder()
                    .registry(registry)
                    .inetAddress(place.getAddress())
                    .port(place.getPort())
                    .executorService(threads())
                    .buildAndStart();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "--metrics: cannot listen on " + host + ":" + place.getPort() + " (" + e.getMessage()
                            + "); choose another port",
                    e);
        }
    }

    /** So many that who opens connections and says nothing keeps nobody else waiting until they are cut. */
    private static ExecutorService threads() {
        return new ThreadPoolExecutor(0, MOST_THREADS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
            Thread thread = new Thread(work, "fathom-metrics");
            thread.setDaemon(true);
            return thread;
        });
    }

    private Gauge gauge(String name, String help, String... labels) {
        return Gauge.builder().name(name).help(help).labelNames(labels).register(registry);
    }

    private Counter counter(String name, String help, String... labels) {
        return Counter.builder().name(name).help(help).labelNames(labels).register(registry);
    }

    /** Where it listens. */
    public int port() {
        return server.getPort();
    }

    @Override
    public void accept(Event event) {
        event.accept(new Counts());
    }

    /** What an event changes in the counts. */
    private final class Counts implements Event.Visitor<Void> {
        @Override
        public Void sweepStarted(Event.SweepStarted event) {
            planned.set(event.cohorts().stream()
                    .mapToInt(cohort -> cohort.trials().size())
                    .sum());
            devices.set(event.devices().size());
            return null;
        }

        @Override
        public Void cohortStarted(Event.CohortStarted event) {
            stepsDone.put(event.cohort(), 0);
            running.set(stepsDone.size());
            return null;
        }

        @Override
        public Void cohortAllocated(Event.CohortAllocated event) {
            memory.labelValues(event.device()).set(event.bytes());
            return null;
        }

        @Override
        public Void cohortAdvanced(Event.CohortAdvanced event) {
            int more = event.steps() - stepsDone.getOrDefault(event.cohort(), 0);
            stepsDone.put(event.cohort(), event.steps());
            steps.labelValues(event.device())
                    .inc((double) more * event.cohort().trials().size());
            return null;
        }

        @Override
        public Void trialLeft(Event.TrialLeft event) {
            left.inc();
            return null;
        }

        @Override
        public Void cohortFinished(Event.CohortFinished event) {
            for (TrialResult result : event.results()) {
                finished.labelValues(result.verdict().word()).inc();
            }
            return ended(event.cohort());
        }

        @Override
        public Void cohortHalved(Event.CohortHalved event) {
            return ended(event.cohort());
        }

        @Override
        public Void cohortRetried(Event.CohortRetried event) {
            retried.labelValues(event.device()).inc();
            return ended(event.cohort());
        }

        @Override
        public Void cohortFailed(Event.CohortFailed event) {
            failed.inc(event.cohort().trials().size());
            return ended(event.cohort());
        }

        @Override
        public Void deviceDropped(Event.DeviceDropped event) {
            devices.dec();
            memory.remove(event.device());
            return null;
        }

        @Override
        public Void notice(Event.Notice event) {
            return null;
        }

        private Void ended(CohortPlan cohort) {
            stepsDone.remove(cohort);
            running.set(stepsDone.size());
            return null;
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
