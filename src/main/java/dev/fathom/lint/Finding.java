package dev.fathom.lint;

import java.util.List;

/**
 * Something that does not fit, in one sentence.
 *
 * @param kind in a word or two
 * @param tensors that it is about
 */
public record Finding(String kind, List<String> tensors, String text) {
    private static final int SHOWN = 3;

    public Finding {
        tensors = List.copyOf(tensors);
    }

    static Finding of(String kind, List<Row> rows, String text) {
        List<String> names = rows.stream().map(Row::name).toList();
        String shown = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
        String more = names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "";
        return new Finding(kind, names, shown + more + ": " + text);
    }

    static Finding of(String kind, Row row, String text) {
        return of(kind, List.of(row), text);
    }
}
