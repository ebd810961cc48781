package dev.fathom.device.cuda;

import jcuda.driver.CUdeviceptr;

/** A stretch of device memory inside an allocation. */
record Region(DeviceMemory memory, long offset, long bytes) {
    long address() {
        return memory.address() + offset;
    }

    /** What the libraries take; {@code bytes} from the start of the region. */
    CUdeviceptr pointer(long bytes) {
        return memory.withByteOffset(offset + bytes);
    }

    CUdeviceptr pointer() {
        return pointer(0);
    }
}
