package dev.fathom.net;

import java.util.List;

/** Takes the scale from a signal; without learnable gain or shift. */
public record Normalize(Norm norm) implements Block {
    /** Over which values. */
    public enum Norm {
        /** Mean 0 and variance 1 over the channels of each position (Ba et al. 2016). */
        LAYER
    }

    @Override
    public Extent output(Extent in) {
        return in;
    }

    @Override
    public List<Weight> weights(Extent in) {
        return List.of();
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.normalize(this);
    }
}
