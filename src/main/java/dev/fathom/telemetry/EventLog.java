package dev.fathom.telemetry;

import dev.fathom.study.Trial;
import dev.fathom.study.TrialResult;
import dev.fathom.sweep.CohortPlan;
import dev.fathom.sweep.Event;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/**
 * One JSON object a line for each event of a sweep, written at once: {@code time} (ISO 8601, UTC), {@code event}, and what
 * the event is about. Steps within a cohort are left to {@link Metrics}.
 */
public final class EventLog implements Consumer<Event>, AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path file;
    private final BufferedWriter out;
    private int finished;
    private int failed;

    /**
     * Goes on at the end of a file.
     *
     * @throws IllegalArgumentException where it cannot be written
     */
    public EventLog(Path file) {
        this.file = file;
        try {
            out = Files.newBufferedWriter(
                    file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    private IllegalArgumentException cannotWrite(IOException e) {
        return new IllegalArgumentException(
                file + ": events cannot be written there ("
                        + e.getClass().getSimpleName().replace("Exception", "") + "); choose another --events",
                e);
    }

    @Override
    public void accept(Event event) {
        if (event instanceof Event.SweepStarted started) {
            int trials = started.cohorts().stream()
                    .mapToInt(cohort -> cohort.trials().size())
                    .sum();
            line(
                    "sweep_started",
                    Map.of(
                            "devices",
                            started.devices(),
                            "cohorts",
                            started.cohorts().size(),
                            "trials",
                            trials));
        } else if (event instanceof Event.CohortStarted started) {
            line("cohort_started", cohort(started.device(), started.cohort()));
        } else if (event instanceof Event.TrialLeft left) {
            line("trial_left", left(left));
        } else if (event instanceof Event.CohortFinished ended) {
            finished += ended.results().size();
            line("cohort_finished", finished(ended));
        } else if (event instanceof Event.CohortHalved halved) {
            line("cohort_halved", because(cohort(halved.device(), halved.cohort()), halved.reason()));
        } else if (event instanceof Event.CohortRetried retried) {
            line("cohort_retried", because(cohort(retried.device(), retried.cohort()), retried.reason()));
        } else if (event instanceof Event.CohortFailed ended) {
            failed += ended.cohort().trials().size();
            line("cohort_failed", because(cohort(ended.device(), ended.cohort()), ended.reason()));
        } else if (event instanceof Event.DeviceDropped dropped) {
            line("device_dropped", Map.of("device", dropped.device(), "reason", dropped.reason()));
        } else if (event instanceof Event.Notice notice) {
            line("notice", Map.of("text", notice.line()));
        }
    }

    private static Map<String, Object> cohort(String device, CohortPlan cohort) {
        Trial first = cohort.trials().get(0);
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("device", device);
        values.put("depth", first.depth());
        values.put("width", first.width());
        values.put("steps", first.steps());
        values.put("data", first.data());
        values.put("trials", ids(cohort.trials()));
        return values;
    }

    private static List<String> ids(List<Trial> trials) {
        return trials.stream().map(Trial::id).toList();
    }

    private static Map<String, Object> because(Map<String, Object> values, String reason) {
        values.put("reason", reason);
        return values;
    }

    private static Map<String, Object> left(Event.TrialLeft left) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("device", left.device());
        values.put("trial", left.trial().id());
        values.put("step", left.step());
        values.put("reason", left.reason());
        return values;
    }

    private static Map<String, Object> finished(Event.CohortFinished ended) {
        Map<String, Object> values = cohort(ended.device(), ended.cohort());
        Map<String, Integer> verdicts = new TreeMap<>();
        double seconds = 0;
        for (TrialResult result : ended.results()) {
            verdicts.merge(result.verdict().word(), 1, Integer::sum);
            seconds += result.seconds();
        }
        values.put("verdicts", verdicts);
        values.put("seconds", seconds);
        return values;
    }

    private void line(String event, Map<String, ?> values) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("time", Instant.now().toString());
        line.put("event", event);
        line.putAll(values);
        try {
            out.write(JSON.writeValueAsString(line));
            out.write('\n');
            out.flush();
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }

    /** Ends with {@code sweep_ended} and the trials of this run, however it ended. */
    @Override
    public void close() {
        line("sweep_ended", Map.of("finished", finished, "failed", failed));
        try {
            out.close();
        } catch (IOException e) {
            throw cannotWrite(e);
        }
    }
}
