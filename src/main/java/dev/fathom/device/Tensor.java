package dev.fathom.device;

/**
 * One float32 matrix per trial of a cohort, row-major, held by a device: shape (trials, rows, columns). A tensor of one
 * trial may stand beside tensors of many: every trial then reads the same matrix (stride 0).
 */
public interface Tensor {
    int trials();

    int rows();

    int columns();

    /** Elements of one trial's matrix. */
    default int size() {
        return Math.multiplyExact(rows(), columns());
    }

    /** The same elements as a column (size, 1). */
    Tensor column();
}
