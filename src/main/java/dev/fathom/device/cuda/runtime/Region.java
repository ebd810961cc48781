package dev.fathom.device.cuda.runtime;

import jcuda.driver.CUdeviceptr;

/** A stretch of device memory inside an allocation. */
public record Region(DeviceMemory memory, long offset, long bytes) {
    public long address() {
        return memory.address() + offset;
    }

    /** What the libraries take; {@code bytes} from the start of the region. */
    public CUdeviceptr pointer(long bytes) {
        return memory.withByteOffset(offset + bytes);
    }

    public CUdeviceptr pointer() {
        return pointer(0);
    }
}
