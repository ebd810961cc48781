package dev.fathom.report;

import dev.fathom.report.results.Cell;
import dev.fathom.report.results.FinishedTrial;
import dev.fathom.report.results.GroupedResults;
import dev.fathom.report.results.Numbers;
import dev.fathom.report.results.Panel;
import dev.fathom.report.results.TrainingSetting;
import dev.fathom.study.Trial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    private final GroupedResults study;
    private final boolean aggregated;
    private final List<List<FinishedTrial>> rows;
    private final ArrayNode columns = JsonNodeFactory.instance.arrayNode();

    TrialTable(GroupedResults study) {
        this.study = study;
        this.aggregated = study.results().size() > MAX_ROWS;
        List<List<FinishedTrial>> all = aggregated ? configurations(study) : single(study);
        this.rows = all.size() > MAX_ROWS ? all.subList(0, MAX_ROWS) : all;
    }

    ObjectNode json() {
        words("initializer", GroupedResults::initializer);
        words("activation", trial -> Numbers.shorten(trial.activation()));
        optional("architecture", Trial::architecture);
        optional("data", Trial::data);
        numbers("depth", Trial::depth);
        optionalNumbers("width", Trial::width);
        optional("optimizer", Trial::optimizer);
        optional("loss function", Trial::loss);
        optionalNumbers("learning rate", Trial::learningRate);
        optionalNumbers("batch", Trial::batch);
        optionalNumbers("steps", Trial::steps);
        if (aggregated) {
            column("seeds", row -> row.size());
        } else {
            words("seed", trial -> Long.toString(trial.seed())); // a double would lose digits
        }
        text("verdict", row -> Cell.frequent(row).word());
        column("accuracy", median(FinishedTrial::accuracy));
        column("final loss", median(FinishedTrial::finalLoss));
        column("seconds", median(FinishedTrial::seconds));
        ObjectNode table = JsonNodeFactory.instance.objectNode();
        table.put("total", study.results().size());
        table.put("aggregated", aggregated);
        table.set("columns", columns);
        return table;
    }

    private void optional(String name, Function<Trial, String> field) {
        if (study.varies(field)) {
            words(name, field);
        }
    }

    private void optionalNumbers(String name, ToDoubleFunction<Trial> field) {
        if (study.varies(field::applyAsDouble)) {
            numbers(name, field);
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
            List<Object> key = List.of(
                    Panel.of(trial), GroupedResults.initializer(trial), trial.widths(), TrainingSetting.of(trial));
            groups.computeIfAbsent(key, k -> new ArrayList<>()).add(result);
        }
        return List.copyOf(groups.values());
    }
}
