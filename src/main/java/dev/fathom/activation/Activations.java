package dev.fathom.activation;

import dev.fathom.init.Nearest;
import dev.fathom.init.Spec;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** All activations, in the order of their codes. */
public final class Activations {
    private static final List<Activation> ALL = List.of(
            new Linear(),
            new Tanh(),
            new Sigmoid(),
            new Relu(),
            new LeakyRelu(0.01f),
            new Elu(1),
            new Selu(),
            new Gelu(),
            new GeluTanh(),
            new Silu(),
            new Mish(),
            new Softplus(),
            new Softsign(),
            new HardTanh(),
            new ErrorFunction(),
            new Sine());

    /** Other names, without underscores and in lower case. */
    private static final Map<String, String> ALIASES =
            Map.of("swish", "silu", "identity", "linear", "geluexact", "gelu", "gelunew", "gelutanh", "sine", "sin");

    private Activations() {}

    /** Every activation with its default parameter. */
    public static List<Activation> all() {
        return ALL;
    }

    /**
     * The activation of that name, whatever its case and underscores, with a parameter where it takes one:
     * {@code leaky_relu(0.2)}.
     *
     * @throws IllegalArgumentException in one line, with the nearest names
     */
    public static Activation parse(String text) {
        Spec spec = Spec.parse(text);
        String plain = plain(spec.name());
        String wanted = ALIASES.getOrDefault(plain, plain);
        for (Activation activation : ALL) {
            if (plain(activation.name()).equals(wanted)) {
                return configure(activation, spec);
            }
        }
        List<String> names = ALL.stream().map(Activation::name).toList();
        throw new IllegalArgumentException(
                "unknown activation '" + spec.name() + "'" + Nearest.hint(spec.name(), names));
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "");
    }

    private static Activation configure(Activation activation, Spec spec) {
        Map<String, String> parameters = new TreeMap<>();
        if (activation instanceof LeakyRelu || activation instanceof Elu) {
            String parameter = activation instanceof Elu ? "alpha" : "slope";
            parameters.put(parameter, Float.toString(activation.parameter()));
            float value = number(spec, parameter, spec.bind(parameters).get(parameter));
            return activation instanceof Elu ? new Elu(value) : new LeakyRelu(value);
        }
        spec.bind(parameters);
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
