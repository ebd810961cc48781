package dev.fathom.init;

import dev.fathom.expression.Constants;
import dev.fathom.expression.Expression;
import dev.fathom.expression.Expression.Argument;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** The values of arguments: words and numbers as they were typed, arithmetic on numbers as its result. */
final class Values {
    private Values() {}

    static String text(Argument argument) {
        Expression value = argument.value();
        if (value instanceof Expression.Text text) {
            return text.value();
        }
        if (value instanceof Expression.Number number) {
            return number.text();
        }
        if (value instanceof Expression.Negation negation && negation.of() instanceof Expression.Number number) {
            return "-" + number.text();
        }
        OptionalDouble number = Constants.value(value, Values::gain);
        if (number.isPresent()) {
            return Double.toString(number.getAsDouble());
        }
        if (value instanceof Expression.Operation) {
            throw new IllegalArgumentException(
                    "cannot compute " + argument.text() + ": write numbers where it has names");
        }
        return argument.text();
    }

    /** PyTorch's {@code calculate_gain("leaky_relu", 0.2)}, with slope 0.01 where none is given. */
    private static OptionalDouble gain(Expression.Call call) {
        if (!(call.function() instanceof Expression.Name name && name.last().equals("calculate_gain"))) {
            return OptionalDouble.empty();
        }
        Map<String, String> bound =
                Spec.of(List.of("torch"), call, "calculate_gain").bind(Gain.parameters());
        Arguments arguments = new Arguments("calculate_gain", bound);
        return OptionalDouble.of(Gain.of(arguments.word("nonlinearity"), arguments.number("param")));
    }
}
