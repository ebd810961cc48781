package dev.fathom.device.cuda.runtime;

import java.nio.ByteBuffer;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.CUresult;
import jcuda.driver.CUstream;
import jcuda.driver.CUstream_flags;
import jcuda.driver.JCudaDriver;
import jcuda.runtime.cudaStream_t;

/**
 * One GPU's primary context and the one stream on which everything runs, copies too. The stream takes no notice of the
 * default one, on which other code in this process may be working.
 */
public final class CudaContext implements AutoCloseable {
    private final CUdevice device = new CUdevice();
    private final CUcontext context = new CUcontext();
    private final CUstream stream = new CUstream();
    private final Staging staging;
    private final int ordinal;

    public CudaContext(int ordinal) {
        this.ordinal = ordinal;
        Check.driver(JCudaDriver.cuInit(0), "starting CUDA");
        Check.driver(JCudaDriver.cuDeviceGet(device, ordinal), "finding GPU " + ordinal);
        Check.driver(JCudaDriver.cuDevicePrimaryCtxRetain(context, device), "opening GPU " + ordinal);
        try {
            enter();
            Check.driver(
                    JCudaDriver.cuStreamCreate(stream, CUstream_flags.CU_STREAM_NON_BLOCKING), "creating a stream");
            staging = new Staging(this);
        } catch (RuntimeException e) {
            JCudaDriver.cuDevicePrimaryCtxRelease(device);
            throw e;
        }
    }

    /** Makes this GPU the one that the calling thread speaks to; every public entry of the device begins so. */
    public void enter() {
        Check.driver(JCudaDriver.cuCtxSetCurrent(context), "entering the context");
    }

    /** As {@link #enter}, on the way out: false, not an exception, where the device has failed. */
    public boolean tryEnter() {
        return JCudaDriver.cuCtxSetCurrent(context) == CUresult.CUDA_SUCCESS;
    }

    public int ordinal() {
        return ordinal;
    }

    public CUstream stream() {
        return stream;
    }

    public cudaStream_t streamOfLibraries() {
        return new cudaStream_t(stream);
    }

    public String name() {
        byte[] name = new byte[256];
        Check.driver(JCudaDriver.cuDeviceGetName(name, name.length, device), "asking for the GPU's name");
        return Text.of(name);
    }

    public long freeBytes() {
        long[] free = new long[1];
        long[] all = new long[1];
        Check.driver(JCudaDriver.cuMemGetInfo(free, all), "asking for the free memory");
        return free[0];
    }

    /** @throws dev.fathom.device.OutOfDeviceMemory when the device cannot hold it */
    public DeviceMemory allocate(long bytes) {
        DeviceMemory memory = new DeviceMemory(bytes);
        Check.driver(JCudaDriver.cuMemAlloc(memory, bytes), bytes + " bytes");
        return memory;
    }

    /** Waits for work that may still read the memory. Failures stay silent: they were reported where they happened. */
    public void free(DeviceMemory memory) {
        JCudaDriver.cuMemFree(memory);
    }

    public void zero(Region region) {
        Check.driver(
                JCudaDriver.cuMemsetD8Async(region.pointer(), (byte) 0, region.bytes(), stream), "clearing memory");
    }

    /** Queues a copy of the values; they may change as soon as this returns. */
    public void upload(float[] values, CUdeviceptr target) {
        staging.upload(
                target,
                (long) Float.BYTES * values.length,
                (piece, at) ->
                        piece.asFloatBuffer().put(values, (int) (at / Float.BYTES), piece.remaining() / Float.BYTES));
    }

    /** Likewise. */
    public void upload(int[] values, CUdeviceptr target) {
        staging.upload(
                target,
                (long) Integer.BYTES * values.length,
                (piece, at) ->
                        piece.asIntBuffer().put(values, (int) (at / Integer.BYTES), piece.remaining() / Integer.BYTES));
    }

    /** Likewise, from the start of a buffer to its position. */
    public void upload(ByteBuffer written, CUdeviceptr target) {
        staging.upload(target, written.position(), (piece, at) -> piece.put(0, written, (int) at, piece.remaining()));
    }

    /** Waits for all queued work and for the copy. */
    public void download(CUdeviceptr source, long bytes, Staging.Piece read) {
        staging.download(source, bytes, read);
    }

    /** Likewise. */
    public void download(CUdeviceptr source, float[] values) {
        download(
                source,
                (long) Float.BYTES * values.length,
                (piece, at) ->
                        piece.asFloatBuffer().get(values, (int) (at / Float.BYTES), piece.remaining() / Float.BYTES));
    }

    /** Likewise. */
    public void download(CUdeviceptr source, double[] values) {
        download(
                source,
                (long) Double.BYTES * values.length,
                (piece, at) -> piece.asDoubleBuffer()
                        .get(values, (int) (at / Double.BYTES), piece.remaining() / Double.BYTES));
    }

    public void synchronize() {
        Check.driver(JCudaDriver.cuStreamSynchronize(stream), "the queued work");
    }

    /** A device that failed cannot even be closed in order; nothing is thrown. */
    @Override
    public void close() {
        if (tryEnter()) {
            staging.close();
            JCudaDriver.cuStreamDestroy(stream);
        }
        JCudaDriver.cuDevicePrimaryCtxRelease(device);
    }
}
