package dev.fathom.store;

import dev.fathom.device.Moments;
import dev.fathom.engine.LayerStatistics;
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
import java.util.stream.Collectors;

/** Results as rows of the store. */
final class RowWriter {
    private RowWriter() {}

    static void insert(Connection connection, Provenance run) throws SQLException {
        try (PreparedStatement insert = prepare(connection, "run", 1 + Columns.RUN.size())) {
            List<Object> row = new ArrayList<>(List.of(run.id()));
            row.addAll(run.values());
            fill(insert, row);
            insert.executeBatch();
        }
    }

    /** The latest reason counts. */
    static void insertFailures(Connection connection, List<Trial> trials, String reason, String run)
            throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT OR REPLACE INTO failure VALUES (?, ?, ?, ?)")) {
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
        try (PreparedStatement trial =
                        prepare(connection, "trial", Columns.trial().size() + 2);
                PreparedStatement layer = connection.prepareStatement("INSERT OR IGNORE INTO layer SELECT number, "
                        + places(2 + Columns.layerValues().size()) + " FROM trial WHERE trial = ?");
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

    private static PreparedStatement prepare(Connection connection, String table, int columns) throws SQLException {
        return connection.prepareStatement("INSERT OR IGNORE INTO " + table + " VALUES (" + places(columns) + ")");
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

    private static List<Object> trialRow(TrialResult result, String version, String run) {
        Trial t = result.trial();
        return Arrays.asList(
                null, // its number follows the last one
                t.id(),
                t.initializer(),
                t.activation(),
                t.architecture(),
                t.widths().stream().map(String::valueOf).collect(Collectors.joining(",")),
                t.depth(),
                t.width(),
                t.weightGain(),
                t.biasStd(),
                t.learningRate(),
                t.optimizer(),
                t.loss(),
                t.batch(),
                t.steps(),
                t.data(),
                t.seed(),
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
                bytes(result.losses()),
                run);
    }

    private static List<Object> layerRow(String trial, int step, LayerStatistics layer) {
        List<Object> row = new ArrayList<>(List.of(step, layer.layer()));
        for (Moments m : Arrays.asList(
                layer.preactivation(), layer.activation(), layer.gradient(), layer.weightGradient(), layer.weights())) {
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
