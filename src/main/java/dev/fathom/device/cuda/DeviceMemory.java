package dev.fathom.device.cuda;

import jcuda.driver.CUdeviceptr;

/** One allocation of the driver, whose address Java may know: kernels take addresses inside structs. */
final class DeviceMemory extends CUdeviceptr {
    private final long bytes;

    DeviceMemory(long bytes) {
        this.bytes = bytes;
    }

    long bytes() {
        return bytes;
    }

    long address() {
        return getNativePointer();
    }
}
