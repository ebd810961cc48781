package dev.fathom.formula;

import dev.fathom.expression.Constants;
import dev.fathom.expression.Expression;
import dev.fathom.expression.Expression.Argument;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads a formula from an expression: numbers, the variable, + - * / and whole powers, min, max, clip, and calls.
 *
 * @param variable how the expression calls x
 * @param functions what a call without its first argument stands for
 */
public record TermReader(String variable, Function<Expression, Differentiable> functions) {
    private static final Set<String> SMALLEST = Set.of("min", "minimum", "fmin");
    private static final Set<String> GREATEST = Set.of("max", "maximum", "fmax");
    private static final Set<String> BETWEEN = Set.of("clip", "clamp");
    private static final Set<String> POWERS = Set.of("pow", "power", "square");
    private static final int MAX_EXPONENT = 8;

    /** @throws IllegalArgumentException in one line where it is no formula */
    public Term read(Expression expression) {
        OptionalDouble constant = Constants.value(expression);
        if (constant.isPresent()) {
            return number(constant.getAsDouble());
        }
        if (expression instanceof Expression.Name name && name.path().equals(variable)) {
            return new Term.Variable();
        }
        if (expression instanceof Expression.Negation negation) {
            return new Term.Pair(Operation.MULTIPLY, new Term.Number(-1), read(negation.of()));
        }
        if (expression instanceof Expression.Operation operation) {
            return operation(operation);
        }
        if (expression instanceof Expression.Call call) {
            return call(call);
        }
        throw new IllegalArgumentException("a formula is made of " + variable + ", numbers, + - * / and functions; "
                + (expression instanceof Expression.Name name ? "'" + name.path() + "' is none of them" : "")
                + (expression instanceof Expression.Text text ? "'" + text.value() + "' is a text" : ""));
    }

    private static Term.Number number(double value) {
        if (!(Math.abs(value) <= Float.MAX_VALUE)) {
            throw new IllegalArgumentException("the number " + value + " of a formula is not finite in float32");
        }
        return new Term.Number((float) value);
    }

    private Term operation(Expression.Operation operation) {
        if (operation.operator() == '^') {
            return power(read(operation.left()), Constants.value(operation.right()));
        }
        Operation kind;
        switch (operation.operator()) {
            case '+':
                kind = Operation.ADD;
                break;
            case '-':
                kind = Operation.SUBTRACT;
                break;
            case '*':
                kind = Operation.MULTIPLY;
                break;
            default:
                kind = Operation.DIVIDE;
        }
        return new Term.Pair(kind, read(operation.left()), read(operation.right()));
    }

    private static Term power(Term base, OptionalDouble exponent) {
        double k = exponent.orElse(0);
        if (k != Math.rint(k) || k < 1 || k > MAX_EXPONENT) {
            throw new IllegalArgumentException("a formula has whole powers from 1 to " + MAX_EXPONENT);
        }
        return k == 1 ? base : new Term.Power(base, (int) k);
    }

    private Term call(Expression.Call call) {
        List<Argument> arguments = call.arguments();
        String name = call.function() instanceof Expression.Name of ? of.last() : "";
        if (SMALLEST.contains(name) || GREATEST.contains(name)) {
            requireArguments(name, arguments, 2);
            Operation extreme = SMALLEST.contains(name) ? Operation.MIN : Operation.MAX;
            return new Term.Pair(
                    extreme,
                    read(arguments.get(0).value()),
                    read(arguments.get(1).value()));
        }
        if (BETWEEN.contains(name)) {
            requireArguments(name, arguments, 3);
            Term above = new Term.Pair(
                    Operation.MAX,
                    read(arguments.get(0).value()),
                    read(arguments.get(1).value()));
            return new Term.Pair(Operation.MIN, above, read(arguments.get(2).value()));
        }
        if (POWERS.contains(name)) {
            requireArguments(name, arguments, name.equals("square") ? 1 : 2);
            return power(
                    read(arguments.get(0).value()),
                    name.equals("square")
                            ? OptionalDouble.of(2)
                            : Constants.value(arguments.get(1).value()));
        }
        if (arguments.isEmpty()
                || !arguments.get(0).name().isEmpty()
                        && !arguments.get(0).name().equals(variable)) {
            throw new IllegalArgumentException("a function of a formula takes what it is applied to first");
        }
        Term argument = read(arguments.get(0).value());
        if (call.function() instanceof Expression.Lambda lambda
                && lambda.parameters().size() == 1) {
            return new TermReader(lambda.parameters().get(0), functions)
                    .read(lambda.body())
                    .of(argument);
        }
        return new Term.Call(function(call), argument);
    }

    /** {@code nn.SiLU()(x)} is a configured function, applied; {@code leaky_relu(x, 0.2)} has its parameters behind. */
    private Differentiable function(Expression.Call call) {
        if (call.function() instanceof Expression.Call configured) {
            return functions.apply(configured);
        }
        List<Argument> rest = new ArrayList<>(call.arguments());
        rest.remove(0);
        return functions.apply(rest.isEmpty() ? call.function() : new Expression.Call(call.function(), rest));
    }

    private static void requireArguments(String name, List<Argument> arguments, int wanted) {
        if (arguments.size() != wanted) {
            throw new IllegalArgumentException(
                    name + " takes " + wanted + " arguments in a formula, got " + arguments.size());
        }
    }
}
