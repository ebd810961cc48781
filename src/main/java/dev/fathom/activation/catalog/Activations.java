package dev.fathom.activation.catalog;

import dev.fathom.activation.Activation;
import dev.fathom.activation.functions.Abs;
import dev.fathom.activation.functions.Elu;
import dev.fathom.activation.functions.ErrorFunction;
import dev.fathom.activation.functions.Gelu;
import dev.fathom.activation.functions.GeluTanh;
import dev.fathom.activation.functions.HardSwish;
import dev.fathom.activation.functions.HardTanh;
import dev.fathom.activation.functions.LeakyRelu;
import dev.fathom.activation.functions.Linear;
import dev.fathom.activation.functions.Mish;
import dev.fathom.activation.functions.QuickGelu;
import dev.fathom.activation.functions.Relu;
import dev.fathom.activation.functions.Relu6;
import dev.fathom.activation.functions.Selu;
import dev.fathom.activation.functions.Sigmoid;
import dev.fathom.activation.functions.Silu;
import dev.fathom.activation.functions.Sine;
import dev.fathom.activation.functions.Softplus;
import dev.fathom.activation.functions.Softsign;
import dev.fathom.activation.functions.SquaredRelu;
import dev.fathom.activation.functions.Tanh;
import dev.fathom.expression.Expression;
import dev.fathom.expression.ExpressionReader;
import dev.fathom.formula.Term;
import dev.fathom.formula.TermReader;
import dev.fathom.init.Prefixed;
import dev.fathom.init.Spec;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
            new Sine(),
            new QuickGelu(),
            new Relu6(),
            new HardSwish(),
            new Abs(),
            new SquaredRelu());

    private static final Pattern KEYWORD = Pattern.compile("[\\w.]*activation\\w*\\s*=(?!=)\\s*(.*)");

    private Activations() {}

    /** Every activation with its default parameter. */
    public static List<Activation> all() {
        return ALL;
    }

    /**
     * The activation of that name, in Fathom's spelling or a library's, with a parameter where it takes one, as in
     * {@code leaky_relu(0.2)}; or a formula of x, as in {@code x * sigmoid(1.5 * x)} or {@code lambda x: ...}.
     *
     * @throws IllegalArgumentException in one line, with the nearest names
     */
    public static Activation parse(String typed) {
        String text = typed.strip().replaceAll("\\s+", " ").replaceFirst("\\s*[;,]$", "");
        Matcher keyword = KEYWORD.matcher(text);
        Prefixed prefixed = Prefixed.of(keyword.matches() ? keyword.group(1) : text);
        return parse(prefixed.libraries(), prefixed.rest());
    }

    private static Activation parse(List<String> libraries, String text) {
        Expression expression = ExpressionReader.read(text.replaceFirst("^\\.", ""));
        if (expression instanceof Expression.Text quoted) {
            return parse(libraries, quoted.value());
        }
        if (expression instanceof Expression.Lambda lambda) {
            if (lambda.parameters().size() != 1) {
                throw new IllegalArgumentException("an activation is a function of one number, as in lambda x: ...");
            }
            return formula(libraries, lambda.parameters().get(0), lambda.body());
        }
        boolean java = expression instanceof Expression.Call call
                && call.function() instanceof Expression.Name name
                && name.path().equals("activation")
                && call.arguments().size() == 1;
        if (java) {
            Expression.Argument only =
                    ((Expression.Call) expression).arguments().get(0);
            return parse(libraries, only.text());
        }
        boolean named = expression instanceof Expression.Name || expression instanceof Expression.Call;
        return named && !expression.mentions("x")
                ? ActivationNames.find(Spec.of(libraries, expression, text))
                : formula(libraries, "x", expression);
    }

    private static Activation formula(List<String> libraries, String variable, Expression body) {
        Term term = new TermReader(
                        variable, name -> ActivationNames.find(Spec.of(libraries, name, "the formula's function")))
                .read(body);
        if (term instanceof Term.Variable) {
            return new Linear();
        }
        boolean alone = term instanceof Term.Call call && call.argument() instanceof Term.Variable;
        return alone ? (Activation) ((Term.Call) term).function() : Formula.of(term);
    }
}
