package dev.fathom.cli.sweep;

import static dev.fathom.cli.Run.fathom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.cli.Fathom;
import dev.fathom.cli.Run;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class LiveReportTest {
    private static final String STUDY = """
            name: tiny
            steps: 3
            width: 8
            data: gaussian
            grid:
              initializer: [he_normal]
              activation: [relu]
              depth: [2]
              seed: [%s]
            """;

    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @Test
    void makesTheReportAnewWhereTrialsHaveFinishedAlone() throws Exception {
        AtomicInteger trials = new AtomicInteger();
        AtomicInteger reports = new AtomicInteger();
        try (LiveReport live = new LiveReport(0, trials::get, () -> "report " + reports.incrementAndGet())) {
            assertThat(live.renew()).isFalse();
            assertThat(get(live.address() + "trials").body()).isEqualTo("-1");
            trials.set(4);
            assertThat(live.renew()).isTrue();
            assertThat(live.renew()).isFalse();
            assertThat(get(live.address() + "trials").body()).isEqualTo("4");
            assertThat(get(live.address() + "report.html").body()).isEqualTo("report 1");
            assertThat(get(live.address()).body()).contains("src=\"report.html\"");
            assertThat(get(live.address() + "a.db").statusCode()).isEqualTo(404);
            assertThatThrownBy(() -> new LiveReport(URI.create(live.address()).getPort(), () -> 0, () -> ""))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("choose another");
        }
    }

    /** A page elsewhere whose name leads here asks with that name. */
    @Test
    void answersThisMachineAlone() throws IOException {
        try (LiveReport live = new LiveReport(0, () -> 1, () -> "secret")) {
            live.renew();
            URI address = URI.create(live.address());
            assertThat(address.getHost()).isEqualTo("127.0.0.1");
            for (String host : List.of("evil.example", "evil.example:" + address.getPort())) {
                try (Socket socket = new Socket(address.getHost(), address.getPort())) {
                    PrintStream out = new PrintStream(socket.getOutputStream(), true, StandardCharsets.US_ASCII);
                    out.print("GET /report.html HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
                    out.flush();
                    String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                    assertThat(answer).startsWith("HTTP/1.1 403").doesNotContain("secret");
                }
            }
        }
    }

    /** The command shows what a sweep beside it writes. */
    @Test
    @Timeout(120)
    void followsASweep() throws Exception {
        sweep("0");
        Process server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Fathom.class.getName(),
                        "report",
                        folder.resolve("a.db").toString(),
                        "--serve",
                        "0")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader said = new BufferedReader(new InputStreamReader(server.getInputStream()))) {
            String address = said.readLine();
            await(address, "1");
            assertThat(get(address + "report.html").body()).contains("\"total\":1");
            sweep("0, 1, 2");
            await(address, "3");
            assertThat(get(address + "report.html").body()).contains("\"total\":3");
        } finally {
            server.destroy();
        }
    }

    /** A sweep shows its own report while it runs, and ends as ever. */
    @Test
    void aSweepServesItself() throws Exception {
        Path study = Files.writeString(folder.resolve("a.yaml"), STUDY.formatted("0"));
        Run run = fathom(
                "sweep", study.toString(), "--store", folder.resolve("a.db").toString(), "--serve", "0");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).containsPattern("report: http://127.0.0.1:\\d+/");
        assertThat(folder.resolve("a.html")).exists();
    }

    @Test
    void refusesWhatItCannotServe() throws Exception {
        sweep("0");
        String store = folder.resolve("a.db").toString();
        refused("one store and writes no file: leave --out out", "report", store, "--serve", "0", "--out", "x.html");
        refused("from 0 to 65535", "report", store, "--serve", "70000");
        refused("none.db", "report", folder.resolve("none.db").toString(), "--serve", "0");
    }

    private static void refused(String why, String... arguments) {
        Run run = fathom(arguments);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err().lines().collect(Collectors.toList()))
                .singleElement()
                .asString()
                .contains(why);
    }

    private void sweep(String seeds) throws IOException {
        Path study = Files.writeString(folder.resolve("a.yaml"), STUDY.formatted(seeds));
        Run run = fathom(
                "sweep", study.toString(), "--store", folder.resolve("a.db").toString());
        assertThat(run.code()).as(run.err()).isZero();
    }

    private void await(String address, String trials) throws Exception {
        while (!get(address + "trials").body().equals(trials)) {
            Thread.sleep(100);
        }
    }

    private HttpResponse<String> get(String address) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
    }
}
