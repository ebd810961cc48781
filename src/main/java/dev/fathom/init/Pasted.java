package dev.fathom.init;

import dev.fathom.expression.Constants;
import dev.fathom.expression.Expression;
import dev.fathom.expression.Expression.Argument;
import dev.fathom.expression.ExpressionReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An initializer as it stands in someone's code: {@code kernel_initializer=keras.initializers.HeNormal(seed=1)},
 * {@code nn.init.kaiming_uniform_(self.fc.weight, a=math.sqrt(5))}, {@code lecun_normal()(key, (3, 4))}, or the
 * configuration that Keras saves.
 */
final class Pasted {
    private static final Pattern KEYWORD = Pattern.compile("[\\w.]*[iI]nit\\w*\\s*=(?!=)\\s*(.*)");

    /** Words that may stand first among the arguments, and are no tensor. */
    private static final Set<String> WORDS = Set.of(
            "fan_in",
            "fan_out",
            "fan_avg",
            "fan_geo_avg",
            "linear",
            "conv1d",
            "conv2d",
            "conv3d",
            "sigmoid",
            "tanh",
            "relu",
            "leaky_relu",
            "selu",
            "big",
            "NaN",
            "nan",
            "Infinity",
            "inf",
            "None",
            "True",
            "False",
            "auto");

    private Pasted() {}

    /** @throws IllegalArgumentException in one line where the text is not of that form */
    static Spec read(String typed) {
        String text = typed.strip().replaceAll("\\s+", " ").replaceFirst("\\s*[;,]$", "");
        Matcher keyword = KEYWORD.matcher(text);
        if (keyword.matches()) {
            text = keyword.group(1);
        }
        Prefixed prefixed = Prefixed.of(text);
        return spec(prefixed.libraries(), prefixed.rest());
    }

    private static Spec spec(List<String> libraries, String text) {
        if (!text.startsWith("{")) {
            return spec(libraries, ExpressionReader.read(text.replaceFirst("^\\.", "")), text);
        }
        Expression configuration;
        try {
            configuration = ExpressionReader.read(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the initializer is not valid JSON: " + e.getMessage());
        }
        return spec(libraries, configuration, text);
    }

    private static Spec spec(List<String> libraries, Expression expression, String text) {
        if (expression instanceof Expression.Text quoted) {
            return read(quoted.value());
        }
        if (expression instanceof Expression.Mapping mapping) {
            return configuration(mapping);
        }
        if (!(expression instanceof Expression.Call call)) {
            return Spec.of(libraries, expression, text);
        }
        if (call.function() instanceof Expression.Call inner) {
            return spec(libraries, inner, text); // applied to a key and a shape
        }
        if (call.function() instanceof Expression.Member member) {
            return multiplied(spec(libraries, member.of(), text), member, call);
        }
        boolean java = call.function() instanceof Expression.Name name
                && name.last().equals("weightInit")
                && call.arguments().size() == 1;
        if (java) {
            return spec(libraries, call.arguments().get(0).value(), text);
        }
        Spec spec = Spec.of(libraries, call, text);
        return tensorFirst(call) ? inTorch(spec.withoutFirst()) : withoutTensor(spec);
    }

    /** {@code eye_(w).mul_(2)} is twice the identity. */
    private static Spec multiplied(Spec spec, Expression.Member member, Expression.Call call) {
        OptionalDouble factor = call.arguments().size() == 1
                ? Constants.value(call.arguments().get(0).value())
                : OptionalDouble.empty();
        if (!member.name().equals("mul_") || factor.isEmpty()) {
            throw new IllegalArgumentException(
                    "cannot read ." + member.name() + "(...) behind " + spec.name() + ": only .mul_(NUMBER) is known");
        }
        if (spec.name().equals("eye_")) {
            return spec.with("gain", Values.text(call.arguments().get(0)));
        }
        if (factor.getAsDouble() == 1) {
            return spec;
        }
        throw new IllegalArgumentException(".mul_ is read behind eye_ alone: leave it out here and give the factor as"
                + " --weight-gain " + factor.getAsDouble());
    }

    /** PyTorch's functions take the tensor first; what is neither a number nor a word that Fathom knows is one. */
    private static boolean tensorFirst(Expression.Call call) {
        if (call.arguments().isEmpty() || !call.arguments().get(0).name().isEmpty() || !ofTorch(call)) {
            return false;
        }
        Expression first = call.arguments().get(0).value();
        if (Constants.value(first).isPresent()) {
            return false;
        }
        if (first instanceof Expression.Name name) {
            return !WORDS.contains(name.path());
        }
        boolean gain = first instanceof Expression.Call made
                && made.function() instanceof Expression.Name name
                && name.last().equals("calculate_gain");
        return !gain && (first instanceof Expression.Member || first instanceof Expression.Call);
    }

    private static boolean ofTorch(Expression.Call call) {
        return call.function() instanceof Expression.Name name
                && Libraries.names("torch").contains(name.last());
    }

    private static Spec withoutTensor(Spec spec) {
        if (!spec.named().containsKey("tensor")) {
            return spec;
        }
        Map<String, String> named = new LinkedHashMap<>(spec.named());
        named.remove("tensor");
        return inTorch(new Spec(spec.libraries(), spec.name(), spec.positional(), named));
    }

    private static Spec inTorch(Spec spec) {
        return spec.libraries().isEmpty() || spec.libraries().contains("torch") ? spec.in("torch") : spec;
    }

    private static Spec configuration(Expression.Mapping mapping) {
        Argument name = mapping.entries().get("class_name");
        if (name == null || !(name.value() instanceof Expression.Text word)) {
            throw new IllegalArgumentException("a Keras configuration needs a text \"class_name\"");
        }
        Map<String, String> named = new LinkedHashMap<>();
        Argument config = mapping.entries().get("config");
        if (config != null && config.value() instanceof Expression.Mapping values) {
            for (Argument argument : values.entries().values()) {
                boolean container = argument.value() instanceof Expression.Mapping
                        || argument.value() instanceof Expression.Sequence;
                if (container && !Spec.ignores(argument.name())) {
                    throw new IllegalArgumentException(
                            word.value() + ": " + argument.name() + " must be a number or a word");
                }
                if (!container && !Set.of("null", "None").contains(argument.text())) {
                    named.put(argument.name(), Values.text(argument));
                }
            }
        }
        return new Spec(List.of("keras"), word.value().replaceFirst("^.*[>.]", ""), List.of(), named);
    }
}
