package dev.fathom.init;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** The initializers of Keras, PyTorch, JAX, Flax, Haiku, TensorFlow 1 and DL4J, by the names that each gives them. */
final class LibraryNames {
    private static final String[] SCALING = {"scale", "1", "mode", "fan_in", "distribution", "truncated_normal"};
    private static final String[] KAIMING = {"a", "0", "mode", "fan_in", "nonlinearity", "leaky_relu"};

    /** The scale at which a law cut at two deviations has 1/fan before the cut, as DL4J and Haiku start layers. */
    private static final double UNCORRECTED = Variance.TRUNCATED_DEVIATION * Variance.TRUNCATED_DEVIATION;

    static final List<Entry> ENTRIES = new ArrayList<>();

    /** One library's initializer: its parameters with defaults, and the canonical text for bound arguments. */
    record Entry(String library, String name, Map<String, String> parameters, Function<Arguments, String> canonical) {}

    static {
        keras();
        torch();
        jax("jax");
        flax();
        haiku();
        tensorFlow();
        dl4j();
    }

    private LibraryNames() {}

    /** Keras 3, and the older names that it or its users still write. */
    private static void keras() {
        for (String name : List.of("Zeros", "zeros", "zero", "zeros_initializer")) {
            add("keras", name, "zeros");
        }
        for (String name : List.of("Ones", "ones", "one", "ones_initializer")) {
            add("keras", name, "ones");
        }
        for (String name : List.of("Constant", "constant", "constant_initializer")) {
            add("keras", name, "constant(value={value})", "value", "0");
        }
        String[] normal = {"mean", "0", "stddev", "0.05"};
        for (String name : List.of("RandomNormal", "random_normal", "normal", "random_normal_initializer")) {
            add("keras", name, "random_normal(mean={mean}, stddev={stddev})", normal);
        }
        for (String name : List.of("RandomUniform", "random_uniform", "uniform", "random_uniform_initializer")) {
            add("keras", name, "random_uniform(minval={minval}, maxval={maxval})", "minval", "-0.05", "maxval", "0.05");
        }
        for (String name : List.of("TruncatedNormal", "truncated_normal")) {
            add("keras", name, "truncated_normal(mean={mean}, stddev={stddev})", normal);
        }
        for (String name : List.of("VarianceScaling", "variance_scaling")) {
            addWith("keras", name, LibraryNames::kerasScaling, SCALING);
        }
        for (String name : List.of("Glorot", "He", "Lecun")) {
            for (String law : List.of("Normal", "Uniform")) {
                String snake = (name + "_" + law).toLowerCase(Locale.ROOT);
                add("keras", name + law, snake);
                add("keras", snake, snake);
            }
        }
        for (String name : List.of("Orthogonal", "OrthogonalInitializer", "orthogonal")) {
            add("keras", name, "orthogonal(gain={gain})", "gain", "1");
        }
        for (String name : List.of("Identity", "IdentityInitializer", "identity", "eye")) {
            add("keras", name, "identity(gain={gain})", "gain", "1");
        }
        add("keras", "Dense", "glorot_uniform");
    }

    /** What Keras called normal in its first version is cut at two deviations today. */
    private static String kerasScaling(Arguments a) {
        return scaling(
                a.text("scale"),
                a.word("mode"),
                a.word("distribution").equals("normal") ? "truncated_normal" : a.word("distribution"));
    }

    private static String scaling(Object scale, String mode, String distribution) {
        return "variance_scaling(scale=" + scale + ", mode=" + mode + ", distribution=" + distribution + ")";
    }

    private static void torch() {
        add("torch", "zeros_", "zeros");
        add("torch", "ones_", "ones");
        add("torch", "dirac_", "identity");
        add(
                "torch",
                "trunc_normal_",
                "truncated_normal(mean={mean}, stddev={std}, low={a}, high={b})",
                "mean",
                "0",
                "std",
                "1",
                "a",
                "-2",
                "b",
                "2");
        // with and without the underscore: the old names are still there
        for (String end : List.of("_", "")) {
            add("torch", "constant" + end, "constant(value={val})", "val", null);
            add("torch", "eye" + end, "identity(gain={gain})", "gain", "1");
            add("torch", "normal" + end, "random_normal(mean={mean}, stddev={std})", "mean", "0", "std", "1");
            add("torch", "uniform" + end, "random_uniform(minval={a}, maxval={b})", "a", "0", "b", "1");
            add("torch", "orthogonal" + end, "orthogonal(gain={gain})", "gain", "1");
            add("torch", "xavier_normal" + end, "xavier_normal_(gain={gain})", "gain", "1");
            addWith("torch", "xavier_uniform" + end, LibraryNames::torchXavier, "gain", "1");
            add(
                    "torch",
                    "kaiming_normal" + end,
                    "kaiming_normal_(a={a}, mode={mode}, nonlinearity={nonlinearity})",
                    KAIMING);
            addWith("torch", "kaiming_uniform" + end, LibraryNames::torchKaiming, KAIMING);
            add("torch", "sparse" + end, "sparse_(sparsity={sparsity}, std={std})", "sparsity", null, "std", "0.01");
        }
        add("torch", "Linear", "torch_linear");
    }

    private static String torchKaiming(Arguments a) {
        return scaling(Gain.squared(a.word("nonlinearity"), a.number("a")), Gain.mode(a), "uniform");
    }

    private static String torchXavier(Arguments a) {
        double gain = a.atLeastZero("gain");
        return gain == 0 ? "zeros" : scaling(gain * gain, "fan_avg", "uniform");
    }

    private static void jax(String library) {
        add(library, "zeros", "zeros");
        add(library, "ones", "ones");
        add(library, "constant", "constant(value={value})", "value", null);
        add(library, "normal", "naive_normal(stddev={stddev})", "stddev", "0.01");
        add(library, "uniform", "random_uniform(minval=0, maxval={scale})", "scale", "0.01");
        addWith(library, "truncated_normal", LibraryNames::jaxTruncated, "stddev", "0.01", "lower", "-2", "upper", "2");
        addWith(
                library,
                "variance_scaling",
                LibraryNames::jaxScaling,
                "scale",
                null,
                "mode",
                null,
                "distribution",
                null);
        add(library, "orthogonal", "orthogonal(gain={scale})", "scale", "1");
        for (String shape : List.of("normal", "uniform")) {
            for (String name : List.of("glorot", "xavier")) {
                add(library, name + "_" + shape, "glorot_" + shape);
            }
            for (String name : List.of("he", "kaiming")) {
                add(library, name + "_" + shape, "he_" + shape);
            }
            add(library, "lecun_" + shape, "lecun_" + shape);
        }
    }

    /** JAX and Haiku call the law without cut normal. */
    private static String jaxScaling(Arguments a) {
        return scaling(
                a.text("scale"),
                a.word("mode"),
                a.word("distribution").equals("normal") ? "untruncated_normal" : a.word("distribution"));
    }

    /** The cut points of jax.nn.initializers.truncated_normal are in units of the deviation, which is not corrected. */
    private static String jaxTruncated(Arguments a) {
        return truncated("0", a);
    }

    private static String truncated(String mean, Arguments a) {
        double std = a.positive("stddev");
        double centre = Double.parseDouble(mean);
        return "truncated_normal(mean=" + mean + ", stddev=" + a.text("stddev") + ", low="
                + (centre + a.number("lower") * std) + ", high=" + (centre + a.number("upper") * std) + ")";
    }

    /** Flax hands JAX' initializers on, and starts its own layers by these. */
    private static void flax() {
        jax("flax");
        add("flax", "zeros_init", "zeros");
        add("flax", "ones_init", "ones");
        for (String layer : List.of("Dense", "DenseGeneral", "Conv", "Linear")) {
            add("flax", layer, "lecun_normal");
        }
    }

    private static void haiku() {
        add("haiku", "Constant", "constant(value={constant})", "constant", null);
        add("haiku", "RandomNormal", "random_normal(mean={mean}, stddev={stddev})", "stddev", "1", "mean", "0");
        add("haiku", "RandomUniform", "random_uniform(minval={minval}, maxval={maxval})", "minval", "0", "maxval", "1");
        addWith(
                "haiku",
                "TruncatedNormal",
                a -> truncated(Double.toString(a.number("mean")), a),
                "stddev",
                "1",
                "mean",
                "0",
                "lower",
                "-2",
                "upper",
                "2");
        addWith("haiku", "VarianceScaling", LibraryNames::jaxScaling, SCALING);
        addWith(
                "haiku",
                "UniformScaling",
                a -> scaling(a.number("scale") * a.number("scale"), "fan_in", "uniform"),
                "scale",
                "1");
        add("haiku", "Orthogonal", "orthogonal(gain={scale})", "scale", "1");
        add("haiku", "Identity", "identity(gain={gain})", "gain", "1");
        for (String layer : List.of("Linear", "Conv2D")) {
            add("haiku", layer, scaling(UNCORRECTED, "fan_in", "truncated_normal"));
        }
    }

    /** TensorFlow 1: two deviations and intervals that Keras has since changed. */
    private static void tensorFlow() {
        for (String name : List.of("zeros_initializer", "ones_initializer")) {
            add("tf1", name, name.replace("_initializer", ""));
        }
        add("tf1", "constant_initializer", "constant(value={value})", "value", "0");
        add(
                "tf1",
                "random_normal_initializer",
                "random_normal(mean={mean}, stddev={stddev})",
                "mean",
                "0",
                "stddev",
                "1");
        add(
                "tf1",
                "random_uniform_initializer",
                "random_uniform(minval={minval}, maxval={maxval})",
                "minval",
                "0",
                "maxval",
                "1");
        add(
                "tf1",
                "truncated_normal_initializer",
                "truncated_normal(mean={mean}, stddev={stddev})",
                "mean",
                "0",
                "stddev",
                "1");
        addWith("tf1", "variance_scaling_initializer", LibraryNames::kerasScaling, SCALING);
        addWith(
                "tf1",
                "uniform_unit_scaling_initializer",
                a -> scaling(a.number("factor") * a.number("factor"), "fan_in", "uniform"),
                "factor",
                "1");
        add("tf1", "orthogonal_initializer", "orthogonal(gain={gain})", "gain", "1");
        add("tf1", "identity_initializer", "identity(gain={gain})", "gain", "1");
        for (String law : List.of("normal", "uniform")) {
            add("tf1", "glorot_" + law + "_initializer", "glorot_" + law);
            for (String name : List.of("he", "lecun")) {
                add("tf1", name + "_" + law, name + "_" + law);
                add("tf1", name + "_" + law + "_initializer", name + "_" + law);
            }
        }
    }

    /** The enum WeightInit; LECUN_UNIFORM and VAR_SCALING_UNIFORM draw within 3/sqrt(fan), thrice Keras' variance. */
    private static void dl4j() {
        add("dl4j", "ZERO", "zeros");
        add("dl4j", "ONES", "ones");
        add("dl4j", "IDENTITY", "identity");
        add("dl4j", "NORMAL", scaling(1, "fan_in", "untruncated_normal"));
        add("dl4j", "LECUN_NORMAL", scaling(1, "fan_in", "untruncated_normal"));
        add("dl4j", "LECUN_UNIFORM", scaling(3, "fan_in", "uniform"));
        add("dl4j", "UNIFORM", "uniform_fan_in");
        add("dl4j", "XAVIER", "xavier_normal_");
        add("dl4j", "XAVIER_UNIFORM", "glorot_uniform");
        add("dl4j", "XAVIER_FAN_IN", scaling(1, "fan_in", "untruncated_normal"));
        add("dl4j", "XAVIER_LEGACY", scaling(0.5, "fan_avg", "untruncated_normal"));
        add("dl4j", "RELU", "kaiming_normal_");
        add("dl4j", "RELU_UNIFORM", "he_uniform");
        add("dl4j", "SIGMOID_UNIFORM", "sigmoid_uniform");
        for (String fan : List.of("in", "out", "avg")) {
            String end = "_FAN_" + fan.toUpperCase(Locale.ROOT);
            add("dl4j", "VAR_SCALING_UNIFORM" + end, scaling(3, "fan_" + fan, "uniform"));
            add("dl4j", "VAR_SCALING_NORMAL" + end, scaling(UNCORRECTED, "fan_" + fan, "truncated_normal"));
        }
        add("dl4j", "ConstantDistribution", "constant(value={value})", "value", null);
        add("dl4j", "NormalDistribution", "random_normal(mean={mean}, stddev={std})", "mean", null, "std", null);
        add("dl4j", "GaussianDistribution", "random_normal(mean={mean}, stddev={std})", "mean", null, "std", null);
        add(
                "dl4j",
                "UniformDistribution",
                "random_uniform(minval={lower}, maxval={upper})",
                "lower",
                null,
                "upper",
                null);
        add(
                "dl4j",
                "TruncatedNormalDistribution",
                "truncated_normal(mean={mean}, stddev={std})",
                "mean",
                null,
                "std",
                null);
        add("dl4j", "OrthogonalDistribution", "orthogonal(gain={gain})", "gain", null);
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
}
