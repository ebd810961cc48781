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

    /** Whether a weight acts at several positions of a sample, or sees several of them. */
    public boolean sharesWeights() {
        return weights().stream().anyMatch(weight -> weight.positions() > 1 || weight.fanOut() != weight.columns());
    }

    /** Weight matrices but the output layer. */
    public int hiddenLayers() {
        List<Weight> weights = weights();
        return weights.size() - (weights.get(weights.size() - 1).isOutput() ? 1 : 0);
    }

    /** What users call each weight matrix: {@code stem}, {@code layer 3}, {@code block 3, conv 1}, {@code output}. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        Extent extent = input;
        int block = 0;
        int convolutions = 0;
        for (Block each : blocks) {
            List<Weight> weights = each.weights(extent);
            if (weights.stream().anyMatch(Weight::endsBranch)) {
                block++;
                names.addAll(inBlock(block, weights));
            } else {
                for (Weight weight : weights) {
                    convolutions += weight.part().equals("conv") ? 1 : 0;
                    names.add(
                            switch (weight.part()) {
                                case "layer" -> "layer " + (names.size() + 1);
                                case "conv" -> "conv " + convolutions;
                                default -> weight.part();
                            });
                }
            }
            extent = each.output(extent);
        }
        return names;
    }

    private static List<String> inBlock(int block, List<Weight> weights) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < weights.size(); i++) {
            names.add("block " + block
                    + (weights.size() > 1 ? ", " + weights.get(i).part() + " " + (i + 1) : ""));
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
