package dev.fathom.device;

/** The memory of one cohort: everything allocated from it is released together. */
public interface Arena extends AutoCloseable {
    /**
     * Zero-filled matrices, one per trial.
     *
     * @throws OutOfDeviceMemory when the device cannot hold them
     */
    Tensor tensor(int trials, int rows, int columns);

    /** A copy of {@code values} on the device. */
    Indices indices(int[] values);

    Statistics statistics(int trials, int slots);

    /** Bytes allocated so far. */
    long bytes();

    @Override
    void close();
}
