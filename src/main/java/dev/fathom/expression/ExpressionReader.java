package dev.fathom.expression;

import dev.fathom.expression.Expression.Argument;
import dev.fathom.expression.Tokens.Kind;
import dev.fathom.expression.Tokens.Token;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads an expression by recursive descent, one method a rule of the grammar. */
public final class ExpressionReader {
    /** Of parentheses, signs and powers within each other. */
    private static final int DEEPEST = 64;

    private final Tokens tokens;
    private int depth;

    private ExpressionReader(String text) {
        tokens = new Tokens(text);
    }

    /** @throws IllegalArgumentException in one line where the text is no expression */
    public static Expression read(String text) {
        ExpressionReader reader = new ExpressionReader(text.strip().replaceAll("\\s+", " "));
        Expression whole = reader.expression();
        if (reader.tokens.peek().kind() != Kind.END) {
            throw reader.tokens.unexpected();
        }
        return whole;
    }

    private Expression expression() {
        if (++depth > DEEPEST) {
            throw new IllegalArgumentException("an expression is nested more than " + DEEPEST + " deep");
        }
        Expression value = tokens.peek().text().equals("lambda") ? lambda() : sum();
        depth--;
        return value;
    }

    private Expression lambda() {
        tokens.take();
        List<String> parameters = new ArrayList<>();
        do {
            parameters.add(word());
        } while (tokens.takes(","));
        tokens.require(":");
        return new Expression.Lambda(parameters, expression());
    }

    private Expression sum() {
        Expression left = product();
        while (tokens.at("+") || tokens.at("-")) {
            char operator = tokens.take().text().charAt(0);
            left = new Expression.Operation(operator, left, product());
        }
        return left;
    }

    private Expression product() {
        Expression left = signed();
        while (tokens.at("*") || tokens.at("/")) {
            char operator = tokens.take().text().charAt(0);
            left = new Expression.Operation(operator, left, signed());
        }
        return left;
    }

    private Expression signed() {
        boolean negative = false;
        while (tokens.at("-") || tokens.at("+")) {
            negative ^= tokens.take().text().equals("-");
        }
        Expression value = power();
        return negative ? new Expression.Negation(value) : value;
    }

    /** As in Python: -2 ** 2 is -4, and 2 ** -1 a half. */
    private Expression power() {
        Expression base = called();
        if (tokens.takes("**") || tokens.takes("^")) {
            if (++depth > DEEPEST) {
                throw new IllegalArgumentException("an expression is nested more than " + DEEPEST + " deep");
            }
            base = new Expression.Operation('^', base, signed());
            depth--;
        }
        return base;
    }

    private Expression called() {
        Expression value = atom();
        while (tokens.at("(") || tokens.at(".")) {
            value = tokens.takes("(")
                    ? new Expression.Call(value, arguments(")"))
                    : new Expression.Member(value, memberName());
        }
        return value;
    }

    private String memberName() {
        tokens.require(".");
        return word();
    }

    private Expression atom() {
        Token token = tokens.peek();
        switch (token.kind()) {
            case NUMBER:
                tokens.take();
                String digits = token.text().replace("_", "").replaceAll("[fFdD]$", "");
                return new Expression.Number(Double.parseDouble(digits), digits);
            case TEXT:
                tokens.take();
                return new Expression.Text(unquoted(token.text()));
            case WORD:
                return name();
            case SIGN:
                return bracketed();
            default:
                throw tokens.unexpected();
        }
    }

    private Expression name() {
        if (tokens.peek().text().equals("new")) {
            tokens.take(); // Java's
        }
        Token first = tokens.peek();
        word();
        while (tokens.at(".") || tokens.at("[")) {
            if (tokens.takes(".")) {
                word();
            } else {
                tokens.take();
                expression();
                tokens.require("]");
            }
        }
        return new Expression.Name(tokens.since(first).replace(" ", ""));
    }

    private String word() {
        if (tokens.peek().kind() != Kind.WORD) {
            throw tokens.unexpected();
        }
        return tokens.take().text();
    }

    private Expression bracketed() {
        if (tokens.takes("{")) {
            return mapping();
        }
        if (tokens.takes("[")) {
            return new Expression.Sequence(items("]"));
        }
        tokens.require("(");
        Token first = tokens.peek();
        List<Expression> items = items(")");
        boolean tuple = items.size() != 1 || tokens.since(first).matches(".*,\\s*\\)");
        return tuple ? new Expression.Sequence(items) : items.get(0);
    }

    private List<Expression> items(String end) {
        List<Expression> items = new ArrayList<>();
        while (!tokens.takes(end)) {
            items.add(expression());
            if (!tokens.at(end)) {
                tokens.require(",");
            }
        }
        return items;
    }

    private Expression mapping() {
        Map<String, Argument> entries = new LinkedHashMap<>();
        while (!tokens.takes("}")) {
            if (tokens.peek().kind() != Kind.TEXT) {
                throw tokens.unexpected();
            }
            String key = unquoted(tokens.take().text());
            tokens.require(":");
            Token first = tokens.peek();
            Expression value = expression();
            if (entries.put(key, new Argument(key, value, tokens.since(first))) != null) {
                throw tokens.fault("the key '" + key + "' stands twice");
            }
            if (!tokens.at("}")) {
                tokens.require(",");
            }
        }
        return new Expression.Mapping(entries);
    }

    private List<Argument> arguments(String end) {
        List<Argument> arguments = new ArrayList<>();
        while (!tokens.takes(end)) {
            if (tokens.at(",")) {
                throw tokens.fault("an argument is empty");
            }
            Argument argument = argument(end);
            boolean late = argument.name().isEmpty()
                    && !arguments.isEmpty()
                    && !arguments.get(arguments.size() - 1).name().isEmpty();
            if (late) {
                throw tokens.fault("the argument " + argument.text() + " without a name follows one with a name");
            }
            arguments.add(argument);
            if (!tokens.at(end)) {
                tokens.require(",");
            }
        }
        return arguments;
    }

    private Argument argument(String end) {
        String name = "";
        if (tokens.peek().kind() == Kind.WORD && tokens.follows(1, "=")) {
            name = word();
            tokens.take();
            if (tokens.at(end) || tokens.at(",")) {
                throw tokens.fault("the argument '" + name + "' is empty");
            }
        }
        Token first = tokens.peek();
        Expression value = expression();
        return new Argument(name, value, tokens.since(first));
    }

    private static String unquoted(String text) {
        return text.substring(1, text.length() - 1).replaceAll("\\\\(.)", "$1");
    }
}
