package dev.fathom.net;

import java.util.List;

/** Adds to each position a learned vector of its own, so that attention can tell positions apart. */
public record Positions() implements Block {
    /** Deviation of their elements at the start, whatever the initializer: that of BERT, GPT-2 and ViT. */
    public static final double DEVIATION = 0.02;

    @Override
    public Extent output(Extent in) {
        return in;
    }

    @Override
    public List<Weight> weights(Extent in) {
        return List.of(new Weight(
                "positions", Weight.Place.POSITIONS, in.positions(), in.positions(), in.channels(), 1, in.channels()));
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.positions(this);
    }
}
