package dev.fathom.init;

/**
 * A configured initializer: the law of every weight matrix of a network.
 *
 * @param spec canonical text, which {@link Initializers#parse} reads back
 * @param name without arguments
 * @param formula the law as users see it; n is the fan_in, m the fan_out
 * @param source the paper or library
 * @param spellings code that draws the same law elsewhere
 * @param dataDriven whether the drawn weights are rescaled layer by layer on data (LSUV)
 * @param rule the law of each layer
 */
public record Initializer(
        String spec, String name, String formula, String source, Spellings spellings, boolean dataDriven, Rule rule) {
    /** What an initializer is: the law of a layer by its shape and place. */
    @FunctionalInterface
    public interface Rule {
        /**
         * @param fanIn rows of the weight matrix
         * @param fanOut columns
         * @param layer 1-based
         * @param layers number of weight matrices of the network
         */
        Law law(int fanIn, int fanOut, int layer, int layers);
    }

    /** The law of one layer; see {@link Rule#law}. */
    public Law law(int fanIn, int fanOut, int layer, int layers) {
        return rule.law(fanIn, fanOut, layer, layers);
    }

    @Override
    public String toString() {
        return spec;
    }
}
