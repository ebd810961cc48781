package dev.fathom.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a key of a trial takes: these limits check a study, and make its JSON Schema and the handbook's table. */
sealed interface FieldKind {
    /** As JSON Schema has it; YAML's numbers may stand in quotes. */
    Map<String, Object> schema();

    /** As the handbook has it; empty where there is nothing to say. */
    String words();

    record Whole(int least, int most) implements FieldKind {
        @Override
        public Map<String, Object> schema() {
            return ordered(
                    "type", List.of("integer", "string"), "minimum", least, "maximum", most, "pattern", "^[0-9_]+$");
        }

        @Override
        public String words() {
            return least + " to " + most;
        }
    }

    /** @param inclusive whether the bound itself is allowed */
    record Real(double bound, boolean inclusive) implements FieldKind {
        @Override
        public Map<String, Object> schema() {
            Map<String, Object> schema =
                    ordered("type", List.of("number", "string"), "pattern", "^[-+]?[0-9.][0-9.eE+-]*$");
            if (Double.isFinite(bound)) {
                schema.put(inclusive ? "minimum" : "exclusiveMinimum", bound);
            }
            return schema;
        }

        @Override
        public String words() {
            return Double.isFinite(bound) ? inclusive ? "not negative" : "positive" : "";
        }
    }

    /** @param closed whether there are no others */
    record Words(List<String> known, boolean closed) implements FieldKind {
        @Override
        public Map<String, Object> schema() {
            return closed
                    ? ordered("enum", known)
                    : ordered("anyOf", List.of(ordered("enum", known), ordered("type", "string")));
        }

        @Override
        public String words() {
            return closed ? known.stream().map(word -> "`" + word + "`").collect(Collectors.joining(", ")) : "";
        }
    }

    /** A whole number of 64 bits. */
    record Seed() implements FieldKind {
        @Override
        public Map<String, Object> schema() {
            return ordered("type", List.of("integer", "string"), "pattern", "^[-+]?[0-9]+$");
        }

        @Override
        public String words() {
            return "a whole number of 64 bits";
        }
    }

    /** Keys and values in turn. */
    static Map<String, Object> ordered(Object... entries) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            map.put((String) entries[i], entries[i + 1]);
        }
        return map;
    }
}
