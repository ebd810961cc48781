package dev.fathom.init;

/** What a random stream is for: each has its own, so that changing one never disturbs another. */
public enum Purpose {
    WEIGHTS,
    BIASES,
    INPUT,
    COTANGENT,
    SHARED_INPUT
}
