package dev.fathom.sweep;

import dev.fathom.device.Moments;
import dev.fathom.engine.LayerStatistics;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Results as rows of the store and back. */
final class Rows {
    private Rows() {}

    static void insert(Connection connection, Provenance run) throws SQLException {
        try (PreparedStatement insert = prepare(connection, "run", 1 + Columns.RUN.size())) {
            List<Object> row = new ArrayList<>(List.of(run.id()));
            row.addAll(run.values());
            fill(insert, row);
            insert.executeBatch();
        }
    }

    static List<Provenance> runs(Connection connection) throws SQLException {
        String columns = String.join(", ", Columns.RUN);
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("SELECT " + columns + " FROM run ORDER BY started_at")) {
            List<Provenance> runs = new ArrayList<>();
            while (row.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= Columns.RUN.size(); i++) {
                    values.add(row.getString(i));
                }
                runs.add(Provenance.of(values));
            }
            return runs;
        }
    }

    /** @param run whose row {@link Provenance#id} names, nullable */
    static void insert(Connection connection, List<TrialResult> results, String version, String run)
            throws SQLException {
        try (PreparedStatement trial =
                        prepare(connection, "trial", Columns.trial().size() + 1);
                PreparedStatement layer =
                        prepare(connection, "layer", 3 + Columns.layerValues().size())) {
            for (TrialResult result : results) {
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
        }
    }

    private static PreparedStatement prepare(Connection connection, String table, int columns) throws SQLException {
        String places = String.join(", ", java.util.Collections.nCopies(columns, "?"));
        return connection.prepareStatement("INSERT OR IGNORE INTO " + table + " VALUES (" + places + ")");
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
        List<Object> row = new ArrayList<>(List.of(trial, step, layer.layer()));
        for (Moments m : Arrays.asList(
                layer.preactivation(), layer.activation(), layer.gradient(), layer.weightGradient(), layer.weights())) {
            row.addAll(
                    m == null
                            ? java.util.Collections.nCopies(Moments.WIDTH, null)
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
        return row;
    }

    static void forEach(Connection connection, Consumer<TrialResult> reader) throws SQLException {
        try (Statement sql = connection.createStatement();
                PreparedStatement layers =
                        connection.prepareStatement("SELECT * FROM layer WHERE trial = ? ORDER BY step, layer");
                ResultSet row = sql.executeQuery("SELECT * FROM trial ORDER BY rowid")) {
            while (row.next()) {
                layers.setString(1, row.getString("trial"));
                try (ResultSet statistics = layers.executeQuery()) {
                    reader.accept(result(row, layers(statistics)));
                }
            }
        }
    }

    private static TrialResult result(ResultSet row, SortedMap<Integer, List<LayerStatistics>> layers)
            throws SQLException {
        Trial trial = new Trial(
                row.getString("initializer"),
                row.getString("activation"),
                row.getString("architecture"),
                Arrays.stream(row.getString("widths").split(","))
                        .map(Integer::valueOf)
                        .toList(),
                row.getDouble("weight_gain"),
                row.getDouble("bias_std"),
                row.getDouble("learning_rate"),
                row.getString("optimizer"),
                row.getString("loss"),
                row.getInt("batch"),
                row.getInt("steps"),
                row.getString("data"),
                row.getLong("seed"));
        return new TrialResult(
                trial,
                Verdict.valueOf(row.getString("verdict").toUpperCase(Locale.ROOT)),
                real(row, "first_loss"),
                real(row, "final_loss"),
                real(row, "chance"),
                real(row, "test_loss"),
                real(row, "accuracy"),
                floats(row.getBytes("losses")),
                layers,
                row.getString("device"),
                row.getDouble("seconds"));
    }

    private static SortedMap<Integer, List<LayerStatistics>> layers(ResultSet row) throws SQLException {
        SortedMap<Integer, List<LayerStatistics>> layers = new TreeMap<>();
        while (row.next()) {
            layers.computeIfAbsent(row.getInt("step"), step -> new ArrayList<>())
                    .add(new LayerStatistics(
                            row.getInt("layer"),
                            moments(row, "preactivation"),
                            moments(row, "activation"),
                            moments(row, "gradient"),
                            moments(row, "weight_gradient"),
                            moments(row, "weight")));
        }
        return layers;
    }

    /** Null where the layer has no such matrix: then even the share of non-finite elements is missing. */
    private static Moments moments(ResultSet row, String quantity) throws SQLException {
        double[] values = new double[Moments.WIDTH];
        for (int i = 0; i < values.length; i++) {
            values[i] = real(row, quantity + "_" + Columns.MOMENTS.get(i));
        }
        return Double.isNaN(values[values.length - 1]) ? null : Moments.of(values, 0);
    }

    private static double real(ResultSet row, String column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? Double.NaN : value;
    }

    static void copy(ResultSet rows, Consumer<List<Object>> reader) throws SQLException {
        int columns = rows.getMetaData().getColumnCount();
        List<Object> names = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
            names.add(rows.getMetaData().getColumnLabel(i));
        }
        reader.accept(names);
        while (rows.next()) {
            List<Object> row = new ArrayList<>();
            for (int i = 1; i <= columns; i++) {
                row.add(rows.getObject(i));
            }
            reader.accept(row);
        }
    }

    /** Little-endian float32, as numpy reads it: {@code numpy.frombuffer(losses, "<f4")}. */
    private static byte[] bytes(float[] values) {
        ByteBuffer buffer = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asFloatBuffer().put(values);
        return buffer.array();
    }

    private static float[] floats(byte[] bytes) {
        float[] values = new float[bytes.length / 4];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }
}
