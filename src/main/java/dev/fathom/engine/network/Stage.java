package dev.fathom.engine.network;

/** A part of a network as it runs: what its blocks come to once neighbours are fused. */
interface Stage {
    void forward(Pass pass);

    /** From the gradient by what the stage gives to that by what it takes. */
    void backward(Pass pass);
}
