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

    /** Weight matrices but the output layer. */
    public int hiddenLayers() {
        List<Weight> weights = weights();
        return weights.size() - (weights.get(weights.size() - 1).isOutput() ? 1 : 0);
    }

    /** What users call each weight matrix. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        Extent extent = input;
        int block = 0;
        for (Block each : blocks) {
            List<Weight> weights = each.weights(extent);
            boolean branch = weights.stream().anyMatch(Weight::endsBranch);
            block += branch ? 1 : 0;
            for (int i = 0; i < weights.size(); i++) {
                names.add(
                        weights.get(i).isOutput()
                                ? "output"
                                : !branch
                                        ? "layer " + (names.size() + 1)
                                        : "block " + block + (weights.size() > 1 ? ", layer " + (i + 1) : ""));
            }
            extent = each.output(extent);
        }
        return names;
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
