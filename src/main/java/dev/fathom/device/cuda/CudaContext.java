package dev.fathom.device.cuda;

import jcuda.Pointer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;
import jcuda.runtime.cudaStream_t;

/**
 * One GPU's primary context and the one stream on which everything runs. The stream is a blocking one: the synchronous
 * copies of the driver wait for it, and it waits for them.
 */
final class CudaContext implements AutoCloseable {
    private final CUdevice device = new CUdevice();
    private final CUcontext context = new CUcontext();
    private final CUstream stream = new CUstream();
    private final int ordinal;

    CudaContext(int ordinal) {
        this.ordinal = ordinal;
        Check.driver(JCudaDriver.cuInit(0), "starting CUDA");
        Check.driver(JCudaDriver.cuDeviceGet(device, ordinal), "finding GPU " + ordinal);
        Check.driver(JCudaDriver.cuDevicePrimaryCtxRetain(context, device), "opening GPU " + ordinal);
        try {
            enter();
            Check.driver(JCudaDriver.cuStreamCreate(stream, 0), "creating a stream");
        } catch (RuntimeException e) {
            JCudaDriver.cuDevicePrimaryCtxRelease(device);
            throw e;
        }
    }

    /** Makes this GPU the one that the calling thread speaks to; every public entry of the device begins so. */
    void enter() {
        Check.driver(JCudaDriver.cuCtxSetCurrent(context), "entering the context");
    }

    /** As {@link #enter}, on the way out: false, not an exception, where the device has failed. */
    boolean tryEnter() {
        return JCudaDriver.cuCtxSetCurrent(context) == CUresult.CUDA_SUCCESS;
    }

    int ordinal() {
        return ordinal;
    }

    CUstream stream() {
        return stream;
    }

    cudaStream_t streamOfLibraries() {
        return new cudaStream_t(stream);
    }

    String name() {
        byte[] name = new byte[256];
        Check.driver(JCudaDriver.cuDeviceGetName(name, name.length, device), "asking for the GPU's name");
        return Text.of(name);
    }

    long freeBytes() {
        long[] free = new long[1];
        long[] all = new long[1];
        Check.driver(JCudaDriver.cuMemGetInfo(free, all), "asking for the free memory");
        return free[0];
    }

    /** @throws dev.fathom.device.OutOfDeviceMemory when the device cannot hold it */
    DeviceMemory allocate(long bytes) {
        DeviceMemory memory = new DeviceMemory();
        Check.driver(JCudaDriver.cuMemAlloc(memory, bytes), bytes + " bytes");
        return memory;
    }

    /** Waits for work that may still read the memory. Failures stay silent: they were reported where they happened. */
    void free(DeviceMemory memory) {
        JCudaDriver.cuMemFree(memory);
    }

    void zero(Region region) {
        Check.driver(
                JCudaDriver.cuMemsetD8Async(region.pointer(), (byte) 0, region.bytes(), stream), "clearing memory");
    }

    /**
     * Copies from a Java array; ordered after all queued work and before all later work. JCuda locks the array in the heap
     * meanwhile, so the waiting is done before.
     */
    void upload(Pointer values, CUdeviceptr target, long bytes) {
        synchronize();
        Check.driver(JCudaDriver.cuMemcpyHtoD(target, values, bytes), "copying to the GPU");
    }

    /** Waits for all queued work, then copies into a Java array. */
    void download(CUdeviceptr source, Pointer values, long bytes) {
        synchronize();
        Check.driver(JCudaDriver.cuMemcpyDtoH(values, source, bytes), "copying from the GPU");
    }

    void synchronize() {
        Check.driver(JCudaDriver.cuStreamSynchronize(stream), "the queued work");
    }

    /** A device that failed cannot even be closed in order; nothing is thrown. */
    @Override
    public void close() {
        if (tryEnter()) {
            JCudaDriver.cuStreamDestroy(stream);
        }
        JCudaDriver.cuDevicePrimaryCtxRelease(device);
    }
}
