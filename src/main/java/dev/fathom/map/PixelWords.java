package dev.fathom.map;

import dev.fathom.study.Field;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The study and the {@code train} command of any pixel: texts in which {@code {x}}, {@code {y}} and {@code {seed}} stand for
 * the pixel's numbers, and {@code {x:rate}} and {@code {y:rate}} for such a number over the learning rate.
 */
record PixelWords(MapPlan plan) {
    private static final String PROGRAM = "java -jar target/fathom.jar train";

    /** The text of every field that says something. */
    private Map<Field<?>, String> fields() {
        Trial base = plan.base();
        Map<Field<?>, String> given = new LinkedHashMap<>();
        plan.x().describe(base, "{x}", given);
        plan.y().describe(base, "{y}", given);
        if (plan.eachSeed()) {
            given.put(Fields.SEED, "{seed}");
        }
        return fields(given);
    }

    /** The base's, where nothing else is given. */
    private Map<Field<?>, String> fields(Map<Field<?>, String> given) {
        Trial base = plan.base();
        Map<Field<?>, String> all = new LinkedHashMap<>();
        for (Field<?> field : Fields.ALL) {
            Object value = base.get(field);
            if (given.containsKey(field)) {
                all.put(field, given.get(field));
            } else if (field != Fields.WIDTHS && field != Fields.WIDTH && field != Fields.DEPTH) {
                if (!value.equals(field.initial()) || field == Fields.LEARNING_RATE) {
                    all.put(field, String.valueOf(value));
                }
            }
        }
        return all;
    }

    private boolean uniform() {
        return plan.base().widths().stream().distinct().count() == 1;
    }

    /** The network's shape, as far as no axis says it. */
    private Map<Field<?>, String> shape(Map<Field<?>, String> fields) {
        Map<Field<?>, String> shape = new LinkedHashMap<>();
        if (!uniform()) {
            shape.put(
                    Fields.WIDTHS,
                    plan.base().widths().stream().map(String::valueOf).collect(Collectors.joining(",")));
            return shape;
        }
        for (Field<Integer> field : List.of(Fields.WIDTH, Fields.DEPTH)) {
            if (!fields.containsKey(field)) {
                shape.put(field, String.valueOf(plan.base().get(field)));
            }
        }
        return shape;
    }

    String study() {
        return study("pixel", fields());
    }

    /** The study of the network that the map starts from. */
    String network() {
        return study("network", fields(Map.of()));
    }

    private String study(String name, Map<Field<?>, String> fields) {
        fields.putAll(shape(fields));
        List<String> lines = new ArrayList<>(List.of("name: " + name, "trials:"));
        fields.forEach((field, text) -> {
            boolean list = field == Fields.WIDTHS;
            String value = list ? "[" + text + "]" : field.initial() instanceof Number ? text : "'" + text + "'";
            lines.add((lines.size() == 2 ? "  - " : "    ") + field.key() + ": " + value);
        });
        return String.join("\n", lines) + "\n";
    }

    /** @param option of {@code train} by field */
    String train(Function<Field<?>, String> option) {
        Map<Field<?>, String> fields = fields();
        fields.putAll(shape(fields));
        StringBuilder command = new StringBuilder(PROGRAM);
        fields.forEach((field, text) -> {
            String name = field == Fields.WIDTHS ? option.apply(Fields.WIDTH) : option.apply(field);
            boolean plain = text.matches("[\\w@%+=:,./{}-]+");
            command.append(' ').append(name).append(' ').append(plain ? text : "'" + text + "'");
        });
        return command.toString();
    }
}
