package dev.fathom.report;

import dev.fathom.report.results.Numbers;
import java.util.Collection;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** JSON with short numbers, safe inside a script element. */
final class ScriptJson {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private ScriptJson() {}

    /** Four significant digits; {@code null} for NaN, the words {@code inf} and {@code -inf} for infinities. */
    static void add(ArrayNode array, double value) {
        if (Double.isNaN(value)) {
            array.addNull();
        } else if (Double.isInfinite(value)) {
            array.add(value > 0 ? "inf" : "-inf");
        } else {
            array.add(Numbers.round(value));
        }
    }

    static void addAll(ArrayNode array, Collection<String> texts) {
        texts.forEach(array::add);
    }

    /** No {@code <} is left, so that no text can end the script element. */
    static String write(Object node) {
        return MAPPER.writeValueAsString(node).replace("<", "\\u003c");
    }
}
