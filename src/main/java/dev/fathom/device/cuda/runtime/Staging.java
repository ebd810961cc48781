package dev.fathom.device.cuda.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jcuda.Pointer;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.JCudaDriver;

/**
 * Pinned host memory that all copies between Java and the device pass through. The driver copies from and to it while the
 * host goes on; Java's own arrays may move meanwhile. Copies to the device wait only where this memory is full.
 */
final class Staging implements AutoCloseable {
    private static final int BYTES = 4 << 20;
    private static final int ALIGNMENT = 16;

    private final CudaContext context;
    private final Pointer memory = new Pointer();
    private final ByteBuffer buffer;
    private int used; // by copies to the device that may not have run yet

    /** Moves one piece between the buffer and the values, of which {@code at} bytes come before it. */
    public interface Piece {
        void move(ByteBuffer piece, long at);
    }

    Staging(CudaContext context) {
        this.context = context;
        Check.driver(JCudaDriver.cuMemHostAlloc(memory, BYTES, 0), "pinning memory of the host");
        buffer = memory.getByteBuffer(0, BYTES).order(ByteOrder.nativeOrder());
    }

    /** Queues a copy to the device; the values may change as soon as this returns. */
    void upload(CUdeviceptr target, long bytes, Piece write) {
        for (long at = 0; at < bytes; ) {
            int count = reserve(bytes - at);
            write.move(piece(count), at);
            Check.driver(
                    JCudaDriver.cuMemcpyHtoDAsync(
                            target.withByteOffset(at), memory.withByteOffset(used), count, context.stream()),
                    "copying to the GPU");
            used += (count + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
            at += count;
        }
    }

    /** Copies from the device behind all queued work, and waits. */
    void download(CUdeviceptr source, long bytes, Piece read) {
        for (long at = 0; at < bytes; ) {
            int count = reserve(bytes - at);
            Check.driver(
                    JCudaDriver.cuMemcpyDtoHAsync(
                            memory.withByteOffset(used), source.withByteOffset(at), count, context.stream()),
                    "copying from the GPU");
            context.synchronize();
            read.move(piece(count), at);
            used = 0;
            at += count;
        }
    }

    /** How many of the bytes fit now: all, or as many as a whole empty buffer holds. */
    private int reserve(long wanted) {
        if (wanted > BYTES - used) {
            context.synchronize();
            used = 0;
        }
        return (int) Math.min(wanted, BYTES);
    }

    private ByteBuffer piece(int count) {
        return buffer.slice(used, count).order(ByteOrder.nativeOrder());
    }

    @Override
    public void close() {
        JCudaDriver.cuMemFreeHost(memory);
    }
}
