package dev.fathom.engine.network;

import dev.fathom.device.Tensor;

/**
 * What is measured of tokens beside moments, in networks with attention.
 *
 * @param positions of a sample
 * @param cosines room for the mean cosine of each sample's tokens (B, 1)
 */
record TokenLook(int positions, Tensor cosines) {
    /** Measures pre-activations of a layer, with their biases. */
    void cosine(Pass pass, int layer, Tensor z) {
        if (pass.to() != null) {
            pass.ops().cosine(positions, z, cosines);
            pass.ops().measure(cosines, pass.to().tokenCosine(layer));
        }
    }
}
