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

    /**
     * The same elements in the same order as a matrix of another form: what is written to one is read from the other.
     *
     * @throws IllegalArgumentException where the form has another number of elements
     */
    Tensor reshape(int rows, int columns);

    /** The same elements as a column (size, 1). */
    default Tensor column() {
        return reshape(size(), 1);
    }

    /** @throws IllegalArgumentException where a tensor has not as many elements as a form */
    static void requireForm(Tensor tensor, int rows, int columns) {
        if (tensor.size() != Math.multiplyExact(rows, columns)) {
            throw new IllegalArgumentException("the elements of " + tensor.rows() + " x " + tensor.columns()
                    + " are not those of " + rows + " x " + columns);
        }
    }
}
