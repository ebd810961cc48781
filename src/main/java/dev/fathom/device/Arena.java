package dev.fathom.device;

/** The memory of one cohort: everything allocated from it is released together. */
public interface Arena extends AutoCloseable {
    /**
     * Zero-filled matrices, one per trial.
     *
     * @throws OutOfDeviceMemory when the device cannot hold them
     */
    Tensor tensor(int trials, int rows, int columns);

    /**
     * A matrix for all trials, which no operation writes; it has as many rows as the values fill.
     *
     * @param values row-major; the device may keep them instead of a copy, so that they must not change any more
     * @throws OutOfDeviceMemory when the device cannot hold them
     */
    Tensor constant(int columns, float[] values);

    /** A copy of {@code values} on the device. */
    Indices indices(int[] values);

    Statistics statistics(int trials, int slots);

    /** Bytes allocated so far. */
    long bytes();

    @Override
    void close();
}
