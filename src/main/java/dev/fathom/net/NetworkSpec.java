package dev.fathom.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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

    /** By layer, whether an activation follows it, or follows what its block makes of it. */
    public List<Boolean> activated() {
        List<Boolean> activated = new ArrayList<>();
        mark(input, blocks, activated);
        return activated;
    }

    private static void mark(Extent in, List<Block> blocks, List<Boolean> activated) {
        Extent extent = in;
        for (Block block : blocks) {
            if (block instanceof Residual residual) {
                mark(extent, residual.branch(), activated);
            } else if (block instanceof Activate) {
                activated.set(activated.size() - 1, true);
            } else {
                block.weights(extent).forEach(weight -> activated.add(false));
            }
            extent = block.output(extent);
        }
    }

    /** How positions see each other, where they do: the first block of attention, which stands for all. */
    public Optional<Attention> attention() {
        return attention(blocks);
    }

    private static Optional<Attention> attention(List<Block> blocks) {
        return blocks.stream()
                .flatMap(block -> block instanceof Attention attention
                        ? Stream.of(attention)
                        : block instanceof Residual residual ? attention(residual.branch()).stream() : Stream.empty())
                .findFirst();
    }

    /** Weight matrices but the output layer. */
    public int hiddenLayers() {
        List<Weight> weights = weights();
        return weights.size() - (weights.get(weights.size() - 1).isOutput() ? 1 : 0);
    }

    /**
     * What users call each weight matrix: {@code stem}, {@code layer 3}, {@code block 3, conv 1}, {@code block 3, query},
     * {@code output}.
     */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        Extent extent = input;
        int block = 0;
        int convolutions = 0;
        for (Block each : blocks) {
            List<Weight> weights = each.weights(extent);
            boolean branch = weights.stream().anyMatch(Weight::endsBranch);
            block += beginsBlock(weights, branch) ? 1 : 0;
            for (int i = 0; i < weights.size(); i++) {
                Weight weight = weights.get(i);
                convolutions += weight.part().equals("conv") ? 1 : 0;
                String number = weights.size() > 1 ? ", " + weight.part() + " " + (i + 1) : "";
                names.add(
                        switch (weight.part()) {
                            case "layer" -> branch ? "block " + block + number : "layer " + (names.size() + 1);
                            case "conv" -> branch ? "block " + block + number : "conv " + convolutions;
                            case "stem", "positions" -> weight.part();
                            default -> weight.isOutput() ? "output" : "block " + block + ", " + weight.part();
                        });
            }
            extent = each.output(extent);
        }
        return names;
    }

    /** A block is a branch, but for a transformer's, which begins with attention and may have a second branch. */
    private static boolean beginsBlock(List<Weight> weights, boolean branch) {
        String first = weights.isEmpty() ? "" : weights.get(0).part();
        return first.equals("query") || branch && !first.equals("mlp 1");
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
