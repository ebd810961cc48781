package dev.fathom.engine.network;

import dev.fathom.device.Tensor;

/**
 * What one stage hands to the next, (B, m), and the place of the gradient by it, of the same shape.
 *
 * @param tensor null for the network's input, which each pass brings along; so too the gradient
 */
record Value(Tensor tensor, Tensor gradient) {
    static final Value INPUT = new Value(null, null);

    Tensor tensor(Pass pass) {
        return tensor == null ? pass.inputs() : tensor;
    }

    /** Null where nobody asks for the gradient by the input. */
    Tensor gradient(Pass pass) {
        return tensor == null ? pass.inputGradient() : gradient;
    }
}
