package dev.fathom.activation.catalog;

import dev.fathom.activation.Activation;
import dev.fathom.activation.functions.Elu;
import dev.fathom.activation.functions.LeakyRelu;
import dev.fathom.init.Nearest;
import dev.fathom.init.Spec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The names of libraries whose functions or defaults are not those of Fathom's activation of that name. */
final class ActivationNames {
    /** Libraries in which a name without one is looked up. */
    private static final List<String> BARE = List.of("keras", "torch", "jax", "flax");

    /** Other names of Fathom's own, without underscores and in lower case. */
    private static final Map<String, String> ALIASES = Map.ofEntries(
            Map.entry("swish", "silu"),
            Map.entry("identity", "linear"),
            Map.entry("geluexact", "gelu"),
            Map.entry("gelunew", "gelutanh"),
            Map.entry("sine", "sin"),
            Map.entry("hardsilu", "hardswish"),
            Map.entry("absolute", "abs"),
            Map.entry("relusquared", "squaredrelu"),
            Map.entry("relu2", "squaredrelu"));

    private static final List<Entry> ENTRIES = new ArrayList<>();

    /** A library's function of one parameter, and Fathom's canonical text for a value of it. */
    private record Entry(
            String library, String name, String parameter, String initial, UnaryOperator<String> canonical) {}

    static {
        UnaryOperator<String> leaky = slope -> "leaky_relu(" + slope + ")";
        UnaryOperator<String> elu = alpha -> "elu(" + alpha + ")";
        UnaryOperator<String> gelu = approximate ->
                Set.of("true", "tanh", "1").contains(approximate.toLowerCase(Locale.ROOT)) ? "gelu_tanh" : "gelu";
        for (String parameter : List.of("negative_slope", "alpha")) {
            add("keras", List.of("leaky_relu"), parameter, "0.2", leaky);
            add("keras", List.of("LeakyReLU"), parameter, "0.3", leaky);
        }
        add("torch", List.of("leaky_relu", "LeakyReLU"), "negative_slope", "0.01", leaky);
        add("dl4j", List.of("LEAKYRELU", "ActivationLReLU"), "alpha", "0.01", leaky);
        for (String library : List.of("keras", "torch", "jax", "flax")) {
            add(library, List.of("elu", "ELU"), "alpha", "1", elu);
            boolean approximate = library.equals("jax") || library.equals("flax");
            add(library, List.of("gelu", "GELU"), "approximate", approximate ? "true" : "none", gelu);
            if (approximate) {
                add(library, List.of("leaky_relu"), "negative_slope", "0.01", leaky);
            }
        }
        add("dl4j", List.of("ELU", "ActivationELU"), "alpha", "1", elu);
        // x sigmoid(1.702 x) there
        add("dl4j", List.of("GELU", "ActivationGELU"), "", "", none -> "quick_gelu");
    }

    private ActivationNames() {}

    private static void add(
            String library, List<String> names, String parameter, String initial, UnaryOperator<String> canonical) {
        names.forEach(name -> ENTRIES.add(new Entry(library, name, parameter, initial, canonical)));
    }

    /**
     * The function of that name with those arguments: Fathom's own where the text has exactly its name, else a library's,
     * else Fathom's own whatever the case and underscores.
     *
     * @throws IllegalArgumentException in one line, with the nearest names
     */
    static Activation find(Spec typed) {
        Spec spec = ofModule(typed);
        if (spec.libraries().isEmpty()) {
            Activation own = own(name -> name.equals(spec.name()));
            if (own != null) {
                try {
                    return configure(own, spec);
                } catch (IllegalArgumentException refused) {
                    Activation elsewhere = elsewhere(spec, entry -> entry.name.equals(spec.name()));
                    if (elsewhere == null) {
                        throw refused;
                    }
                    return elsewhere;
                }
            }
        }
        Activation exact = elsewhere(spec, entry -> entry.name.equals(spec.name()));
        if (exact != null) {
            return exact;
        }
        if (!spec.libraries().isEmpty()) {
            Activation alike = elsewhere(spec, entry -> plain(entry.name).equals(plain(spec.name())));
            if (alike != null) {
                return alike;
            }
        }
        String wanted = plain(spec.name());
        Activation own = own(name -> plain(name).equals(ALIASES.getOrDefault(wanted, wanted)));
        if (own == null) {
            List<String> names =
                    Activations.all().stream().map(Activation::name).toList();
            throw new IllegalArgumentException(
                    "unknown activation '" + spec.name() + "'" + Nearest.hint(spec.name(), names));
        }
        return configure(own, spec);
    }

    /** {@code nn.} is PyTorch's where classes stand behind it, and Flax' where functions do. */
    private static Spec ofModule(Spec spec) {
        if (!spec.libraries().equals(List.of("torch", "flax"))) {
            return spec;
        }
        return spec.in(Character.isUpperCase(spec.name().charAt(0)) ? "torch" : "flax");
    }

    private static Activation own(Predicate<String> name) {
        return Activations.all().stream()
                .filter(activation -> name.test(activation.name()))
                .findFirst()
                .orElse(null);
    }

    /** Null where no library has it. */
    private static Activation elsewhere(Spec spec, Predicate<Entry> wanted) {
        List<String> libraries = spec.libraries().isEmpty() ? BARE : spec.libraries();
        Map<Activation, Set<String>> found = new LinkedHashMap<>();
        IllegalArgumentException refused = null;
        for (Entry entry : ENTRIES) {
            boolean java = spec.libraries().isEmpty() && entry.name.startsWith("Activation");
            if (!wanted.test(entry) || !(java || libraries.contains(entry.library))) {
                continue;
            }
            try {
                Map<String, String> parameters =
                        entry.parameter.isEmpty() ? Map.of() : Map.of(entry.parameter, entry.initial);
                String value = spec.bind(parameters).getOrDefault(entry.parameter, "");
                found.computeIfAbsent(Activations.parse(entry.canonical.apply(value)), a -> new LinkedHashSet<>())
                        .add(entry.library);
            } catch (IllegalArgumentException e) {
                refused = e;
            }
        }
        if (found.isEmpty() && refused != null) {
            throw refused;
        }
        if (found.size() > 1) {
            throw new IllegalArgumentException(
                    "'" + spec.name() + "' means different functions in different libraries: "
                            + found.entrySet().stream()
                                    .map(law -> law.getValue().iterator().next() + ":" + spec.name() + " is "
                                            + law.getKey().spec())
                                    .collect(Collectors.joining(", "))
                            + "; write the one that you mean");
        }
        return found.isEmpty() ? null : found.keySet().iterator().next();
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "").replaceFirst("^activation", "");
    }

    private static Activation configure(Activation activation, Spec spec) {
        if (activation instanceof LeakyRelu || activation instanceof Elu) {
            String parameter = activation instanceof Elu ? "alpha" : "slope";
            String text = spec.bind(Map.of(parameter, Float.toString(activation.parameter())))
                    .get(parameter);
            float value = number(spec, parameter, text);
            return activation instanceof Elu ? new Elu(value) : new LeakyRelu(value);
        }
        spec.bind(Map.of());
        return activation;
    }

    private static float number(Spec spec, String parameter, String text) {
        try {
            float value = Float.parseFloat(text);
            if (Float.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below, with the finite ones
        }
        throw new IllegalArgumentException(
                spec.name() + ": " + parameter + " must be a finite number, got '" + text + "'");
    }
}
