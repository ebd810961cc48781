package dev.fathom.cli.sweep;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.fathom.cli.terminal.Printable;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * A report that grows while trials finish, for browsers on this machine alone: a page that holds the report and loads it
 * again when there is a newer one. Requests that name another host are refused, so that no web page elsewhere reads it.
 */
final class LiveReport implements AutoCloseable {
    private static final long PAUSE = TimeUnit.SECONDS.toNanos(3);

    /** How many times as long as a report took it then waits: a sweep beside it keeps nine tenths of a core and more. */
    private static final long SPARE = 10;

    private final HttpServer server;
    private final IntSupplier finished;
    private final Supplier<String> report;
    private final byte[] frame;
    private volatile int trials = -1;
    private volatile byte[] page = bytes("<!DOCTYPE html><title>Fathom</title><p>The first report is being made.");

    /**
     * @param port 0 for any that is free
     * @param finished counts the trials that a report would show now
     * @param report makes one
     */
    LiveReport(int port, IntSupplier finished, Supplier<String> report) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("--serve must be a port from 0 to 65535, got " + port);
        }
        this.finished = finished;
        this.report = report;
        try (InputStream stream = LiveReport.class.getResourceAsStream("live.html")) {
            frame = stream.readAllBytes();
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (BindException e) {
            throw new IllegalArgumentException(
                    "--serve: port " + port + " is in use or not allowed (" + e.getMessage() + "); choose another", e);
        } catch (IOException e) {
            throw new IllegalStateException("no server can be started on this machine: " + e.getMessage(), e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    /** Makes the report anew where trials have finished since. */
    boolean renew() {
        int now = finished.getAsInt();
        if (now == trials || now == 0) {
            return false;
        }
        page = bytes(report.get());
        trials = now;
        return true;
    }

    /** Renews the report until the thread is interrupted. */
    void follow() {
        try {
            while (true) {
                long start = System.nanoTime();
                renew();
                TimeUnit.NANOSECONDS.sleep(Math.max(PAUSE, SPARE * (System.nanoTime() - start)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The same beside other work, which it must not end. */
    void followBeside() {
        Thread thread = new Thread(
                () -> {
                    try {
                        follow();
                    } catch (RuntimeException e) {
                        System.err.println(
                                Printable.line("note: the report is not made anew any more: " + e.getMessage()));
                    }
                },
                "fathom-live-report");
        thread.setDaemon(true);
        thread.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String host = String.valueOf(exchange.getRequestHeaders().getFirst("Host"))
                    .replaceFirst(":\\d+$", "");
            if (!Set.of("127.0.0.1", "localhost").contains(host)) {
                send(exchange, 403, "text/plain", bytes("This report is for this machine alone.\n"));
                return;
            }
            switch (exchange.getRequestURI().getPath()) {
                case "/" -> send(exchange, 200, "text/html", frame);
                case "/report.html" -> send(exchange, 200, "text/html", page);
                case "/trials" -> send(exchange, 200, "text/plain", bytes(String.valueOf(trials)));
                default -> send(exchange, 404, "text/plain", bytes("There is nothing here.\n"));
            }
        }
    }

    private static void send(HttpExchange exchange, int code, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        exchange.getResponseHeaders().set("Content-Security-Policy", "frame-ancestors 'self'");
        exchange.sendResponseHeaders(code, body.length);
        exchange.getResponseBody().write(body);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
