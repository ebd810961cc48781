package dev.fathom.device.cuda.runtime;

import jcuda.driver.CUdeviceptr;

/** One allocation of the driver, whose address Java may know: kernels take addresses inside structs. */
public final class DeviceMemory extends CUdeviceptr {
    private final long bytes;

    DeviceMemory(long bytes) {
        this.bytes = bytes;
    }

    public long bytes() {
        return bytes;
    }

    public long address() {
        return getNativePointer();
    }
}
