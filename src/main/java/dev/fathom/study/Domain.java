package dev.fathom.study;

import dev.fathom.init.Nearest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The values that a hyperparameter may have: how they are read, checked, printed and stored. A value has one text, so that
 * equal values make equal names of trials.
 */
public sealed interface Domain<T> {
    /**
     * Reads what a user wrote.
     *
     * @param what is read, as messages name it
     * @throws IllegalArgumentException where this is no value of the domain
     */
    T parse(String what, String text);

    /** Of the values a program made. @throws IllegalArgumentException where this is no value of the domain */
    T require(String what, T value);

    /** Of a column of a store; what another program put there is not checked. */
    T stored(Object value);

    /** As a store keeps it. */
    default Object column(T value) {
        return value;
    }

    /** The column's type in SQL. */
    String sqlType();

    /** As JSON Schema has it; YAML's numbers may stand in quotes. */
    Map<String, Object> schema();

    /** As the handbook has it; empty where there is nothing to say. */
    String words();

    record Whole(int least, int most) implements Domain<Integer> {
        @Override
        public Integer parse(String what, String text) {
            String plain = text.replace("_", "");
            if (plain.matches("\\d{1,9}") && contains(Integer.parseInt(plain))) {
                return Integer.parseInt(plain);
            }
            throw outside(what, text);
        }

        @Override
        public Integer require(String what, Integer value) {
            if (!contains(value)) {
                throw outside(what, String.valueOf(value));
            }
            return value;
        }

        private boolean contains(int number) {
            return number >= least && number <= most;
        }

        private IllegalArgumentException outside(String what, String text) {
            return new IllegalArgumentException(
                    what + " must be a whole number from " + least + " to " + most + ", got '" + text + "'");
        }

        @Override
        public Integer stored(Object value) {
            return ((Number) value).intValue();
        }

        @Override
        public String sqlType() {
            return "INTEGER";
        }

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

    /** Finite in float32. @param inclusive whether the bound itself is allowed */
    record Real(double bound, boolean inclusive) implements Domain<Double> {
        static final Real ANY = new Real(Double.NEGATIVE_INFINITY, true);
        static final Real POSITIVE = new Real(0, false);
        static final Real NOT_NEGATIVE = new Real(0, true);

        @Override
        public Double parse(String what, String text) {
            try {
                return require(what, Double.valueOf(text));
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(what + " must be a number, got '" + text + "'");
            }
        }

        @Override
        public Double require(String what, Double value) {
            if (!(Math.abs(value) <= Float.MAX_VALUE)) {
                throw new IllegalArgumentException(what + " must be a number, got '" + value + "'");
            }
            if (value < bound || value == bound && !inclusive) {
                throw new IllegalArgumentException(
                        what + " must " + (inclusive ? "not be negative" : "be positive") + ", got " + value);
            }
            return value + 0.0; // no negative zero: equal values have one text
        }

        @Override
        public Double stored(Object value) {
            return ((Number) value).doubleValue();
        }

        @Override
        public String sqlType() {
            return "REAL";
        }

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

    /** One of some words. */
    record Words(List<String> known) implements Domain<String> {
        @Override
        public String parse(String what, String text) {
            return require(what, text);
        }

        @Override
        public String require(String what, String value) {
            if (!known.contains(value)) {
                throw new IllegalArgumentException("unknown " + what + " '" + value + "'" + Nearest.hint(value, known)
                        + "; use " + String.join(", ", known));
            }
            return value;
        }

        @Override
        public String stored(Object value) {
            return (String) value;
        }

        @Override
        public String sqlType() {
            return "TEXT";
        }

        @Override
        public Map<String, Object> schema() {
            return ordered("enum", known);
        }

        @Override
        public String words() {
            return known.stream().map(word -> "`" + word + "`").collect(Collectors.joining(", "));
        }
    }

    /**
     * A text in a language of its own, such as {@code orthogonal(1.4)}.
     *
     * @param known some, for editors to complete
     * @param canonical the one text of the same meaning; throws where there is no meaning
     */
    record Spelling(List<String> known, UnaryOperator<String> canonical) implements Domain<String> {
        @Override
        public String parse(String what, String text) {
            return canonical.apply(text);
        }

        @Override
        public String require(String what, String value) {
            return canonical.apply(value);
        }

        @Override
        public String stored(Object value) {
            return (String) value;
        }

        @Override
        public String sqlType() {
            return "TEXT";
        }

        @Override
        public Map<String, Object> schema() {
            return ordered("anyOf", List.of(ordered("enum", known), ordered("type", "string")));
        }

        @Override
        public String words() {
            return "";
        }
    }

    /** A whole number of 64 bits. */
    record Seed() implements Domain<Long> {
        @Override
        public Long parse(String what, String text) {
            try {
                return Long.valueOf(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("a " + what + " is a whole number of 64 bits, got '" + text + "'");
            }
        }

        @Override
        public Long require(String what, Long value) {
            return value;
        }

        @Override
        public Long stored(Object value) {
            return ((Number) value).longValue();
        }

        @Override
        public String sqlType() {
            return "INTEGER";
        }

        @Override
        public Map<String, Object> schema() {
            return ordered("type", List.of("integer", "string"), "pattern", "^[-+]?[0-9]+$");
        }

        @Override
        public String words() {
            return "a whole number of 64 bits";
        }
    }

    /** A list of whole numbers, written with commas in between. */
    record Wholes(String one, Whole each, int most) implements Domain<List<Integer>> {
        @Override
        public List<Integer> parse(String what, String text) {
            return text.isBlank()
                    ? require(what, List.of())
                    : require(
                            what,
                            Arrays.stream(text.split(",", -1))
                                    .map(part -> each.parse(one, part.strip()))
                                    .toList());
        }

        @Override
        public List<Integer> require(String what, List<Integer> value) {
            if (value.isEmpty() || value.size() > most) {
                throw new IllegalArgumentException(
                        String.format(Locale.ROOT, "%s must list 1 to %d layers", what, most));
            }
            value.forEach(number -> each.require(one, number));
            return List.copyOf(value);
        }

        @Override
        public List<Integer> stored(Object value) {
            return Arrays.stream(((String) value).split(","))
                    .map(Integer::valueOf)
                    .toList();
        }

        @Override
        public Object column(List<Integer> value) {
            return value.stream().map(String::valueOf).collect(Collectors.joining(","));
        }

        @Override
        public String sqlType() {
            return "TEXT";
        }

        @Override
        public Map<String, Object> schema() {
            return ordered("type", "array", "minItems", 1, "items", each.schema());
        }

        @Override
        public String words() {
            return each.words();
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
