package dev.fathom.advise;

import dev.fathom.activation.Activation;
import dev.fathom.engine.WeightLaws;
import dev.fathom.init.Distribution;
import dev.fathom.init.Initializer;
import dev.fathom.init.Scheme;
import dev.fathom.net.Architecture;
import dev.fathom.net.Shape;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * A network with its initializer, as code is to build it.
 *
 * @param inputs, outputs of the data
 * @param rate the learning rate that was best
 * @param classes whether the outputs are classes; else they are values
 */
public record CodedNetwork(
        Question question, Initializer initializer, double rate, int inputs, int outputs, boolean classes) {
    /** A line on how this network trained. */
    String training() {
        return "trained by " + question.optimizer() + " at learning rate " + rate + ", batch " + question.batch()
                + "\n";
    }

    Activation activation() {
        return question.activation();
    }

    Architecture architecture() {
        return question.architecture();
    }

    int depth() {
        return question.depth();
    }

    int width() {
        return question.width();
    }

    /**
     * Code for each place in the network.
     *
     * @param numbers whether it holds for these sizes alone
     */
    record Expressions(String first, String inner, String last, boolean numbers) {
        boolean everywhereTheSame() {
            return first.equals(inner) && inner.equals(last);
        }
    }

    /** A library's own spelling where it draws exactly this law, else the law of each layer by its numbers. */
    Expressions expressions(Optional<String> spelling, Function<Distribution, String> byNumbers) {
        if (spelling.isPresent() && initializer.scheme() instanceof Scheme.Independent) {
            return new Expressions(spelling.get(), spelling.get(), spelling.get(), false);
        }
        return new Expressions(
                byNumbers.apply(at(1)), byNumbers.apply(at(2)), byNumbers.apply(distribution(depth() + 1)), true);
    }

    /** @param layer 1 to depth + 1 */
    Distribution distribution(int layer) {
        return at(layer > depth() ? shape().layers() : layer);
    }

    /** With a second hidden layer, also where the network has none: code has a place for its law. */
    private Shape shape() {
        return Shape.uniform(inputs, Math.max(2, depth()), width(), outputs);
    }

    private Distribution at(int layer) {
        return WeightLaws.of(question.setup(initializer)).weights(architecture().network(shape()), layer);
    }

    /** Start of the learnable factor on each branch; empty where there is none. */
    OptionalDouble gate() {
        return initializer.scheme().gate();
    }

    /** The factor on branches that is not learned. */
    String scale() {
        return architecture()
                .branchScale()
                .filter(scale -> scale != 1)
                .map(scale -> scale + " * ")
                .orElse("");
    }

    /** What the reader of the code must know of its numbers. */
    String note(Expressions weights, String comment) {
        return weights.numbers() ? comment + " numbers of " + initializer + " for these sizes alone\n" : "";
    }

    /** The sizes as default arguments in Python. */
    String sizes() {
        return "inputs=%d, width=%d, depth=%d, outputs=%d".formatted(inputs, width(), depth(), outputs);
    }
}
