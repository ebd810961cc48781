package dev.fathom.net;

import dev.fathom.init.Nearest;
import dev.fathom.init.Spec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All optimizers, and their names as users type them: {@code adamw(beta2=0.95, weight_decay=0.1)}. */
public final class Optimizers {
    private static final List<Optimizer> ALL = List.of(
            Optimizer.SGD, Optimizer.MOMENTUM, Optimizer.NESTEROV, Optimizer.ADAM, Optimizer.ADAMW, Optimizer.LION);

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

    private static Map<String, Float> values(Spec spec, Optimizer usual) {
        Map<String, String> texts = new LinkedHashMap<>();
        usual.parameters().forEach((name, value) -> texts.put(name, value.toString()));
        Map<String, Float> values = new LinkedHashMap<>();
        spec.bind(texts).forEach((name, text) -> {
            try {
                values.put(name, Float.valueOf(text) + 0f); // no negative zero
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(
                        usual.name() + ": " + name + " must be a number, got '" + text + "'");
            }
        });
        return values;
    }

    static String spec(Optimizer optimizer) {
        Map<String, Float> usual = ALL.stream()
                .filter(other -> other.name().equals(optimizer.name()))
                .findFirst()
                .orElseThrow()
                .parameters();
        List<String> given = new ArrayList<>();
        optimizer.parameters().forEach((name, value) -> {
            if (!value.equals(usual.get(name))) {
                given.add(name + "=" + value);
            }
        });
        return given.isEmpty() ? optimizer.name() : optimizer.name() + "(" + String.join(", ", given) + ")";
    }

    /** The kind with other constants. */
    private record Configure(Map<String, Float> values) implements Optimizer.Visitor<Optimizer> {
        @Override
        public Optimizer sgd() {
            return Optimizer.SGD;
        }

        @Override
        public Optimizer momentum(Optimizer.Momentum usual) {
            return new Optimizer.Momentum(values.get("mu"));
        }

        @Override
        public Optimizer nesterov(Optimizer.Nesterov usual) {
            return new Optimizer.Nesterov(values.get("mu"));
        }

        @Override
        public Optimizer adam(Optimizer.Adam usual) {
            return new Optimizer.Adam(values.get("beta1"), values.get("beta2"), values.get("epsilon"));
        }

        @Override
        public Optimizer adamW(Optimizer.AdamW usual) {
            return new Optimizer.AdamW(
                    values.get("beta1"), values.get("beta2"), values.get("epsilon"), values.get("weight_decay"));
        }

        @Override
        public Optimizer lion(Optimizer.Lion usual) {
            return new Optimizer.Lion(values.get("beta1"), values.get("beta2"), values.get("weight_decay"));
        }
    }
}
