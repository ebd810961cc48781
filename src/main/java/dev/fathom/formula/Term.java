package dev.fathom.formula;

import java.util.List;

/** A formula as a tree. Its text is canonical: read again, it gives the same tree. */
public sealed interface Term {
    /** How tightly a term binds in its text: sums least, single words most. */
    int SUM = 1;

    int PRODUCT = 2;
    int POWER = 3;
    int ATOM = 4;

    int binding();

    /** The text in other words: how a library writes its functions. */
    String text(Wording wording);

    /** How calls are written. */
    interface Wording {
        String call(Differentiable function, String argument);

        /** @param extreme {@code min} or {@code max} */
        String extreme(String extreme, String left, String right);

        Wording OWN = new Wording() {
            @Override
            public String call(Differentiable function, String argument) {
                return function.call(argument);
            }

            @Override
            public String extreme(String extreme, String left, String right) {
                return extreme + "(" + left + ", " + right + ")";
            }
        };
    }

    record Variable() implements Term {
        @Override
        public int binding() {
            return ATOM;
        }

        @Override
        public String text(Wording wording) {
            return "x";
        }
    }

    /** A number, as the devices have it. */
    record Number(float value) implements Term {
        @Override
        public int binding() {
            return value < 0 ? PRODUCT : ATOM;
        }

        @Override
        public String text(Wording wording) {
            return value == Math.rint(value) && Math.abs(value) < 1e6
                    ? String.valueOf((int) value)
                    : String.valueOf(value);
        }
    }

    /** @param operation one that takes two numbers */
    record Pair(Operation operation, Term left, Term right) implements Term {
        @Override
        public int binding() {
            switch (operation) {
                case ADD:
                case SUBTRACT:
                    return SUM;
                case MULTIPLY:
                case DIVIDE:
                    return PRODUCT;
                default:
                    return ATOM;
            }
        }

        @Override
        public String text(Wording wording) {
            if (binding() == ATOM) {
                return wording.extreme(operation.sign(), left.text(wording), right.text(wording));
            }
            // the right side of an operator of the same rank keeps its parentheses: roundings depend on them
            return within(left, binding(), wording) + " " + operation.sign() + " "
                    + within(right, binding() + 1, wording);
        }
    }

    /** A whole power. */
    record Power(Term base, int exponent) implements Term {
        @Override
        public int binding() {
            return POWER;
        }

        @Override
        public String text(Wording wording) {
            return within(base, ATOM, wording) + "**" + exponent;
        }
    }

    record Call(Differentiable function, Term argument) implements Term {
        @Override
        public int binding() {
            return ATOM;
        }

        @Override
        public String text(Wording wording) {
            return wording.call(function, argument.text(wording));
        }
    }

    private static String within(Term term, int least, Wording wording) {
        String text = term.text(wording);
        return term.binding() < least ? "(" + text + ")" : text;
    }

    /** Whether the variable occurs. */
    static boolean varies(Term term) {
        if (term instanceof Pair pair) {
            return varies(pair.left) || varies(pair.right);
        }
        if (term instanceof Power power) {
            return varies(power.base);
        }
        return term instanceof Variable || term instanceof Call call && varies(call.argument);
    }

    /** The term with another in place of the variable. */
    default Term of(Term argument) {
        if (this instanceof Pair pair) {
            return new Pair(pair.operation, pair.left.of(argument), pair.right.of(argument));
        }
        if (this instanceof Power power) {
            return new Power(power.base.of(argument), power.exponent);
        }
        if (this instanceof Call call) {
            return new Call(call.function, call.argument.of(argument));
        }
        return this instanceof Variable ? argument : this;
    }

    /** The steps that leave the term's value on the stack. */
    default void compile(List<Program.Step> steps) {
        if (this instanceof Variable) {
            steps.add(new Program.Step(Operation.VARIABLE, 0, null));
        } else if (this instanceof Number number) {
            steps.add(new Program.Step(Operation.NUMBER, number.value, null));
        } else if (this instanceof Pair pair) {
            pair.left.compile(steps);
            pair.right.compile(steps);
            steps.add(new Program.Step(pair.operation, 0, null));
        } else if (this instanceof Power power) {
            power.base.compile(steps);
            for (int i = 1; i < power.exponent; i++) {
                steps.add(new Program.Step(Operation.COPY, 0, null));
            }
            for (int i = 1; i < power.exponent; i++) {
                steps.add(new Program.Step(Operation.MULTIPLY, 0, null));
            }
        } else if (this instanceof Call call) {
            call.argument.compile(steps);
            steps.add(new Program.Step(Operation.CALL, 0, call.function));
        }
    }
}
