package dev.fathom.init;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A name with arguments as users type it: {@code orthogonal}, {@code orthogonal(1.414)},
 * {@code VarianceScaling(scale=2.0, mode="fan_in")}, or the JSON configuration that Keras saves.
 *
 * @param library keras, torch, jax or dl4j where the name carries such a prefix, else empty
 * @param positional arguments without name, in order
 * @param named arguments with name
 */
public record Spec(String library, String name, List<String> positional, Map<String, String> named) {
    private static final Pattern CALL =
            Pattern.compile("\\s*(?:(keras|torch|pytorch|jax|dl4j)[:.])?([A-Za-z_][\\w.]*)\\s*(?:\\((.*)\\))?\\s*");

    /** @throws IllegalArgumentException where the text is not of that form */
    public static Spec parse(String typed) {
        String text = typed.strip().replaceAll("\\s+", " ");
        if (text.startsWith("{")) {
            return json(text);
        }
        Matcher call = CALL.matcher(text);
        if (!call.matches()) {
            throw new IllegalArgumentException("cannot read '" + text + "': write NAME or NAME(KEY=VALUE, ...)");
        }
        List<String> positional = new ArrayList<>();
        Map<String, String> named = new LinkedHashMap<>();
        String arguments = call.group(3);
        if (arguments != null && !arguments.isBlank()) {
            for (String argument : arguments.split(",", -1)) {
                int equals = argument.indexOf('=');
                String value = unquote(argument.substring(equals + 1));
                if (value.isEmpty()) {
                    throw new IllegalArgumentException("an argument of '" + text + "' is empty");
                }
                if (equals >= 0) {
                    named.put(argument.substring(0, equals).strip(), value);
                } else if (!named.isEmpty()) {
                    throw new IllegalArgumentException(
                            "in '" + text + "' the argument " + value + " without a name follows one with a name");
                } else {
                    positional.add(value);
                }
            }
        }
        String library = call.group(1) == null ? "" : call.group(1).replace("pytorch", "torch");
        return new Spec(library, call.group(2), positional, named);
    }

    private static Spec json(String text) {
        JsonNode tree;
        try {
            tree = JsonMapper.builder().build().readTree(text);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the initializer is not valid JSON: " + e.getOriginalMessage());
        }
        JsonNode name = tree.get("class_name");
        if (name == null || !name.isString()) {
            throw new IllegalArgumentException("a Keras configuration needs a text \"class_name\"");
        }
        Map<String, String> named = new LinkedHashMap<>();
        JsonNode config = tree.get("config");
        if (config != null) {
            for (Iterator<Map.Entry<String, JsonNode>> i = config.properties().iterator(); i.hasNext(); ) {
                Map.Entry<String, JsonNode> entry = i.next();
                if (entry.getValue().isContainer()) {
                    throw new IllegalArgumentException(
                            name.asString() + ": " + entry.getKey() + " must be a number or a word");
                }
                if (!entry.getValue().isNull()) {
                    named.put(entry.getKey(), entry.getValue().asString());
                }
            }
        }
        return new Spec("keras", name.asString(), List.of(), named);
    }

    private static String unquote(String text) {
        String stripped = text.strip();
        boolean quoted = stripped.length() >= 2
                && (stripped.startsWith("\"") && stripped.endsWith("\"")
                        || stripped.startsWith("'") && stripped.endsWith("'"));
        return quoted ? stripped.substring(1, stripped.length() - 1) : stripped;
    }

    /**
     * The arguments under the names of the parameters, defaults filled in.
     *
     * @param parameters names and defaults in order; a default of null must be given
     * @throws IllegalArgumentException for an unknown, doubled or missing argument
     */
    public Map<String, String> bind(Map<String, String> parameters) {
        Map<String, String> bound = new LinkedHashMap<>(parameters);
        List<String> names = List.copyOf(parameters.keySet());
        if (positional.size() > names.size()) {
            throw new IllegalArgumentException(
                    name + " takes " + (names.isEmpty() ? "no arguments" : "at most " + names) + ", got " + positional);
        }
        for (int i = 0; i < positional.size(); i++) {
            bound.put(names.get(i), positional.get(i));
        }
        named.forEach((key, value) -> {
            if (key.equals("seed") || key.equals("generator") || key.equals("dtype")) {
                return; // the trial's seed takes their place
            }
            if (!parameters.containsKey(key)) {
                throw new IllegalArgumentException(name + " has no argument '" + key + "'"
                        + (names.isEmpty() ? "; it takes none" : Nearest.hint(key, names)));
            }
            if (names.indexOf(key) < positional.size()) {
                throw new IllegalArgumentException(name + " is given '" + key + "' twice");
            }
            bound.put(key, value);
        });
        bound.forEach((key, value) -> {
            if (value == null) {
                throw new IllegalArgumentException(name + " needs the argument '" + key + "'");
            }
        });
        return bound;
    }
}
