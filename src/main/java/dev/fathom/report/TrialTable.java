package dev.fathom.report;

import dev.fathom.report.results.Cell;
import dev.fathom.report.results.FinishedTrial;
import dev.fathom.report.results.GroupedResults;
import dev.fathom.report.results.Numbers;
import dev.fathom.report.results.Panel;
import dev.fathom.report.results.TrainingSetting;
import dev.fathom.study.Field;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The table of trials, column by column: words as numbers into a list of distinct words. Where there are too many trials,
 * a row stands for all seeds of one configuration.
 */
final class TrialTable {
    private static final int MAX_ROWS = 3_000;

    /** Shown even where all trials share them. */
    private static final Set<Field<?>> ALWAYS =
            Set.of(Fields.INITIALIZER, Fields.ACTIVATION, Fields.DEPTH, Fields.SEED);

    private final GroupedResults study;
    private final boolean aggregated;
    private final List<List<FinishedTrial>> rows;
    private final int leftOut;
    private final ArrayNode columns = JsonNodeFactory.instance.arrayNode();

    TrialTable(GroupedResults study) {
        this.study = study;
        this.aggregated = study.results().size() > MAX_ROWS;
        List<List<FinishedTrial>> all = aggregated ? configurations(study) : single(study);
        this.rows = all.size() > MAX_ROWS ? all.subList(0, MAX_ROWS) : all;
        this.leftOut = all.size() - rows.size();
    }

    ObjectNode json() {
        for (Field<?> field : Fields.ALL) {
            if (ALWAYS.contains(field) || study.varies(trial -> trial.get(field))) {
                field(field);
            }
        }
        if (aggregated) {
            column("seeds", row -> row.size());
        }
        text("verdict", row -> Cell.frequent(row).word());
        column("accuracy", median(FinishedTrial::accuracy));
        column("final loss", median(FinishedTrial::finalLoss));
        column("cohort seconds / trials", median(FinishedTrial::seconds));
        if (!aggregated) {
            words("trial", Trial::id);
        }
        ObjectNode table = JsonNodeFactory.instance.objectNode();
        table.put("total", study.results().size());
        table.put("aggregated", aggregated);
        table.put("leftOut", leftOut);
        table.set("columns", columns);
        places(table.putArray("cells"), table.putArray("settings"));
        return table;
    }

    private void field(Field<?> field) {
        String name = field.key().replace('_', ' ');
        if (field == Fields.INITIALIZER) {
            words(name, GroupedResults::initializer);
        } else if (field == Fields.WIDTH) {
            words(name, Panel::width);
        } else if (field == Fields.SEED && !aggregated) {
            words(name, trial -> Long.toString(trial.seed())); // a double would lose digits
        } else if (field.initial() instanceof String || field.initial() == null) {
            words(name, trial -> Numbers.text(trial.get(field)));
        } else if (field.initial() instanceof Number && field != Fields.SEED) {
            numbers(name, trial -> ((Number) trial.get(field)).doubleValue());
        }
    }

    /** For each row its cell and its setting, by which the rest of the page finds it. */
    private void places(ArrayNode cells, ArrayNode settings) {
        Map<GroupedResults.Key, Integer> places = new HashMap<>();
        study.cells().keySet().forEach(key -> places.put(key, places.size()));
        List<TrainingSetting> all = study.settings();
        for (List<FinishedTrial> row : rows) {
            Trial trial = row.get(0).trial();
            cells.add(places.get(study.key(trial)));
            settings.add(all.indexOf(TrainingSetting.of(trial)));
        }
    }

    private void words(String name, Function<Trial, String> field) {
        text(name, row -> field.apply(row.get(0).trial()));
    }

    private void numbers(String name, ToDoubleFunction<Trial> field) {
        column(name, row -> field.applyAsDouble(row.get(0).trial()));
    }

    private void text(String name, Function<List<FinishedTrial>, String> field) {
        Map<String, Integer> distinct = new LinkedHashMap<>();
        ObjectNode column = columns.addObject().put("name", name);
        ArrayNode values = JsonNodeFactory.instance.arrayNode();
        rows.forEach(row -> values.add(distinct.computeIfAbsent(field.apply(row), word -> distinct.size())));
        ScriptJson.addAll(column.putArray("words"), distinct.keySet());
        column.set("values", values);
    }

    private void column(String name, ToDoubleFunction<List<FinishedTrial>> field) {
        ArrayNode values = columns.addObject().put("name", name).putArray("values");
        for (List<FinishedTrial> row : rows) {
            double value = field.applyAsDouble(row);
            if (value == Math.rint(value) && Math.abs(value) < 1L << 53) {
                values.add((long) value);
            } else {
                ScriptJson.add(values, value);
            }
        }
    }

    private static ToDoubleFunction<List<FinishedTrial>> median(ToDoubleFunction<FinishedTrial> field) {
        return row -> Numbers.median(row.stream().mapToDouble(field).toArray());
    }

    private static List<List<FinishedTrial>> single(GroupedResults study) {
        return study.results().stream().map(List::of).toList();
    }

    private static List<List<FinishedTrial>> configurations(GroupedResults study) {
        Map<List<Object>, List<FinishedTrial>> groups = new LinkedHashMap<>();
        for (FinishedTrial result : study.results()) {
            Trial trial = result.trial();
            List<Object> key = trial.values(field -> field != Fields.SEED);
            groups.computeIfAbsent(key, k -> new ArrayList<>()).add(result);
        }
        return List.copyOf(groups.values());
    }
}
