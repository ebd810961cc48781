package dev.fathom.init;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The names under which Keras, PyTorch, JAX and DL4J know initializers, each translated into Fathom's canonical text for
 * exactly that library's law. A name that two libraries give to two laws needs the library in front, as in
 * {@code jax:normal}.
 */
final class Libraries {
    /** Names that Fathom has from a library, with its parameters. */
    private static final Map<String, List<String>> SHARED = Map.of(
            "keras",
            List.of(
                    "zeros",
                    "ones",
                    "glorot_normal",
                    "glorot_uniform",
                    "he_normal",
                    "he_uniform",
                    "lecun_normal",
                    "lecun_uniform",
                    "orthogonal",
                    "identity",
                    "random_normal",
                    "random_uniform",
                    "truncated_normal",
                    "variance_scaling"),
            "torch",
            List.of("xavier_normal_", "kaiming_normal_"));

    private static final List<Entry> ENTRIES = new ArrayList<>();

    /** One library's initializer: its parameters with defaults, and the canonical text for bound arguments. */
    private record Entry(
            String library, String name, Map<String, String> parameters, Function<Arguments, String> canonical) {}

    static {
        keras();
        torch();
        jax();
        dl4j();
    }

    private Libraries() {}

    private static void keras() {
        add("keras", "Zeros", "zeros");
        add("keras", "Ones", "ones");
        for (String name : List.of("Constant", "constant")) {
            add("keras", name, "constant({value})", "value", "0");
        }
        add("keras", "RandomNormal", "random_normal({mean}, {stddev})", "mean", "0", "stddev", "0.05");
        add("keras", "RandomUniform", "random_uniform({minval}, {maxval})", "minval", "-0.05", "maxval", "0.05");
        add("keras", "TruncatedNormal", "truncated_normal({mean}, {stddev})", "mean", "0", "stddev", "0.05");
        add(
                "keras",
                "VarianceScaling",
                "variance_scaling({scale}, {mode}, {distribution})",
                "scale",
                "1",
                "mode",
                "fan_in",
                "distribution",
                "truncated_normal");
        for (String name : List.of("Glorot", "He", "Lecun")) {
            add("keras", name + "Normal", name.toLowerCase(Locale.ROOT) + "_normal");
            add("keras", name + "Uniform", name.toLowerCase(Locale.ROOT) + "_uniform");
        }
        for (String name : List.of("Orthogonal", "OrthogonalInitializer")) {
            add("keras", name, "orthogonal({gain})", "gain", "1");
        }
        for (String name : List.of("Identity", "IdentityInitializer")) {
            add("keras", name, "identity({gain})", "gain", "1");
        }
    }

    private static void torch() {
        add("torch", "zeros_", "zeros");
        add("torch", "ones_", "ones");
        add("torch", "constant_", "constant({val})", "val", null);
        add("torch", "eye_", "identity");
        add("torch", "normal_", "random_normal({mean}, {std})", "mean", "0", "std", "1");
        add("torch", "uniform_", "random_uniform({a}, {b})", "a", "0", "b", "1");
        add(
                "torch",
                "trunc_normal_",
                "truncated_normal({mean}, {std}, {a}, {b})",
                "mean",
                "0",
                "std",
                "1",
                "a",
                "-2",
                "b",
                "2");
        add("torch", "orthogonal_", "orthogonal({gain})", "gain", "1");
        addWith("torch", "xavier_uniform_", a -> torchXavier(a), "gain", "1");
        addWith(
                "torch",
                "kaiming_uniform_",
                a -> "variance_scaling(" + Gain.squared(a.word("nonlinearity"), a.number("a")) + ", " + a.word("mode")
                        + ", uniform)",
                "a",
                "0",
                "mode",
                "fan_in",
                "nonlinearity",
                "leaky_relu");
        add("torch", "Linear", "uniform_fan_in");
    }

    private static String torchXavier(Arguments a) {
        double gain = a.number("gain");
        return "variance_scaling(" + gain * gain + ", fan_avg, uniform)";
    }

    private static void jax() {
        add("jax", "zeros", "zeros");
        add("jax", "ones", "ones");
        add("jax", "constant", "constant({value})", "value", null);
        add("jax", "normal", "naive_normal({stddev})", "stddev", "0.01");
        add("jax", "uniform", "random_uniform(0, {scale})", "scale", "0.01");
        addWith("jax", "truncated_normal", Libraries::jaxTruncated, "stddev", "0.01", "lower", "-2", "upper", "2");
        addWith(
                "jax",
                "variance_scaling",
                a -> "variance_scaling(" + a.number("scale") + ", " + a.word("mode") + ", "
                        + (a.word("distribution").equals("normal") ? "untruncated_normal" : a.word("distribution"))
                        + ")",
                "scale",
                null,
                "mode",
                null,
                "distribution",
                null);
        add("jax", "orthogonal", "orthogonal({scale})", "scale", "1");
        for (String shape : List.of("normal", "uniform")) {
            for (String name : List.of("glorot", "xavier")) {
                add("jax", name + "_" + shape, "glorot_" + shape);
            }
            for (String name : List.of("he", "kaiming")) {
                add("jax", name + "_" + shape, "he_" + shape);
            }
            add("jax", "lecun_" + shape, "lecun_" + shape);
        }
    }

    /** The cut points of jax.nn.initializers.truncated_normal are in units of the deviation, which is not corrected. */
    private static String jaxTruncated(Arguments a) {
        double std = a.positive("stddev");
        return "truncated_normal(0, " + std + ", " + a.number("lower") * std + ", " + a.number("upper") * std + ")";
    }

    /** The enum WeightInit; LECUN_UNIFORM and VAR_SCALING_UNIFORM draw within 3/sqrt(fan), thrice Keras' variance. */
    private static void dl4j() {
        add("dl4j", "ZERO", "zeros");
        add("dl4j", "ONES", "ones");
        add("dl4j", "IDENTITY", "identity");
        add("dl4j", "NORMAL", "variance_scaling(1, fan_in, untruncated_normal)");
        add("dl4j", "LECUN_NORMAL", "variance_scaling(1, fan_in, untruncated_normal)");
        add("dl4j", "LECUN_UNIFORM", "variance_scaling(3, fan_in, uniform)");
        add("dl4j", "UNIFORM", "uniform_fan_in");
        add("dl4j", "XAVIER", "xavier_normal_");
        add("dl4j", "XAVIER_UNIFORM", "glorot_uniform");
        add("dl4j", "XAVIER_FAN_IN", "variance_scaling(1, fan_in, untruncated_normal)");
        add("dl4j", "XAVIER_LEGACY", "variance_scaling(0.5, fan_avg, untruncated_normal)");
        add("dl4j", "RELU", "kaiming_normal_");
        add("dl4j", "RELU_UNIFORM", "he_uniform");
        add("dl4j", "SIGMOID_UNIFORM", "sigmoid_uniform");
        add("dl4j", "VAR_SCALING_UNIFORM_FAN_IN", "variance_scaling(3, fan_in, uniform)");
        add("dl4j", "VAR_SCALING_UNIFORM_FAN_OUT", "variance_scaling(3, fan_out, uniform)");
        add("dl4j", "VAR_SCALING_UNIFORM_FAN_AVG", "variance_scaling(3, fan_avg, uniform)");
    }

    private static void add(String library, String name, String template, String... parameters) {
        addWith(
                library,
                name,
                arguments -> {
                    String text = template;
                    for (Map.Entry<String, String> argument : arguments.values().entrySet()) {
                        text = text.replace("{" + argument.getKey() + "}", argument.getValue());
                    }
                    return text;
                },
                parameters);
    }

    private static void addWith(
            String library, String name, Function<Arguments, String> canonical, String... parameters) {
        Map<String, String> defaults = new LinkedHashMap<>();
        for (int i = 0; i < parameters.length; i += 2) {
            defaults.put(parameters[i], parameters[i + 1]);
        }
        ENTRIES.add(new Entry(library, name, defaults, canonical));
    }

    /** Names of one library, or of all where {@code library} is empty. */
    static List<String> names(String library) {
        Stream<String> translated = ENTRIES.stream()
                .filter(entry -> library.isEmpty() || entry.library.equals(library))
                .map(Entry::name);
        return Stream.concat(translated, SHARED.getOrDefault(library, List.of()).stream())
                .distinct()
                .toList();
    }

    /** Whether Fathom's own initializer of that name is the library's too. */
    static boolean shares(String library, String name) {
        return SHARED.getOrDefault(library, List.of()).contains(name);
    }

    /**
     * The canonical text of a library's initializer, null where no library has the name.
     *
     * @throws IllegalArgumentException where two libraries mean two laws by it
     */
    static String translate(Spec spec) {
        List<Entry> matches = ENTRIES.stream()
                .filter(entry -> entry.name.equals(spec.name()))
                .filter(entry -> spec.library().isEmpty() || entry.library.equals(spec.library()))
                .toList();
        List<String> texts = matches.stream()
                .map(entry -> entry.canonical.apply(new Arguments(entry.name, spec.bind(entry.parameters))))
                .distinct()
                .toList();
        if (texts.size() > 1) {
            throw new IllegalArgumentException("'" + spec.name() + "' means different laws in "
                    + matches.stream().map(Entry::library).toList() + ": write " + matches.get(0).library + ":"
                    + spec.name());
        }
        return texts.isEmpty() ? null : texts.get(0);
    }
}
