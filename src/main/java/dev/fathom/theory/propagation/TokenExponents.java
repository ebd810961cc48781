package dev.fathom.theory.propagation;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * The two rates a block that tell whether a deep transformer trains, after Cowsik et al. 2024 (arXiv:2403.02579): best near 0
 * both. They are means over the blocks of one depth, as a stream without normalization changes from block to block.
 *
 * @param angle ln of the factor by which a small angle between tokens, as 1 - cosine, grows: below 0 tokens collapse to one
 *     direction, above 0 they spread; minus infinity where a block makes equal tokens of nearly equal ones
 * @param gradient ln of the factor by which the second moment of gradients grows on its way back, from equal ones at all
 *     tokens, as a mean over tokens gives them
 */
public record TokenExponents(double angle, double gradient) {
    /** 1 - cosine of tokens whose angle is small. */
    private static final double SMALL = 1e-12;

    /**
     * Of a net without outputs to which theory applies.
     *
     * @param correlation of two tokens of the input
     */
    public static TokenExponents of(FiniteNetwork network, int blocks, double input, double correlation) {
        Recursion near = new Recursion(withoutPositions(network), input, OptionalDouble.of(1 - SMALL));
        double first = near.preactivations().get(0).decorrelation().orElseThrow();
        double last = near.top().decorrelation().orElseThrow();
        Recursion forward = new Recursion(network, input, OptionalDouble.of(correlation));
        return new TokenExponents(
                Math.log(last / first) / blocks, TokenGradients.logGrowth(network, forward, 1) / blocks);
    }

    /** Vectors of positions would hide the angle. */
    private static FiniteNetwork withoutPositions(FiniteNetwork network) {
        List<Layer> layers = IntStream.range(0, network.layers().size())
                .mapToObj(i -> network.spec().weights().get(i).hasBiases()
                        ? network.layers().get(i)
                        : Layer.centred(1, network.layers().get(i).fanOut(), 0, 0))
                .toList();
        return new FiniteNetwork(network.activation(), layers, network.spec());
    }
}
