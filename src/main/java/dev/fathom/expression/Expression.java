package dev.fathom.expression;

import java.util.List;
import java.util.Map;

/** A piece of code in the subset of Python and Java that names and formulas are written in. */
public sealed interface Expression {
    /** @param text the number as it was typed */
    record Number(double value, String text) implements Expression {}

    /** A text in quotation marks. */
    record Text(String value) implements Expression {}

    /** A name, with its modules and places: {@code w}, {@code torch.nn.init.zeros_}, {@code self.layers[0].weight}. */
    record Name(String path) implements Expression {
        /** What stands behind the last dot. */
        public String last() {
            return path.substring(path.lastIndexOf('.') + 1);
        }

        /** What stands before the last dot; empty for a name without modules. */
        public String modules() {
            return path.contains(".") ? path.substring(0, path.lastIndexOf('.')) : "";
        }
    }

    /** A function of arguments; the function may itself be what a call gives. */
    record Call(Expression function, List<Argument> arguments) implements Expression {}

    /** A method of what an expression gives: {@code eye_(w).mul_}. */
    record Member(Expression of, String name) implements Expression {}

    record Negation(Expression of) implements Expression {}

    /** @param operator one of {@code + - * / ^}, the last for powers */
    record Operation(char operator, Expression left, Expression right) implements Expression {}

    /** {@code (2, 3)} or {@code [2, 3]}. */
    record Sequence(List<Expression> items) implements Expression {}

    /** {@code {"class_name": "HeNormal"}}, as JSON and as Python print it. */
    record Mapping(Map<String, Argument> entries) implements Expression {}

    /** {@code lambda x: x * x}. */
    record Lambda(List<String> parameters, Expression body) implements Expression {}

    /**
     * @param name empty where it has none
     * @param text the value as it was typed
     */
    record Argument(String name, Expression value, String text) {}

    /** Whether the name stands anywhere in it. */
    default boolean mentions(String name) {
        if (this instanceof Name own) {
            return own.path().equals(name);
        }
        if (this instanceof Call call) {
            return call.function.mentions(name)
                    || call.arguments.stream().anyMatch(argument -> argument.value.mentions(name));
        }
        if (this instanceof Operation operation) {
            return operation.left.mentions(name) || operation.right.mentions(name);
        }
        return this instanceof Negation negation && negation.of.mentions(name)
                || this instanceof Member member && member.of.mentions(name);
    }
}
