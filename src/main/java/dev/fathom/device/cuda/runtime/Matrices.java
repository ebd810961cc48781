package dev.fathom.device.cuda.runtime;

import dev.fathom.device.Tensor;

/**
 * How a kernel sees a tensor: {@code struct Matrices} of kernels/cohort.cuh.
 *
 * @param address 0 for an operand that is switched off
 * @param stride elements between the matrices of two trials, 0 where all share one
 */
public record Matrices(long address, long stride) {
    public static final Matrices ABSENT = new Matrices(0, 0);

    /**
     * An operand of an operation on cohorts of {@code trials} networks.
     *
     * @param tensor nullable; of the shape given, and of as many trials or one
     */
    public static Matrices of(Tensor tensor, int trials, int rows, int columns) {
        if (tensor == null) {
            return ABSENT;
        }
        boolean fits = tensor.rows() == rows && tensor.columns() == columns;
        if (!fits || (tensor.trials() != 1 && tensor.trials() != trials)) {
            throw new IllegalArgumentException("a tensor of " + tensor.trials() + " x " + tensor.rows() + " x "
                    + tensor.columns() + " stands where " + trials + " x " + rows + " x " + columns + " is needed");
        }
        CudaTensor cuda = CudaTensor.of(tensor);
        return new Matrices(cuda.address(), cuda.stride());
    }

    /** A row of values by step for each trial or for all, nullable. */
    public static Matrices ofRates(Tensor rates, int trials) {
        return rates == null ? ABSENT : of(rates, trials, 1, rates.columns());
    }
}
