package dev.fathom.net;

import java.util.List;

/**
 * Self-attention (Vaswani et al. 2017) up to what its heads mix, side by side: a dense block behind it is its output.
 *
 * @param heads they divide the channels
 * @param causal whether a position sees itself and those before it alone
 */
public record Attention(int heads, boolean causal) implements Block {
    /** Its weight matrices, in this order. */
    public static final List<String> PARTS = List.of("query", "key", "value");

    @Override
    public Extent output(Extent in) {
        if (in.channels() % heads != 0) {
            throw new IllegalArgumentException(
                    heads + " heads do not divide a width of " + in.channels() + ": choose a multiple");
        }
        return in;
    }

    @Override
    public List<Weight> weights(Extent in) {
        int width = in.channels();
        return PARTS.stream()
                .map(part -> new Weight(part, Weight.Place.INNER, in.positions(), width, width, width, width))
                .toList();
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.attend(this);
    }
}
