package dev.fathom.theory.meanfield;

/** What becomes of the pre-activations' length in ever deeper layers, for an input of second moment 1. */
public enum LengthLimit {
    /** It settles at a positive fixed point. */
    SETTLES,
    /** It shrinks to 0. */
    VANISHES,
    /** It grows without bound. */
    EXPLODES,
    /** Every length is a fixed point: the input's stays. */
    PRESERVED
}
