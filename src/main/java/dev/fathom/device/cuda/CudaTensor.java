package dev.fathom.device.cuda;

import dev.fathom.device.Tensor;
import jcuda.driver.CUdeviceptr;

/** Row-major matrices one after another in device memory. */
record CudaTensor(Region region, int trials, int rows, int columns) implements Tensor {
    static CudaTensor of(Tensor tensor) {
        return (CudaTensor) tensor;
    }

    /** Elements between the matrices of two trials; 0 where all share one. */
    long stride() {
        return trials == 1 ? 0 : size();
    }

    CUdeviceptr pointer() {
        return region.pointer();
    }

    CUdeviceptr pointer(int trial) {
        return region.pointer((long) Float.BYTES * size() * trial);
    }

    @Override
    public Tensor column() {
        return new CudaTensor(region, trials, size(), 1);
    }
}
