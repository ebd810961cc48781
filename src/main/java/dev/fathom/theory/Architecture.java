package dev.fathom.theory;

/** How a layer's pre-activations follow from those before: what theory needs to know of an architecture. */
public sealed interface Architecture {
    /** Whether each sample's pre-activations are brought to mean 0 and variance 1 (layer norm) before φ. */
    boolean normalised();

    /** z' = W φ(z) + b. */
    record Plain(boolean normalised) implements Architecture {}

    /** z' = z + α (W φ(z) + b), the first layer and an output layer being plain. */
    record Residual(double alpha, boolean normalised) implements Architecture {}
}
