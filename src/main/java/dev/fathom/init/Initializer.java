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
    /** A few roundings of float64 in another order. */
    private static final double ROUNDING = 1e-12;

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

    /** Whether both draw the same weights in the same way, whatever they are called. */
    boolean draws(Initializer other) {
        return scheme.equals(other.scheme)
                && same(distribution(300, 700, 1, 2), other.distribution(300, 700, 1, 2))
                && same(distribution(700, 300, 2, 2), other.distribution(700, 300, 2, 2))
                && same(distribution(300, 10, 3, 2), other.distribution(300, 10, 3, 2));
    }

    /** Of one kind, with the same moments and support but for roundings. */
    private static boolean same(Distribution one, Distribution other) {
        double size = Math.sqrt(one.variance() + one.mean() * one.mean());
        return one.getClass() == other.getClass()
                && Math.abs(one.mean() - other.mean()) <= ROUNDING * size
                && Math.abs(one.variance() - other.variance()) <= ROUNDING * size * size
                && same(one.support().low(), other.support().low())
                && same(one.support().high(), other.support().high());
    }

    private static boolean same(double one, double other) {
        return one == other || Math.abs(one - other) <= ROUNDING * Math.abs(one);
    }

    @Override
    public String toString() {
        return spec;
    }
}
