package dev.fathom.cli;

import dev.fathom.cli.output.Json;
import dev.fathom.cli.terminal.Format;
import dev.fathom.cli.terminal.Table;
import dev.fathom.device.Moments;
import dev.fathom.model.Role;
import dev.fathom.recorded.Findings;
import dev.fathom.store.Recording;
import dev.fathom.store.Store;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a reviewer would say of recorded runs: their layers as they started and as they ended, and what does not fit. */
final class RecordedLint {
    private static final String MAGIC = "SQLite format 3\0";

    /** Of a long run; findings are looked for in these. */
    private static final int MOST_STEPS = 1000;

    private RecordedLint() {}

    static boolean isStore(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MAGIC.length()), StandardCharsets.ISO_8859_1).equals(MAGIC);
        }
    }

    static void print(Path file, Format format) {
        try (Store store = Store.forReading(file)) {
            List<String> names = store.recordings();
            if (names.isEmpty()) {
                throw new IllegalArgumentException(
                        file + ": has no recorded runs; 'fathom recorder' prints what records them, and 'report' shows"
                                + " the trials of a sweep");
            }
            List<Map<String, Object>> runs = new ArrayList<>();
            for (String name : names) {
                Recording run = store.recording(name, MOST_STEPS);
                List<Findings.Finding> findings = Findings.of(run);
                if (format == Format.json) {
                    Map<String, Object> json = new LinkedHashMap<>();
                    json.put("name", run.name());
                    json.put("model", run.model());
                    json.put("layers", rows(run));
                    json.put("findings", findings);
                    runs.add(json);
                } else {
                    print(run, findings, format);
                }
            }
            if (format == Format.json) {
                Map<String, Object> json = new LinkedHashMap<>();
                json.put("file", file.toString());
                json.put("runs", runs);
                Json.print(json, System.out);
            }
        }
    }

    private static void print(Recording run, List<Findings.Finding> findings, Format format) {
        List<Map<String, Object>> rows = rows(run);
        if (rows.isEmpty()) {
            System.out.println(run.model() + " in " + run.name() + ": no step was recorded.");
            return;
        }
        Table table = new Table(List.copyOf(rows.get(0).keySet()), new ArrayList<>());
        rows.forEach(row -> table.rows()
                .add(row.values().stream()
                        .map(value -> value == null ? "-" : value)
                        .collect(Collectors.toCollection(ArrayList::new))));
        if (format == Format.text) {
            System.out.println(run.model() + " in " + run.name() + ", first and last of "
                    + run.steps().size() + " recorded steps");
        }
        table.print(format, System.out);
        if (format == Format.text) {
            System.out.println();
            if (findings.isEmpty()) {
                System.out.println("Nothing found.");
            }
            findings.forEach(finding -> System.out.println(finding.kind() + ": " + finding.text() + "."));
        }
    }

    private static List<Map<String, Object>> rows(Recording run) {
        if (run.steps().isEmpty()) {
            return List.of();
        }
        Map<Integer, Recording.Row> first = byLayer(run, run.steps().firstKey());
        Map<Integer, Recording.Row> last = byLayer(run, run.steps().lastKey());
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Recording.Layer layer : run.layers()) {
            Recording.Row start = first.get(layer.number());
            Recording.Row end = last.get(layer.number());
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("layer", layer.name());
            row.put("kind", layer.kind());
            row.put("role", role(layer));
            row.put("shape", layer.shape().stream().map(String::valueOf).collect(Collectors.joining("x")));
            double sigma = start == null ? Double.NaN : rms(start.statistics().weights(), true);
            row.put("sigma", number(sigma));
            row.put("gain", number(sigma * Math.sqrt(fanIn(layer))));
            row.put(
                    "z_rms",
                    number(start == null ? Double.NaN : rms(start.statistics().preactivation(), false)));
            row.put(
                    "z_rms_end",
                    number(end == null ? Double.NaN : rms(end.statistics().preactivation(), false)));
            row.put(
                    "grad_rms",
                    number(start == null ? Double.NaN : rms(start.statistics().gradient(), false)));
            row.put(
                    "grad_rms_end",
                    number(end == null ? Double.NaN : rms(end.statistics().gradient(), false)));
            row.put("update_end", number(end == null ? Double.NaN : end.updateRatio()));
            Moments activation = end == null ? null : end.statistics().activation();
            row.put("dead_end", activation == null ? null : activation.dead());
            rows.add(row);
        }
        return rows;
    }

    private static String role(Recording.Layer layer) {
        return layer.shape().isEmpty()
                ? "-"
                : Role.of(layer.name() + ".weight", layer.shape()).word();
    }

    private static Map<Integer, Recording.Row> byLayer(Recording run, int step) {
        return run.steps().get(step).stream()
                .collect(Collectors.toMap(row -> row.statistics().layer(), row -> row));
    }

    private static Object number(double value) {
        return Double.isNaN(value) ? null : value;
    }

    private static double rms(Moments moments, boolean centred) {
        return moments == null ? Double.NaN : Math.sqrt(centred ? moments.variance() : moments.secondMoment());
    }

    /** NaN for what has none, as norms and embeddings. */
    private static double fanIn(Recording.Layer layer) {
        boolean multiplies = layer.kind().equals("Linear") || layer.kind().matches("Conv\\d[dD]");
        return multiplies && layer.shape().size() > 1
                ? layer.shape().stream().skip(1).mapToDouble(size -> size).reduce(1, (a, b) -> a * b)
                : Double.NaN;
    }
}
