package dev.fathom.activation.catalog;

import dev.fathom.activation.Activation;
import dev.fathom.formula.Kinks;
import dev.fathom.formula.Program;
import dev.fathom.formula.Term;
import dev.fathom.init.Spellings;
import java.util.List;

/**
 * An activation that users write themselves, such as {@code x * sigmoid(1.5 * x)}.
 *
 * @param spec the canonical text, which is also its name
 */
public record Formula(String spec, Term term, Program program, List<Double> kinks, Saturation saturation)
        implements Activation {
    /** The number under which the kernels run a program. */
    public static final int CODE = 64;

    /** Where a formula must be finite: pre-activations of this size are met in every network. */
    private static final double FINITE_TO = 16;

    private static final double FAR = 1e6;

    /** @throws IllegalArgumentException in one line where it is no activation */
    static Formula of(Term term) {
        if (!Term.varies(term)) {
            throw new IllegalArgumentException("the formula " + term.text(Term.Wording.OWN) + " has no x");
        }
        Program program = Program.of(term);
        for (double x = -FINITE_TO; x <= FINITE_TO; x += 0.125) {
            if (!(Math.abs(program.value(x)) <= Float.MAX_VALUE) || Double.isNaN(program.derivative(x))) {
                throw new IllegalArgumentException(
                        "the formula " + term.text(Term.Wording.OWN) + " has no finite value and slope at x = " + x);
            }
        }
        return new Formula(term.text(Term.Wording.OWN), term, program, Kinks.of(program), saturation(program));
    }

    /** Within 1 % of the range of both ends, where both are bounds. */
    private static Saturation saturation(Program program) {
        double left = program.value(-FAR);
        double right = program.value(FAR);
        double span = Math.abs(right - left);
        if (!(span > 0 && span < 1e3)) {
            return Saturation.NONE;
        }
        return new Saturation(
                (float) (Math.min(left, right) + 0.01 * span), (float) (Math.max(left, right) - 0.01 * span));
    }

    @Override
    public String name() {
        return spec;
    }

    @Override
    public int code() {
        return CODE;
    }

    @Override
    public String formula() {
        return spec;
    }

    @Override
    public Spellings spellings() {
        return FormulaCode.spellings(term);
    }

    @Override
    public double value(double x) {
        return program.value(x);
    }

    @Override
    public double derivative(double x) {
        return program.derivative(x);
    }

    @Override
    public void apply(float[] z, float[] a, int n) {
        program.apply(z, a, n);
    }

    /** Two formulas of one text are one activation. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Formula formula && formula.spec.equals(spec);
    }

    @Override
    public int hashCode() {
        return spec.hashCode();
    }

    @Override
    public String toString() {
        return spec;
    }
}
