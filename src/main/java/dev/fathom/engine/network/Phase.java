package dev.fathom.engine.network;

/** What a walk through a network is for, where that makes a difference: to BatchNorm alone. */
enum Phase {
    /** By the statistics of the batch, which are forgotten. */
    MEASURE,
    /** The same, and running statistics follow them. */
    TRAIN,
    /** By running statistics. */
    TEST
}
