package dev.fathom.init;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How the biases of a network start. */
public sealed interface Bias {
    /** Nothing of its own: what the trial's deviation and the initializer say. */
    Bias AUTO = new Auto();

    /** Some, for editors to complete. */
    List<String> EXAMPLES = List.of("auto", "zeros", "torch", "constant(0.1)", "uniform(-0.1, 0.1)", "normal(0, 0.1)");

    /** What other libraries call the arguments. */
    Map<String, String> SYNONYMS =
            Map.of("a", "low", "b", "high", "minval", "low", "maxval", "high", "stddev", "std", "val", "value");

    /** The canonical text, which {@link #parse} reads back. */
    String spec();

    /** @param fanIn of the layer */
    Distribution distribution(int fanIn);

    record Auto() implements Bias {
        @Override
        public String spec() {
            return "auto";
        }

        @Override
        public Distribution distribution(int fanIn) {
            return new Distribution.Constant(0);
        }
    }

    /** U(-1/√n, 1/√n), as PyTorch's nn.Linear starts its biases. */
    record FanIn() implements Bias {
        @Override
        public String spec() {
            return "torch";
        }

        @Override
        public Distribution distribution(int fanIn) {
            double limit = 1 / Math.sqrt(fanIn);
            return new Distribution.Uniform(-limit, limit);
        }
    }

    /** The same for all layers. */
    record Law(String spec, Distribution law) implements Bias {
        @Override
        public Distribution distribution(int fanIn) {
            return law;
        }
    }

    /**
     * Fathom's own text, or a call of Keras or PyTorch that draws the same.
     *
     * @throws IllegalArgumentException in one line, where it is none
     */
    static Bias parse(String text) {
        Spec spec = Pasted.read(text);
        String name = spec.name()
                .replaceAll("([a-z])([A-Z])", "$1_$2")
                .toLowerCase(Locale.ROOT)
                .replaceFirst("^random_", "")
                .replaceFirst("_$", "");
        return switch (name) {
            case "auto" -> plain(spec, AUTO);
            case "torch" -> plain(spec, new FanIn());
            case "zeros", "zero" -> plain(spec, constant(0));
            case "ones", "one" -> plain(spec, constant(1));
            case "constant" -> constant(bind(spec, "value").number("value"));
            case "uniform" -> uniform(bind(spec, "low", "high"));
            case "normal" -> normal(bind(spec, "mean", "std"));
            default ->
                throw new IllegalArgumentException("unknown law of biases '" + text.strip()
                        + "'; use zeros, constant(VALUE), uniform(LOW, HIGH), normal(MEAN, STD) or torch");
        };
    }

    private static Bias plain(Spec spec, Bias bias) {
        spec.bind(Map.of());
        return bias;
    }

    private static Arguments bind(Spec spec, String... names) {
        Map<String, String> named = new LinkedHashMap<>();
        spec.named().forEach((key, value) -> named.put(SYNONYMS.getOrDefault(key, key), value));
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String name : names) {
            parameters.put(name, null); // none has a default: libraries disagree on them
        }
        Spec renamed = new Spec(spec.libraries(), spec.name(), spec.positional(), named);
        return new Arguments(spec.name(), renamed.bind(parameters));
    }

    private static Bias constant(double value) {
        return new Law(value == 0 ? "zeros" : "constant(" + text(value) + ")", new Distribution.Constant(value));
    }

    private static Bias uniform(Arguments arguments) {
        double low = arguments.number("low");
        double high = arguments.number("high");
        if (low > high) {
            throw new IllegalArgumentException("uniform: low must not lie above high, got " + low + " and " + high);
        }
        return low == high
                ? constant(low)
                : new Law("uniform(" + text(low) + ", " + text(high) + ")", new Distribution.Uniform(low, high));
    }

    private static Bias normal(Arguments arguments) {
        double mean = arguments.number("mean");
        double std = arguments.atLeastZero("std");
        return std == 0
                ? constant(mean)
                : new Law("normal(" + text(mean) + ", " + text(std) + ")", new Distribution.Normal(mean, std));
    }

    private static String text(double value) {
        if (Math.abs(value) > Float.MAX_VALUE) {
            throw new IllegalArgumentException("biases are float32 numbers, which " + value + " is not");
        }
        return Arguments.canonical(String.valueOf(value));
    }

    /** @throws IllegalArgumentException where a deviation is given beside a law */
    default void requireAlone(double biasStd) {
        if (biasStd != 0 && !equals(AUTO)) {
            throw new IllegalArgumentException(
                    "bias " + spec() + " and bias_std both say how biases start: leave one of them out");
        }
    }
}
