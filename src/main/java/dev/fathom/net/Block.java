package dev.fathom.net;

import java.util.List;

/**
 * One step of a network: the shape that it takes and gives, and its weight matrices. What runs it and what theory says of
 * it stand elsewhere, one file for each kind; {@link Visitor} leads whoever adds a kind to all of them.
 */
public sealed interface Block permits Dense, Convolve, Attention, Positions, Normalize, Activate, Residual, Pool {
    /** @throws IllegalArgumentException where the block does not take such samples */
    Extent output(Extent in);

    /** Weight matrices in the order of the forward pass. */
    List<Weight> weights(Extent in);

    <R> R accept(Visitor<R> visitor);

    /** One answer for each kind of block. */
    interface Visitor<R> {
        R dense(Dense block);

        R convolve(Convolve block);

        R attend(Attention block);

        R positions(Positions block);

        R normalize(Normalize block);

        R activate(Activate block);

        R residual(Residual block);

        R pool(Pool block);
    }
}
