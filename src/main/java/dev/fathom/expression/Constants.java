package dev.fathom.expression;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;

/** Arithmetic on numbers: {@code 1/3}, {@code 5**0.5}, {@code math.sqrt(5)}, {@code -np.pi / 2}. */
public final class Constants {
    private static final Map<String, Double> NUMBERS = Map.of("pi", Math.PI, "e", Math.E);
    private static final Map<String, DoubleUnaryOperator> FUNCTIONS =
            Map.of("sqrt", Math::sqrt, "exp", Math::exp, "log", Math::log, "float", x -> x);
    private static final Set<String> MODULES =
            Set.of("", "math", "np", "numpy", "jnp", "jax.numpy", "torch", "tf", "tf.math", "Math", "cmath", "ops");

    private Constants() {}

    /** The expression's value; empty where it is not made of numbers alone. */
    public static OptionalDouble value(Expression expression) {
        return value(expression, call -> OptionalDouble.empty());
    }

    /** @param more what further calls stand for; empty for those that it does not know */
    public static OptionalDouble value(Expression expression, Function<Expression.Call, OptionalDouble> more) {
        if (expression instanceof Expression.Number number) {
            return OptionalDouble.of(number.value());
        }
        if (expression instanceof Expression.Negation negation) {
            OptionalDouble value = value(negation.of(), more);
            return value.isEmpty() ? value : OptionalDouble.of(-value.getAsDouble());
        }
        if (expression instanceof Expression.Operation operation) {
            OptionalDouble left = value(operation.left(), more);
            OptionalDouble right = value(operation.right(), more);
            return left.isEmpty() || right.isEmpty()
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(operate(operation.operator(), left.getAsDouble(), right.getAsDouble()));
        }
        if (expression instanceof Expression.Name name && MODULES.contains(name.modules())) {
            Double number = NUMBERS.get(name.last());
            return number == null ? OptionalDouble.empty() : OptionalDouble.of(number);
        }
        return expression instanceof Expression.Call call ? call(call, more) : OptionalDouble.empty();
    }

    private static OptionalDouble call(Expression.Call call, Function<Expression.Call, OptionalDouble> more) {
        boolean function = call.function() instanceof Expression.Name name
                && MODULES.contains(name.modules())
                && FUNCTIONS.containsKey(name.last())
                && call.arguments().size() == 1;
        if (!function) {
            return more.apply(call);
        }
        OptionalDouble argument = value(call.arguments().get(0).value(), more);
        String name = ((Expression.Name) call.function()).last();
        return argument.isEmpty()
                ? argument
                : OptionalDouble.of(FUNCTIONS.get(name).applyAsDouble(argument.getAsDouble()));
    }

    static double operate(char operator, double left, double right) {
        switch (operator) {
            case '+':
                return left + right;
            case '-':
                return left - right;
            case '*':
                return left * right;
            case '/':
                return left / right;
            default:
                return Math.pow(left, right);
        }
    }
}
