package dev.fathom.store;

import dev.fathom.engine.LayerStatistics;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Rows of recorded runs. */
final class Recordings {
    private static final Map<String, String> FACTS = new LinkedHashMap<>();

    static {
        FACTS.put("Optimizer", "optimizer");
        FACTS.put("Parameters", "parameters");
        FACTS.put("Steps", "steps");
        FACTS.put("Recorded every", "every");
        FACTS.put("Library", "framework");
        FACTS.put("Device", "device");
        FACTS.put("System", "system");
        FACTS.put("Host", "host");
        FACTS.put("Started", "started_at");
        FACTS.put("Seconds", "seconds");
    }

    /** One row for each layer at each step, for exports. */
    static final String ROWS = "SELECT r.recording, r.name AS run, l.name, l.kind, l.shape, l.activation AS function, "
            + "s.loss, s.learning_rate, "
            + Columns.list("d.", Columns.layer())
            + ", d.update_ratio FROM recording r JOIN recorded d USING (recording)"
            + " LEFT JOIN recorded_layer l USING (recording, layer) LEFT JOIN recorded_step s USING (recording, step)"
            + " ORDER BY r.rowid, d.step, d.layer";

    private Recordings() {}

    static List<String> ids(Connection connection) throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("SELECT recording FROM recording ORDER BY rowid")) {
            List<String> ids = new ArrayList<>();
            while (row.next()) {
                ids.add(row.getString(1));
            }
            return ids;
        }
    }

    static Recording read(Connection connection, String id, int mostSteps) throws SQLException {
        List<Recording.Layer> layers = new ArrayList<>();
        each(connection, "SELECT * FROM recorded_layer WHERE recording = ? ORDER BY layer", id, row -> {
            String shape = RowReader.text(row, row.findColumn("shape"));
            layers.add(new Recording.Layer(
                    row.getInt("layer"),
                    RowReader.text(row, row.findColumn("name")),
                    RowReader.text(row, row.findColumn("kind")),
                    shape.isEmpty() ? List.of() : sizes(shape),
                    RowReader.text(row, row.findColumn("activation"))));
        });
        SortedMap<Integer, Double> losses = new TreeMap<>();
        each(
                connection,
                "SELECT step, loss FROM recorded_step WHERE recording = ? AND loss IS NOT NULL",
                id,
                row -> losses.put(row.getInt(1), row.getDouble(2)));
        Map<String, String> facts = new LinkedHashMap<>();
        List<String> names = new ArrayList<>();
        each(connection, "SELECT * FROM recording WHERE recording = ?", id, row -> {
            for (Map.Entry<String, String> fact : FACTS.entrySet()) {
                String value = row.getString(fact.getValue());
                if (value != null) {
                    facts.put(fact.getKey(), value);
                }
            }
            names.add(RowReader.text(row, row.findColumn("name")));
            names.add(RowReader.text(row, row.findColumn("model")));
        });
        return new Recording(
                names.get(0), names.get(1), facts, layers, losses, steps(connection, id, layers.size(), mostSteps));
    }

    private static List<Long> sizes(String shape) throws SQLException {
        try {
            return Arrays.stream(shape.split(",")).map(Long::valueOf).toList();
        } catch (NumberFormatException e) {
            throw new SQLException("damaged: a recorded layer has the shape '" + shape + "'");
        }
    }

    /** As many steps as asked for, evenly spread, the first and the last among them. */
    private static SortedMap<Integer, List<Recording.Row>> steps(Connection connection, String id, int layers, int most)
            throws SQLException {
        List<Integer> all = new ArrayList<>();
        each(
                connection,
                "SELECT DISTINCT step FROM recorded WHERE recording = ? ORDER BY step",
                id,
                row -> all.add(row.getInt(1)));
        String wanted = spread(all, most).stream().map(String::valueOf).collect(Collectors.joining(", "));
        SortedMap<Integer, List<Recording.Row>> steps = new TreeMap<>();
        each(
                connection,
                "SELECT * FROM recorded WHERE recording = ? AND step IN (" + wanted + ") ORDER BY step, layer",
                id,
                row -> {
                    int layer = row.getInt("layer");
                    if (layer < 1 || layer > layers) {
                        throw new SQLException("damaged: a recorded run has no layer " + layer);
                    }
                    steps.computeIfAbsent(row.getInt("step"), step -> new ArrayList<>())
                            .add(new Recording.Row(
                                    new LayerStatistics(layer, RowReader.moments(row)),
                                    RowReader.real(row, "update_ratio")));
                });
        return steps;
    }

    private static List<Integer> spread(List<Integer> all, int most) {
        if (all.size() <= most) {
            return all;
        }
        List<Integer> some = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            some.add(all.get((int) Math.round((double) i * (all.size() - 1) / (most - 1))));
        }
        return some;
    }

    /** Takes one row. */
    private interface Reader {
        void take(ResultSet row) throws SQLException;
    }

    private static void each(Connection connection, String query, String id, Reader reader) throws SQLException {
        try (PreparedStatement sql = connection.prepareStatement(query)) {
            sql.setString(1, id);
            try (ResultSet row = sql.executeQuery()) {
                while (row.next()) {
                    reader.take(row);
                }
            }
        }
    }
}
