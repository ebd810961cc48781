package dev.fathom.net;

import java.util.ArrayList;
import java.util.List;

/**
 * A whole network.
 *
 * @param input shape of a sample
 */
public record NetworkSpec(Extent input, List<Block> blocks) {
    public NetworkSpec {
        blocks = List.copyOf(blocks);
    }

    public Extent output() {
        return output(input, blocks);
    }

    /** Weight matrices in the order of the forward pass: what users know as layers 1, 2, and so on. */
    public List<Weight> weights() {
        return weights(input, blocks);
    }

    static Extent output(Extent in, List<Block> blocks) {
        Extent extent = in;
        for (Block block : blocks) {
            extent = block.output(extent);
        }
        return extent;
    }

    static List<Weight> weights(Extent in, List<Block> blocks) {
        List<Weight> weights = new ArrayList<>();
        Extent extent = in;
        for (Block block : blocks) {
            weights.addAll(block.weights(extent));
            extent = block.output(extent);
        }
        return weights;
    }
}
