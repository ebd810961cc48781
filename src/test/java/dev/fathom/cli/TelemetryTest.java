package dev.fathom.cli;

import static dev.fathom.cli.Run.fathom;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.study.Study;
import dev.fathom.sweep.CohortPlan;
import dev.fathom.sweep.Event;
import dev.fathom.telemetry.Metrics;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A run that is watched: its log of events, and its counts as Prometheus reads them. */
class TelemetryTest {
    private static final String STUDY = """
            name: watched
            data: gaussian
            steps: 5
            batch: 4
            width: 3
            grid:
              initializer: [he_normal, zeros]
              activation: relu
              depth: [2, 3]
              seed: [0, 1]
            """;

    @TempDir
    Path folder;

    private Run sweep(String... more) throws Exception {
        Path study = Files.writeString(folder.resolve("watched.yaml"), STUDY);
        String[] command = {
            "sweep",
            study.toString(),
            "--device",
            "cpu",
            "--store",
            at("s.db"),
            "--report",
            at("s.html"),
            "--cohort",
            "2"
        };
        String[] all = java.util.Arrays.copyOf(command, command.length + more.length);
        System.arraycopy(more, 0, all, command.length, more.length);
        return fathom(all);
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void everyEventIsALineOfJson() throws Exception {
        Run run = sweep("--events", at("events.jsonl"));
        assertThat(run.code()).as(run.err()).isZero();
        List<JsonNode> events = Files.readAllLines(folder.resolve("events.jsonl")).stream()
                .map(line -> JsonMapper.builder().build().readTree(line))
                .toList();
        events.forEach(
                event -> assertThat(Instant.parse(event.get("time").asString())).isBefore(Instant.now()));
        List<String> names = events.stream().map(e -> e.get("event").asString()).toList();
        assertThat(names).startsWith("sweep_started").endsWith("sweep_ended");
        assertThat(names).filteredOn("cohort_started"::equals).hasSize(4);
        assertThat(events.get(0).get("trials").asInt()).isEqualTo(8);
        assertThat(events.get(names.size() - 1).get("finished").asInt()).isEqualTo(8);
        JsonNode cohort = events.get(names.indexOf("cohort_finished"));
        assertThat(cohort.get("trials").size()).isEqualTo(2);
        assertThat(cohort.get("device").asString()).isEqualTo("cpu");
        assertThat(cohort.get("verdicts")
                        .valueStream()
                        .mapToInt(JsonNode::asInt)
                        .sum())
                .isEqualTo(2);

        assertThat(sweep("--events", at("events.jsonl")).code()).isZero();
        assertThat(Files.readAllLines(folder.resolve("events.jsonl"))).hasSizeGreaterThan(names.size());
    }

    /** A run that was killed, or a full disk, left a part of a line: it stays alone. */
    @Test
    void aCutLineSpoilsNoOther() throws Exception {
        Files.writeString(folder.resolve("events.jsonl"), "{\"event\": \"cohort_started\"}\n{\"event\": \"coh");
        assertThat(sweep("--events", at("events.jsonl")).code()).isZero();
        List<String> lines = Files.readAllLines(folder.resolve("events.jsonl"));
        assertThat(lines.get(1)).isEqualTo("{\"event\": \"coh");
        assertThat(lines.subList(2, lines.size()))
                .hasSizeGreaterThan(8)
                .allSatisfy(line -> assertThat(
                                JsonMapper.builder().build().readTree(line).get("time"))
                        .isNotNull());
    }

    @Test
    void aFullDiskCostsTheEventsAndNoTrial() throws Exception {
        Run run = sweep("--events", "/dev/full");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).contains("8 trials:");
        assertThat(run.err())
                .containsOnlyOnce(
                        "note: /dev/full: events cannot be written any more: No space left on device; the sweep")
                .containsOnlyOnce("fathom: all trials have a result, but not all events are in /dev/full");
    }

    /** Connections that say nothing, or half of what they should, keep nobody else waiting. */
    @Test
    void halfOpenConnectionsAreNoBlockade() throws Exception {
        List<Socket> silent = new ArrayList<>();
        try (Metrics metrics = new Metrics("0")) {
            for (int i = 0; i < 40; i++) {
                Socket socket = new Socket("127.0.0.1", metrics.port());
                socket.getOutputStream().write("GET /metrics HTTP/1.1\r\nHost".getBytes(StandardCharsets.US_ASCII));
                silent.add(socket);
            }
            assertThat(read(metrics.port())).contains("fathom_trials_planned");
            silent.get(0).setSoTimeout(20_000);
            assertThat(silent.get(0).getInputStream().read())
                    .as("cut after a while")
                    .isEqualTo(-1);
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    @Test
    void prometheusReadsTheCounts() throws Exception {
        CohortPlan cohort = CohortPlan.pack(Study.seedStudy().trials(), 4).get(0);
        try (Metrics metrics = new Metrics("0")) {
            metrics.accept(new Event.SweepStarted(List.of("a", "b"), List.of(cohort, cohort)));
            metrics.accept(new Event.CohortStarted("a", cohort));
            metrics.accept(new Event.CohortAllocated("a", cohort, 4096));
            metrics.accept(new Event.CohortAdvanced("a", cohort, 100));
            metrics.accept(new Event.CohortAdvanced("a", cohort, 250));
            int trials = cohort.trials().size();
            assertThat(read(metrics.port()))
                    .contains("# TYPE fathom_trials_planned gauge")
                    .contains("fathom_trials_planned " + 2.0 * trials)
                    .contains("fathom_devices 2.0")
                    .contains("fathom_cohorts_running 1.0")
                    .contains("fathom_device_memory_bytes{device=\"a\"} 4096.0")
                    .contains("fathom_trial_steps_total{device=\"a\"} " + 250.0 * trials)
                    .contains("fathom_trials_failed_total 0.0");
            metrics.accept(new Event.CohortRetried("a", cohort, "lost"));
            metrics.accept(new Event.CohortFailed("b", cohort, "lost"));
            metrics.accept(new Event.DeviceDropped("a", "lost"));
            assertThat(read(metrics.port()))
                    .contains("fathom_cohorts_running 0.0")
                    .contains("fathom_cohorts_retried_total{device=\"a\"} 1.0")
                    .contains("fathom_trials_failed_total " + (double) trials)
                    .contains("fathom_devices 1.0")
                    .as("of a dropped device")
                    .doesNotContain("fathom_device_memory_bytes{");
        }
    }

    private static String read(int port) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    @Test
    void metricsListenOnLoopbackAloneAndEndWithTheSweep() throws Exception {
        Run run = sweep("--metrics", "0");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).containsPattern("metrics: port \\d+");
        try (Metrics metrics = new Metrics("0");
                ServerSocket elsewhere = new ServerSocket()) {
            elsewhere.bind(new InetSocketAddress("127.0.0.2", metrics.port())); // refused had it taken every address
            assertThat(elsewhere.isBound()).isTrue();
        }
    }

    @Test
    void aTakenPortIsOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Run run = sweep("--metrics", "127.0.0.1:" + taken.getLocalPort());
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err()).contains("cannot listen on 127.0.0.1:" + taken.getLocalPort(), "choose another port");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "127.0.0.1", "127.0.0.1:99999", "-1", "no.such.host.invalid:9400"})
    void whatIsNoAddressIsOneLine(String address) throws Exception {
        Run run = sweep("--metrics=" + address);
        assertThat(run.code()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains("fathom: --metrics").doesNotContain("Exception");
    }

    @Test
    void eventsThatCannotBeWrittenAreOneLine() throws Exception {
        Run run = sweep("--events", at("nowhere/e.jsonl"));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("e.jsonl: cannot be written: its folder does not exist; make the folder first");
    }
}
