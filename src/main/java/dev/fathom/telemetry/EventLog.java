package dev.fathom.telemetry;

import dev.fathom.formats.WholeFile;
import dev.fathom.study.Trial;
import dev.fathom.study.TrialResult;
import dev.fathom.sweep.CohortPlan;
import dev.fathom.sweep.Event;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    private BufferedWriter out; // null before the first event, and after a failure
    private String failure; // null while there is none
    private int finished;
    private int failed;

    /**
     * Goes on at the end of a file, from the first event on.
     *
     * @throws IllegalArgumentException where it cannot be written, or is no such log
     */
    public EventLog(Path file) {
        this.file = file;
        WholeFile.check(file);
        if (Files.isRegularFile(file)) {
            int first = firstByte();
            if (first >= 0 && first != '{') {
                throw new IllegalArgumentException(file + ": is no log of events; choose another --events");
            }
        }
    }

    private int firstByte() {
        try (InputStream in = Files.newInputStream(file)) {
            return in.read();
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": cannot be read; choose another --events", e);
        }
    }

    private void open() throws IOException {
        boolean cut = Files.isRegularFile(file) && isCut();
        out = Files.newBufferedWriter(
                file, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        if (cut) {
            out.newLine();
        }
    }

    /** Whether a run that was killed, or a full disk, left a part of a line. */
    private boolean isCut() throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return channel.size() > 0 && channel.position(channel.size() - 1).read(last) == 1 && last.get(0) != '\n';
        }
    }

    /** Why nothing more is written, once that is so; the sweep goes on. */
    public Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public void accept(Event event) {
        event.accept(new Lines());
    }

    /** Writes what there is to say of an event; of what only counts within a cohort, nothing. */
    private final class Lines implements Event.Visitor<Void> {
        @Override
        public Void sweepStarted(Event.SweepStarted event) {
            List<CohortPlan> cohorts = event.cohorts();
            int trials =
                    cohorts.stream().mapToInt(cohort -> cohort.trials().size()).sum();
            return line(
                    "sweep_started", Map.of("devices", event.devices(), "cohorts", cohorts.size(), "trials", trials));
        }

        @Override
        public Void cohortStarted(Event.CohortStarted event) {
            return line("cohort_started", cohort(event.device(), event.cohort()));
        }

        @Override
        public Void cohortAllocated(Event.CohortAllocated event) {
            return null;
        }

        @Override
        public Void cohortAdvanced(Event.CohortAdvanced event) {
            return null;
        }

        @Override
        public Void trialLeft(Event.TrialLeft event) {
            return line("trial_left", left(event));
        }

        @Override
        public Void cohortFinished(Event.CohortFinished event) {
            finished += event.results().size();
            return line("cohort_finished", finished(event));
        }

        @Override
        public Void cohortHalved(Event.CohortHalved event) {
            return line("cohort_halved", because(cohort(event.device(), event.cohort()), event.reason()));
        }

        @Override
        public Void cohortRetried(Event.CohortRetried event) {
            return line("cohort_retried", because(cohort(event.device(), event.cohort()), event.reason()));
        }

        @Override
        public Void cohortFailed(Event.CohortFailed event) {
            failed += event.cohort().trials().size();
            return line("cohort_failed", because(cohort(event.device(), event.cohort()), event.reason()));
        }

        @Override
        public Void deviceDropped(Event.DeviceDropped event) {
            return line("device_dropped", Map.of("device", event.device(), "reason", event.reason()));
        }

        @Override
        public Void notice(Event.Notice event) {
            return line("notice", Map.of("text", event.line()));
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

    private Void line(String event, Map<String, ?> values) {
        if (failure != null) {
            return null;
        }
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("time", Instant.now().toString());
        line.put("event", event);
        line.putAll(values);
        try {
            if (out == null) {
                open();
            }
            out.write(JSON.writeValueAsString(line));
            out.write('\n');
            out.flush();
        } catch (IOException e) {
            failure = file + ": events cannot be written any more: " + e.getMessage();
        }
        return null;
    }

    /** Ends with {@code sweep_ended} and the trials of this run, however it ended. */
    @Override
    public void close() {
        if (out == null) {
            return;
        }
        line("sweep_ended", Map.of("finished", finished, "failed", failed));
        try {
            out.close();
        } catch (IOException e) {
            // told already: every line was flushed
        }
    }
}
