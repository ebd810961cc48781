package dev.fathom.store;

import dev.fathom.device.Moments;
import dev.fathom.engine.LayerStatistics;
import dev.fathom.engine.Quantity;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import dev.fathom.study.TrialResult;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Results as rows of the store. */
final class RowWriter {
    private RowWriter() {}

    static void insert(Connection connection, Provenance run) throws SQLException {
        List<String> columns = new ArrayList<>(List.of("run"));
        columns.addAll(Columns.RUN);
        try (PreparedStatement insert = prepare(connection, "run", columns)) {
            List<Object> row = new ArrayList<>(List.of(run.id()));
            row.addAll(run.values());
            fill(insert, row);
            insert.executeBatch();
        }
    }

    /** The latest counts: trials of other data are refused before. */
    static void insertDigests(Connection connection, Map<String, String> digests) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT OR REPLACE INTO data (data, digest) VALUES (?, ?)")) {
            for (Map.Entry<String, String> digest : digests.entrySet()) {
                fill(insert, List.of(digest.getKey(), digest.getValue()));
            }
            insert.executeBatch();
        }
    }

    /** The latest reason counts. */
    static void insertFailures(Connection connection, List<Trial> trials, String reason, String run)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT OR REPLACE INTO failure (trial, reason, run, failed_at) VALUES (?, ?, ?, ?)")) {
            for (Trial trial : trials) {
                fill(
                        insert,
                        Arrays.asList(trial.id(), reason, run, Instant.now().toString()));
            }
            insert.executeBatch();
        }
    }

    /** @param run whose row {@link Provenance#id} names, nullable */
    static void insert(Connection connection, List<TrialResult> results, String version, String run)
            throws SQLException {
        List<String> layerColumns = Columns.layer();
        try (PreparedStatement trial = prepare(connection, "trial", Columns.trial());
                PreparedStatement layer = connection.prepareStatement("INSERT OR IGNORE INTO layer (number, "
                        + Columns.list("", layerColumns) + ") SELECT number, " + places(layerColumns.size())
                        + " FROM trial WHERE trial = ?");
                PreparedStatement forgiven = connection.prepareStatement("DELETE FROM failure WHERE trial = ?")) {
            for (TrialResult result : results) {
                fill(forgiven, List.of(result.trial().id()));
                fill(trial, trialRow(result, version, run));
                for (Map.Entry<Integer, List<LayerStatistics>> step :
                        result.layers().entrySet()) {
                    for (LayerStatistics statistics : step.getValue()) {
                        fill(layer, layerRow(result.trial().id(), step.getKey(), statistics));
                    }
                }
            }
            trial.executeBatch();
            layer.executeBatch();
            forgiven.executeBatch();
        }
    }

    private static PreparedStatement prepare(Connection connection, String table, List<String> columns)
            throws SQLException {
        return connection.prepareStatement("INSERT OR IGNORE INTO " + table + " (" + Columns.list("", columns)
                + ") VALUES (" + places(columns.size()) + ")");
    }

    private static String places(int columns) {
        return String.join(", ", Collections.nCopies(columns, "?"));
    }

    private static void fill(PreparedStatement statement, List<Object> values) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            statement.setObject(i + 1, values.get(i));
        }
        statement.addBatch();
    }

    /** In the order of {@link Columns#trial}. */
    private static List<Object> trialRow(TrialResult result, String version, String run) {
        List<Object> row = new ArrayList<>(List.of(result.trial().id()));
        Fields.ALL.forEach(field -> row.add(field.column(result.trial())));
        row.addAll(List.of(
                result.verdict().word(),
                result.firstLoss(),
                result.finalLoss(),
                result.chance(),
                result.testLoss(),
                result.accuracy(),
                result.seconds(),
                result.device(),
                version,
                Instant.now().toString(),
                bytes(result.losses())));
        row.add(run);
        return row;
    }

    private static List<Object> layerRow(String trial, int step, LayerStatistics layer) {
        List<Object> row = new ArrayList<>(List.of(step, layer.layer()));
        for (Quantity quantity : Quantity.values()) {
            Moments m = layer.of(quantity);
            row.addAll(
                    m == null
                            ? Collections.nCopies(Moments.WIDTH, null)
                            : List.of(
                                    m.mean(),
                                    m.variance(),
                                    m.secondMoment(),
                                    m.unitVariance(),
                                    m.largest(),
                                    m.saturated(),
                                    m.dead(),
                                    m.nonfinite()));
        }
        row.add(trial);
        return row;
    }

    /** Little-endian float32, as numpy reads it: {@code numpy.frombuffer(losses, "<f4")}. */
    private static byte[] bytes(float[] values) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(values);
        return buffer.array();
    }
}
