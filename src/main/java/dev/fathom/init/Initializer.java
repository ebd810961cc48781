package dev.fathom.init;

/**
 * A configured initializer: the law of every weight matrix of a network.
 *
 * @param spec canonical text, which {@link Initializers#parse} reads back
 * @param name without arguments
 * @param formula the law as users see it; n is the fan_in, m the fan_out
 * @param source the paper or library
 * @param spellings code that draws the same law elsewhere
 * @param scheme what it asks beyond the law of each layer
 * @param rule the law of each layer
 */
public record Initializer(
        String spec, String name, String formula, String source, Spellings spellings, Scheme scheme, Rule rule) {
    /** What an initializer is: the law of a layer by its shape and place. */
    @FunctionalInterface
    public interface Rule {
        /**
         * @param fanIn rows of the weight matrix
         * @param fanOut columns
         * @param layer 1-based
         * @param depth hidden layers of the network; an output layer is layer depth + 1
         */
        Distribution distribution(int fanIn, int fanOut, int layer, int depth);
    }

    /** The law of one layer; see {@link Rule#distribution}. */
    public Distribution distribution(int fanIn, int fanOut, int layer, int depth) {
        return rule.distribution(fanIn, fanOut, layer, depth);
    }

    @Override
    public String toString() {
        return spec;
    }
}
