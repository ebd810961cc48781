package dev.fathom.map;

import dev.fathom.init.Nearest;
import dev.fathom.init.Spec;
import dev.fathom.study.Domain;
import dev.fathom.study.Field;
import dev.fathom.study.Fields;
import dev.fathom.study.Trial;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One side of a map: a hyperparameter and its range. A key is that of a study with numbers for values; the rate of single
 * layers, {@code learning_rate.first}, {@code .hidden} or {@code .last}; or a parameter of what has a name, such as
 * {@code initializer.gain}, {@code optimizer.mu} or {@code architecture.scale}.
 */
public record Axis(String key, Range range) {
    private static final Map<String, Field<Double>> LAYERS = Map.of(
            "learning_rate.first", Fields.RATE_FIRST,
            "learning_rate.hidden", Fields.RATE_HIDDEN,
            "learning_rate.last", Fields.RATE_LAST);

    private static final List<Field<String>> NAMED =
            List.of(Fields.INITIALIZER, Fields.ACTIVATION, Fields.OPTIMIZER, Fields.SCHEDULE, Fields.PARAMETRIZATION);

    private static final String SCALE = "architecture.scale";

    public Axis {
        if (numeric(key) == null && !LAYERS.containsKey(key) && named(key) == null && !key.equals(SCALE)) {
            throw new IllegalArgumentException(
                    "'" + key + "' is no axis of a map, nor a parameter such as initializer.gain or optimizer.mu"
                            + Nearest.hint(key, keys()));
        }
    }

    /** {@code KEY=LOW..HIGH}. */
    public static Axis parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException(
                    "an axis is written KEY=LOW..HIGH, such as learning_rate=1e-3..10, got '" + text + "'");
        }
        return new Axis(text.substring(0, equals).strip(), Range.parse(text.substring(equals + 1)));
    }

    private static List<String> keys() {
        List<String> keys = new ArrayList<>();
        Fields.ALL.stream().map(Field::key).filter(key -> numeric(key) != null).forEach(keys::add);
        keys.addAll(LAYERS.keySet().stream().sorted().toList());
        keys.add(SCALE);
        return keys;
    }

    /** Null where no field of numbers has this key. */
    private static Field<?> numeric(String key) {
        return Fields.ALL.stream()
                .filter(field -> field.key().equals(key) && field != Fields.SEED)
                .filter(field -> field.domain() instanceof Domain.Real || field.domain() instanceof Domain.Whole)
                .findFirst()
                .orElse(null);
    }

    /** The field of {@code FIELD.PARAMETER}, null where there is none. */
    private static Field<String> named(String key) {
        return NAMED.stream()
                .filter(field -> key.matches(field.key() + "\\.\\w+"))
                .findFirst()
                .orElse(null);
    }

    /** Whether values are whole numbers. */
    boolean whole() {
        return numeric(key) != null && numeric(key).domain() instanceof Domain.Whole;
    }

    /** The trial with this value. */
    Trial set(Trial trial, double value) {
        if (LAYERS.containsKey(key)) {
            return trial.with(LAYERS.get(key).is(value / trial.learningRate()));
        }
        if (key.equals(SCALE)) {
            return trial.with(Fields.ARCHITECTURE.parse(key, scaled(trial.architecture(), Field.text(value))));
        }
        Field<?> numeric = numeric(key);
        if (numeric != null) {
            String text = whole() ? String.valueOf(Math.round(value)) : Double.toString(value);
            return trial.with(numeric.parse(key, text));
        }
        Field<String> named = named(key);
        return trial.with(named.parse(key, withParameter(trial.get(named), Double.toString(value))));
    }

    /**
     * How a study says the axis: the field and the text of its value, in which a word stands for the number.
     *
     * @param given what fields say already where the base does not hold any more
     */
    void describe(Trial base, String word, Map<Field<?>, String> given) {
        Field<?> numeric = numeric(key);
        if (LAYERS.containsKey(key)) {
            given.put(LAYERS.get(key), word.replace("}", ":rate}"));
        } else if (key.equals(SCALE)) {
            given.put(Fields.ARCHITECTURE, scaled(base.architecture(), word));
        } else if (numeric != null) {
            given.put(numeric, word);
        } else {
            Field<String> named = named(key);
            String text = given.getOrDefault(named, base.get(named));
            given.put(
                    named,
                    withParameter(text.replace("{", "w_").replace("}", "_w"), word)
                            .replaceAll("w_(\\w)_w", "{$1}"));
        }
    }

    private static String scaled(String architecture, String scale) {
        String rest = architecture.replaceFirst("^residual(\\([^,)]*)?", "");
        boolean open = rest.startsWith(",") || rest.startsWith(")");
        return "residual(" + scale + (open ? rest : ")" + rest);
    }

    private String withParameter(String text, String value) {
        Spec spec = Spec.parse(text);
        Map<String, String> arguments = new LinkedHashMap<>(spec.named());
        arguments.put(key.substring(key.indexOf('.') + 1), value);
        List<String> all = new ArrayList<>(spec.positional());
        arguments.forEach((name, argument) -> all.add(name + "=" + argument));
        return spec.name() + "(" + String.join(", ", all) + ")";
    }

    @Override
    public String toString() {
        return key + "=" + range;
    }
}
