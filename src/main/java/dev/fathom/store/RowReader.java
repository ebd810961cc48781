package dev.fathom.store;

import dev.fathom.device.Moments;
import dev.fathom.engine.LayerStatistics;
import dev.fathom.engine.Quantity;
import dev.fathom.study.Field;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import dev.fathom.study.TrialResult;
import dev.fathom.study.Verdict;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Rows of the store as results. */
final class RowReader {
    private RowReader() {}

    /**
     * @param where which trials {@code t}
     * @param details whether curves and layers are read too
     */
    static void forEach(Connection connection, String where, boolean details, Consumer<TrialResult> reader)
            throws SQLException {
        try (Statement sql = connection.createStatement();
                PreparedStatement layers = connection.prepareStatement(
                        Schema.query(connection, "layers") + " WHERE t.trial = ? ORDER BY step, layer");
                ResultSet row = sql.executeQuery("SELECT * FROM trial t WHERE " + where + " ORDER BY t.rowid")) {
            while (row.next()) {
                reader.accept(result(row, details ? layers : null));
            }
        }
    }

    /** @param layers query for the layers of a trial; null where neither curve nor layers are wanted */
    private static TrialResult result(ResultSet row, PreparedStatement layers) throws SQLException {
        try {
            if (layers == null) {
                return result(row, new float[0], new TreeMap<>());
            }
            layers.setString(1, row.getString("trial"));
            try (ResultSet statistics = layers.executeQuery()) {
                TrialResult result = result(row, floats(row.getBytes("losses")), layers(statistics));
                requireAllLayers(result);
                return result;
            }
        } catch (RuntimeException e) {
            throw damaged("trial " + row.getString("trial") + " cannot be understood");
        }
    }

    /** Every measured step has all layers, and all that is measured of them. */
    private static void requireAllLayers(TrialResult result) throws SQLException {
        if (result.layers().isEmpty()) {
            return;
        }
        List<Boolean> activated = result.trial().network().activated();
        List<Integer> all = IntStream.rangeClosed(1, activated.size()).boxed().toList();
        for (Map.Entry<Integer, List<LayerStatistics>> step : result.layers().entrySet()) {
            List<LayerStatistics> layers = step.getValue();
            if (!layers.stream().map(LayerStatistics::layer).toList().equals(all)
                    || !layers.stream().allMatch(layer -> complete(layer, activated.get(layer.layer() - 1)))) {
                throw damaged("trial " + result.trial().id() + " lacks measurements of layers 1 to " + all.size()
                        + " at step " + step.getKey());
            }
        }
    }

    private static boolean complete(LayerStatistics layer, boolean activated) {
        return activated == (layer.activation() != null)
                && layer.preactivation() != null
                && layer.gradient() != null
                && layer.weightGradient() != null
                && layer.weights() != null;
    }

    /** Nothing where another program left nothing. */
    static String text(ResultSet row, int column) throws SQLException {
        return Objects.requireNonNullElse(row.getString(column), "");
    }

    private static SQLException damaged(String what) {
        return new SQLException("damaged: " + what + "; put a copy of the store back");
    }

    static List<Provenance> runs(Connection connection, String where) throws SQLException {
        String columns = String.join(", ", Columns.RUN);
        try (Statement sql = connection.createStatement();
                ResultSet row =
                        sql.executeQuery("SELECT " + columns + " FROM run WHERE " + where + " ORDER BY started_at")) {
            List<Provenance> runs = new ArrayList<>();
            while (row.next()) {
                List<String> values = new ArrayList<>();
                for (int i = 1; i <= Columns.RUN.size(); i++) {
                    values.add(text(row, i));
                }
                runs.add(Provenance.of(values));
            }
            return runs;
        }
    }

    static Map<String, String> digests(Connection connection) throws SQLException {
        Map<String, String> digests = new LinkedHashMap<>();
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery(
                        "SELECT data, digest FROM data WHERE data IN (SELECT data FROM trial) ORDER BY data")) {
            while (row.next()) {
                digests.put(text(row, 1), text(row, 2));
            }
        }
        return digests;
    }

    static Map<String, String> failures(Connection connection) throws SQLException {
        Map<String, String> failures = new LinkedHashMap<>();
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("SELECT trial, reason FROM failure ORDER BY failed_at")) {
            while (row.next()) {
                failures.put(row.getString(1), text(row, 2));
            }
        }
        return failures;
    }

    /** The hyperparameters of a row; those that the store does not know yet have their initial values. */
    static Trial trial(ResultSet row) throws SQLException {
        Set<String> present = columns(row);
        List<Field.Value<?>> values = new ArrayList<>();
        for (Field<?> field : Fields.ALL) {
            if (present.contains(field.key())) {
                values.add(field.stored(row.getObject(field.key())));
            }
        }
        return Trial.of(values);
    }

    static List<Trial> trials(PreparedStatement query) throws SQLException {
        List<Trial> trials = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                trials.add(trial(row));
            }
        }
        return trials;
    }

    private static Set<String> columns(ResultSet row) throws SQLException {
        ResultSetMetaData columns = row.getMetaData();
        Set<String> names = new HashSet<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            names.add(columns.getColumnLabel(i));
        }
        return names;
    }

    private static TrialResult result(ResultSet row, float[] losses, SortedMap<Integer, List<LayerStatistics>> layers)
            throws SQLException {
        Trial trial = trial(row);
        if (!trial.id().equals(row.getString("trial"))) {
            throw damaged("the hyperparameters of trial " + row.getString("trial") + " are not those of its hash");
        }
        return new TrialResult(
                trial,
                Verdict.valueOf(row.getString("verdict").toUpperCase(Locale.ROOT)),
                real(row, "first_loss"),
                real(row, "final_loss"),
                real(row, "chance"),
                real(row, "test_loss"),
                real(row, "accuracy"),
                losses,
                layers,
                row.getString("device"),
                row.getDouble("seconds"));
    }

    private static SortedMap<Integer, List<LayerStatistics>> layers(ResultSet row) throws SQLException {
        SortedMap<Integer, List<LayerStatistics>> layers = new TreeMap<>();
        while (row.next()) {
            layers.computeIfAbsent(row.getInt("step"), step -> new ArrayList<>())
                    .add(new LayerStatistics(row.getInt("layer"), moments(row)));
        }
        return layers;
    }

    static Map<Quantity, Moments> moments(ResultSet row) throws SQLException {
        Map<Quantity, Moments> moments = new EnumMap<>(Quantity.class);
        for (Quantity quantity : Quantity.values()) {
            moments.put(quantity, moments(row, quantity.key()));
        }
        return moments;
    }

    /** Null where the layer has no such matrix: then even the share of non-finite elements is missing. */
    private static Moments moments(ResultSet row, String quantity) throws SQLException {
        double[] values = new double[Moments.WIDTH];
        for (int i = 0; i < values.length; i++) {
            values[i] = real(row, quantity + "_" + Columns.MOMENTS.get(i));
        }
        return Double.isNaN(values[values.length - 1]) ? null : Moments.of(values, 0);
    }

    static double real(ResultSet row, String column) throws SQLException {
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

    private static float[] floats(byte[] bytes) {
        float[] values = new float[bytes.length / 4];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }
}
