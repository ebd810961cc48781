package dev.fathom.activation.catalog;

import dev.fathom.activation.Activation;
import dev.fathom.formula.Differentiable;
import dev.fathom.formula.Term;
import dev.fathom.init.Spellings;
import java.util.Optional;
import java.util.function.Function;

/** A formula in the words of Python's libraries; DL4J has none for it. */
final class FormulaCode {
    private FormulaCode() {}

    static Spellings spellings(Term term) {
        return new Spellings(
                lambda(term, Spellings::keras, "keras.activations.", "keras.layers.", "keras.ops.%simum"),
                lambda(term, Spellings::pytorch, "", "", "torch.%simum"),
                lambda(term, Spellings::jax, "", "", "jnp.%simum"),
                null);
    }

    /**
     * @param words, classes what stands before plain words, and before classes, where the spelling has no module
     * @param extremes how min and max are called
     */
    private static String lambda(
            Term term, Function<Spellings, String> library, String words, String classes, String extremes) {
        return "lambda x: "
                + term.text(new Term.Wording() {
                    @Override
                    public String call(Differentiable function, String argument) {
                        String spelling = library.apply(((Activation) function).spellings());
                        if (spelling.startsWith("lambda")) {
                            return "(" + spelling + ")(" + argument + ")";
                        }
                        boolean module = spelling.matches("\\w+\\..*");
                        String before = module ? "" : Character.isUpperCase(spelling.charAt(0)) ? classes : words;
                        return before + spelling + "(" + argument + ")";
                    }

                    @Override
                    public String extreme(String extreme, String left, String right) {
                        boolean torch = extremes.startsWith("torch");
                        return String.format(extremes, extreme) + "(" + operand(left, torch) + ", "
                                + operand(right, torch) + ")";
                    }

                    /** PyTorch compares tensors alone. */
                    private String operand(String text, boolean torch) {
                        Optional<String> number = Optional.of(text).filter(word -> word.matches("-?[\\d.E-]+"));
                        return torch && number.isPresent() ? "torch.tensor(" + Float.parseFloat(text) + ")" : text;
                    }
                });
    }
}
