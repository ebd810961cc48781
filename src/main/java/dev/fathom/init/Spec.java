package dev.fathom.init;

import dev.fathom.expression.Expression;
import dev.fathom.expression.Expression.Argument;
import dev.fathom.expression.ExpressionReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A name with arguments: {@code orthogonal}, {@code orthogonal(1.414)}, {@code VarianceScaling(scale=2.0)}.
 *
 * @param libraries those in which the name is to be looked up; none where the text names none
 * @param positional arguments without name, in order
 * @param named arguments with name
 */
public record Spec(List<String> libraries, String name, List<String> positional, Map<String, String> named) {
    /** Arguments that say nothing about the law: the trial's seed takes the place of the first ones. */
    private static final Set<String> IGNORED =
            Set.of("seed", "generator", "dtype", "name", "trainable", "inplace", "out_sharding");

    /** The axes of JAX's laws, which are Fathom's at their defaults. */
    private static final Map<String, String> AXES =
            Map.of("in_axis", "-2", "out_axis", "-1", "batch_axis", "()", "column_axis", "-1", "axis", "-1");

    /** A name or the call of a name, of any library. */
    public static Spec parse(String text) {
        return of(List.of(), ExpressionReader.read(text), text);
    }

    /**
     * A name or the call of a name, with the modules before it.
     *
     * @throws IllegalArgumentException where it is neither
     */
    public static Spec of(List<String> libraries, Expression expression, String text) {
        if (expression instanceof Expression.Name name) {
            return new Spec(narrowed(libraries, name), name.last(), List.of(), Map.of());
        }
        if (!(expression instanceof Expression.Call call && call.function() instanceof Expression.Name name)) {
            throw new IllegalArgumentException("cannot read '" + text + "': write NAME or NAME(KEY=VALUE, ...)");
        }
        List<String> positional = new ArrayList<>();
        Map<String, String> named = new LinkedHashMap<>();
        for (Argument argument : call.arguments()) {
            if (argument.name().isEmpty()) {
                positional.add(Values.text(argument));
            } else if (named.put(argument.name(), Values.text(argument)) != null) {
                throw new IllegalArgumentException(name.last() + " is given '" + argument.name() + "' twice");
            }
        }
        return new Spec(narrowed(libraries, name), name.last(), positional, named);
    }

    private static List<String> narrowed(List<String> libraries, Expression.Name name) {
        List<String> ofModule = Modules.ofPath(name.modules());
        return libraries.isEmpty() ? ofModule : libraries;
    }

    /** Whether an argument of that name says nothing about a law. */
    static boolean ignores(String key) {
        return IGNORED.contains(key);
    }

    /** In one library only. */
    public Spec in(String library) {
        return new Spec(List.of(library), name, positional, named);
    }

    /** Without its first argument. */
    Spec withoutFirst() {
        return new Spec(libraries, name, positional.subList(1, positional.size()), named);
    }

    /** With a further argument by name. */
    Spec with(String key, String value) {
        Map<String, String> all = new LinkedHashMap<>(named);
        all.put(key, value);
        return new Spec(libraries, name, positional, all);
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
            if (!parameters.containsKey(key)) {
                if (!saysNothing(key, value)) {
                    throw new IllegalArgumentException(name + " has no argument '" + key + "'"
                            + (names.isEmpty() ? "; it takes none" : Nearest.hint(key, names)));
                }
                return;
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

    private boolean saysNothing(String key, String value) {
        if (AXES.containsKey(key) && !AXES.get(key).equals(value)) {
            throw new IllegalArgumentException(
                    name + ": " + key + "=" + value + " turns the matrix; Fathom's laws have JAX's default axes");
        }
        return IGNORED.contains(key) || AXES.containsKey(key);
    }
}
