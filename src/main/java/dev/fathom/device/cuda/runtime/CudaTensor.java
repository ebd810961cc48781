package dev.fathom.device.cuda.runtime;

import dev.fathom.device.Tensor;
import jcuda.driver.CUdeviceptr;

/**
 * Row-major matrices in device memory.
 *
 * @param first element of the first matrix, counted from the start of the region
 * @param apart elements between the starts of two matrices
 */
public record CudaTensor(Region region, int trials, int rows, int columns, long first, long apart) implements Tensor {
    public CudaTensor(Region region, int trials, int rows, int columns) {
        this(region, trials, rows, columns, 0, (long) rows * columns);
    }

    public static CudaTensor of(Tensor tensor) {
        return (CudaTensor) tensor;
    }

    /** Elements between the matrices of two trials; 0 where all share one. */
    long stride() {
        return trials == 1 ? 0 : apart;
    }

    public CUdeviceptr pointer() {
        return pointer(0);
    }

    public CUdeviceptr pointer(int trial) {
        return region.pointer(Float.BYTES * (first + apart * trial));
    }

    public long address() {
        return region.address() + Float.BYTES * first;
    }

    /** Some rows of each matrix. */
    public CudaTensor rows(int from, int count) {
        return new CudaTensor(region, trials, count, columns, first + (long) from * columns, apart);
    }

    @Override
    public Tensor reshape(int otherRows, int otherColumns) {
        Tensor.requireForm(this, otherRows, otherColumns);
        return new CudaTensor(region, trials, otherRows, otherColumns, first, apart);
    }
}
