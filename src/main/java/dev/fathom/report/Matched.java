package dev.fathom.report;

import dev.fathom.report.results.FinishedTrial;
import dev.fathom.study.Field;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Trials of two studies that agree in everything but what tells the studies apart: hyperparameters of which each study has
 * one value, and not the same. The seed is the same too, so that a pair sees the same minibatches.
 *
 * @param apart what tells the studies apart
 * @param keys what tells the rows apart
 * @param rows pairs that differ in the seed alone
 */
record Matched(List<Field<?>> apart, List<Field<?>> keys, List<Row> rows) {
    private static final Set<Field<?>> ALWAYS = Set.of(Fields.INITIALIZER, Fields.ACTIVATION, Fields.DEPTH);

    /** The same trial in both studies, or as much the same as they allow. */
    record Pair(FinishedTrial a, FinishedTrial b) {}

    /** @param trial of the first study, for what the row's trials share */
    record Row(Trial trial, List<Pair> pairs) {}

    static Matched of(List<FinishedTrial> a, List<FinishedTrial> b) {
        List<Field<?>> fields = fields(a, b);
        List<Field<?>> apart =
                fields.stream().filter(field -> tellsApart(field, a, b)).toList();
        List<Field<?>> same =
                fields.stream().filter(field -> !apart.contains(field)).toList();
        Map<List<Object>, FinishedTrial> partners = new HashMap<>();
        b.forEach(trial -> partners.put(values(trial, same), trial));
        Map<List<Object>, Row> rows = new LinkedHashMap<>();
        List<Field<?>> shared =
                same.stream().filter(field -> field != Fields.SEED).toList();
        for (FinishedTrial trial : a) {
            FinishedTrial partner = partners.get(values(trial, same));
            if (partner != null) {
                rows.computeIfAbsent(values(trial, shared), key -> new Row(trial.trial(), new ArrayList<>()))
                        .pairs()
                        .add(new Pair(trial, partner));
            }
        }
        List<Field<?>> keys = shared.stream()
                .filter(field -> ALWAYS.contains(field)
                        || rows.values().stream()
                                        .map(row -> row.trial().get(field))
                                        .distinct()
                                        .count()
                                > 1)
                .toList();
        return new Matched(apart, keys, List.copyOf(rows.values()));
    }

    List<Pair> pairs() {
        return rows.stream().flatMap(row -> row.pairs().stream()).toList();
    }

    /** Depth and width where all layers of a network are equally wide, else the list of widths. */
    private static List<Field<?>> fields(List<FinishedTrial> a, List<FinishedTrial> b) {
        boolean even = Stream.concat(a.stream(), b.stream())
                .allMatch(trial -> trial.trial().widths().stream().distinct().count() == 1);
        Set<Field<?>> left = even ? Set.of(Fields.WIDTHS) : Set.of(Fields.DEPTH, Fields.WIDTH);
        return Fields.ALL.stream().filter(field -> !left.contains(field)).collect(Collectors.toList());
    }

    private static boolean tellsApart(Field<?> field, List<FinishedTrial> a, List<FinishedTrial> b) {
        Set<Object> ofA = distinct(field, a);
        Set<Object> ofB = distinct(field, b);
        return field != Fields.SEED && ofA.size() == 1 && ofB.size() == 1 && !ofA.equals(ofB);
    }

    private static Set<Object> distinct(Field<?> field, List<FinishedTrial> trials) {
        return trials.stream().map(trial -> trial.trial().get(field)).collect(Collectors.toSet());
    }

    private static List<Object> values(FinishedTrial trial, List<Field<?>> fields) {
        return fields.stream().<Object>map(field -> trial.trial().get(field)).toList();
    }
}
