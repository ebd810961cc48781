package dev.fathom.net;

import java.util.ArrayList;
import java.util.List;

/** z ← z + scale · branch(z). */
public record Residual(List<Block> branch, float scale) implements Block {
    public Residual {
        branch = List.copyOf(branch);
    }

    @Override
    public Extent output(Extent in) {
        Extent out = NetworkSpec.output(in, branch);
        if (!out.equals(in)) {
            throw new IllegalArgumentException(
                    "a branch must give back the shape that it takes, not " + in + " as " + out);
        }
        return out;
    }

    @Override
    public List<Weight> weights(Extent in) {
        List<Weight> weights = new ArrayList<>(NetworkSpec.weights(in, branch));
        weights.replaceAll(weight -> weight.at(Weight.Place.IN_BRANCH));
        int last = weights.size() - 1;
        weights.set(last, weights.get(last).at(Weight.Place.BRANCH_END));
        return weights;
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.residual(this);
    }
}
