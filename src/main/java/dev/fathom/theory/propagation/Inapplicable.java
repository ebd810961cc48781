package dev.fathom.theory.propagation;

import dev.fathom.net.Normalize;

/** Theory says nothing of a network; the message says why. */
final class Inapplicable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Inapplicable(String reason) {
        super(reason, null, false, false);
    }

    /** @throws Inapplicable where a normalization goes over more than the channels of a position */
    static void requirePositionwise(Normalize block) {
        if (block.norm() == Normalize.Norm.BATCH) {
            throw new Inapplicable("batch normalization couples the samples of a batch");
        }
    }
}
