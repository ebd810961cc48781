package dev.fathom.optimizer;

import dev.fathom.init.Nearest;
import dev.fathom.init.Spec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** All optimizers, and their names as users type them: {@code adamw(beta2=0.95, weight_decay=0.1)}. */
public final class Optimizers {
    private static final List<Optimizer> ALL = List.of(
            Optimizer.SGD,
            Optimizer.MOMENTUM,
            Optimizer.NESTEROV,
            Optimizer.ADAM,
            Optimizer.ADAMW,
            Optimizer.LION,
            Optimizer.MUON);

    private Optimizers() {}

    /** Every optimizer with its usual constants. */
    public static List<Optimizer> all() {
        return ALL;
    }

    public static List<String> names() {
        return ALL.stream().map(Optimizer::name).toList();
    }

    /** @throws IllegalArgumentException in one line, with the nearest names */
    public static Optimizer parse(String text) {
        Spec spec = Spec.parse(text);
        for (Optimizer usual : ALL) {
            if (usual.name().equals(spec.name())) {
                return usual.accept(new Configure(values(spec, usual)));
            }
        }
        throw new IllegalArgumentException("unknown optimizer '" + spec.name() + "'"
                + Nearest.hint(spec.name(), names()) + "; use one of " + String.join(", ", names()));
    }

    private static Map<String, Object> values(Spec spec, Optimizer usual) {
        Map<String, String> texts = new LinkedHashMap<>();
        usual.parameters().forEach((name, value) -> texts.put(name, text(value)));
        Map<String, Object> values = new LinkedHashMap<>();
        spec.bind(texts).forEach((name, text) -> {
            Object like = usual.parameters().get(name);
            try {
                values.put(name, value(like, text));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        usual.name() + ": " + name + " must be " + kind(like) + ", got '" + text + "'");
            }
        });
        return values;
    }

    private static Object value(Object like, String text) {
        if (like instanceof Float) {
            return Float.valueOf(text) + 0f; // no negative zero
        }
        if (like instanceof Integer) {
            return Integer.valueOf(text);
        }
        if (like instanceof Boolean && text.matches("(?i)true|false")) {
            return Boolean.valueOf(text);
        }
        return Muon.Scale.valueOf(text.toUpperCase(Locale.ROOT));
    }

    private static String kind(Object like) {
        if (like instanceof Enum<?> word) {
            return Arrays.stream(word.getDeclaringClass().getEnumConstants())
                    .map(Optimizers::text)
                    .collect(Collectors.joining(" or "));
        }
        return like instanceof Boolean ? "true or false" : like instanceof Integer ? "a whole number" : "a number";
    }

    private static String text(Object value) {
        return value.toString().toLowerCase(Locale.ROOT);
    }

    static String spec(Optimizer optimizer) {
        Map<String, Object> usual = ALL.stream()
                .filter(other -> other.name().equals(optimizer.name()))
                .findFirst()
                .orElseThrow()
                .parameters();
        List<String> given = new ArrayList<>();
        optimizer.parameters().forEach((name, value) -> {
            if (!value.equals(usual.get(name))) {
                given.add(name + "=" + (value instanceof Float ? value : text(value)));
            }
        });
        return given.isEmpty() ? optimizer.name() : optimizer.name() + "(" + String.join(", ", given) + ")";
    }

    /** The kind with other constants. */
    private record Configure(Map<String, Object> values) implements Optimizer.Visitor<Optimizer> {
        private float number(String name) {
            return (Float) values.get(name);
        }

        @Override
        public Optimizer sgd() {
            return Optimizer.SGD;
        }

        @Override
        public Optimizer momentum(Optimizer.Momentum usual) {
            return new Optimizer.Momentum(number("mu"));
        }

        @Override
        public Optimizer nesterov(Optimizer.Nesterov usual) {
            return new Optimizer.Nesterov(number("mu"));
        }

        @Override
        public Optimizer adam(Optimizer.Adam usual) {
            return new Optimizer.Adam(number("beta1"), number("beta2"), number("epsilon"));
        }

        @Override
        public Optimizer adamW(Optimizer.AdamW usual) {
            boolean independent = (Boolean) values.get("independent");
            return new Optimizer.AdamW(
                    number("beta1"), number("beta2"), number("epsilon"), number("weight_decay"), independent);
        }

        @Override
        public Optimizer lion(Optimizer.Lion usual) {
            return new Optimizer.Lion(number("beta1"), number("beta2"), number("weight_decay"));
        }

        @Override
        public Optimizer muon(Muon usual) {
            return new Muon(
                    number("momentum"),
                    (Integer) values.get("ns_steps"),
                    (Muon.Scale) values.get("scale"),
                    (Boolean) values.get("corrected"),
                    number("beta1"),
                    number("beta2"),
                    number("epsilon"),
                    number("weight_decay"));
        }
    }
}
