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
        if (event instanceof Event.SweepStarted started) {
            planned.set(started.cohorts().stream()
                    .mapToInt(cohort -> cohort.trials().size())
                    .sum());
            devices.set(started.devices().size());
        } else if (event instanceof Event.CohortStarted started) {
            stepsDone.put(started.cohort(), 0);
            running.set(stepsDone.size());
        } else if (event instanceof Event.CohortAllocated allocated) {
            memory.labelValues(allocated.device()).set(allocated.bytes());
        } else if (event instanceof Event.CohortAdvanced advanced) {
            int more = advanced.steps() - stepsDone.getOrDefault(advanced.cohort(), 0);
            stepsDone.put(advanced.cohort(), advanced.steps());
            steps.labelValues(advanced.device())
                    .inc((double) more * advanced.cohort().trials().size());
        } else if (event instanceof Event.TrialLeft) {
            left.inc();
        } else if (event instanceof Event.CohortFinished ended) {
            for (TrialResult result : ended.results()) {
                finished.labelValues(result.verdict().word()).inc();
            }
            ended(ended.cohort());
        } else if (event instanceof Event.CohortHalved halved) {
            ended(halved.cohort());
        } else if (event instanceof Event.CohortRetried again) {
            retried.labelValues(again.device()).inc();
            ended(again.cohort());
        } else if (event instanceof Event.CohortFailed ended) {
            failed.inc(ended.cohort().trials().size());
            ended(ended.cohort());
        } else if (event instanceof Event.DeviceDropped dropped) {
            devices.dec();
            memory.remove(dropped.device());
        }
    }

    private void ended(CohortPlan cohort) {
        stepsDone.remove(cohort);
        running.set(stepsDone.size());
    }

    @Override
    public void close() {
        server.close();
    }
}
