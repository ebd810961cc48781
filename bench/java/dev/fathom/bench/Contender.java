package dev.fathom.bench;

import java.io.IOException;

/** One way of training a cohort; it lives in a process of its own, as two BLAS libraries in one disturb each other. */
interface Contender extends AutoCloseable {
    /** The library and its version. */
    String describe() throws IOException;

    /**
     * Networks, weights and data; everything before the first step.
     *
     * @param steps of a round
     */
    void prepare(Case cohort, int steps) throws IOException;

    /** The loss of each trial of {@link Case#compared} before each of its first steps, trial by trial; empty where there is none to compare. */
    float[] losses(int steps) throws IOException;

    /** Trains every trial for the round's steps; nanoseconds taken. */
    long train() throws IOException;

    @Override
    void close();
}
