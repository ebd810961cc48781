package dev.fathom.init;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** One entry of {@link Initializers} while it is written down: its parameters with defaults, its rule and its spellings. */
final class Family {
    private final String name;
    private final String formula;
    private final String source;
    private final Map<String, String> parameters = new LinkedHashMap<>();
    private Function<Arguments, Initializer.Rule> rule;
    private Spellings spellings = Spellings.NONE;
    private Function<Arguments, Scheme> scheme = arguments -> Scheme.INDEPENDENT;

    Family(String name, String formula, String source) {
        this.name = name;
        this.formula = formula;
        this.source = source;
    }

    String name() {
        return name;
    }

    /** Whether an argument has no default. */
    boolean needsArgument() {
        return parameters.containsValue(null);
    }

    Family with(String parameter, String value) {
        parameters.put(parameter, value);
        return this;
    }

    Family rule(Function<Arguments, Initializer.Rule> rule) {
        this.rule = rule;
        return this;
    }

    Family scheme(Function<Arguments, Scheme> scheme) {
        this.scheme = scheme;
        return this;
    }

    Family spelt(String keras, String pytorch, String jax, String dl4j) {
        spellings = new Spellings(keras, pytorch, jax, dl4j);
        return this;
    }

    Initializer configure(Spec spec) {
        Map<String, String> bound = spec.bind(parameters);
        bound.replaceAll((key, value) -> Arguments.canonical(value));
        Arguments arguments = new Arguments(name, bound);
        return new Initializer(
                canonical(bound), name, formula, source, fill(bound), scheme.apply(arguments), rule.apply(arguments));
    }

    private String canonical(Map<String, String> bound) {
        List<String> given = new ArrayList<>();
        bound.forEach((key, value) -> {
            if (!value.equals(parameters.get(key))) {
                given.add(key + "=" + value);
            }
        });
        return given.isEmpty() ? name : name + "(" + String.join(", ", given) + ")";
    }

    private Spellings fill(Map<String, String> bound) {
        return new Spellings(
                fill(spellings.keras(), bound),
                fill(spellings.pytorch(), bound),
                fill(spellings.jax(), bound),
                bound.equals(parameters) ? spellings.dl4j() : null); // an enum constant, without arguments
    }

    private static String fill(String template, Map<String, String> bound) {
        if (template == null || template.contains("{low}") && bound.containsValue("auto")) {
            return null;
        }
        String text = template;
        for (Map.Entry<String, String> argument : bound.entrySet()) {
            text = text.replace("{" + argument.getKey() + "}", argument.getValue());
        }
        return text;
    }
}
