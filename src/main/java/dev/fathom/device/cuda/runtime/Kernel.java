package dev.fathom.device.cuda.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import jcuda.Pointer;
import jcuda.driver.CUfunction;
import jcuda.driver.CUstream;
import jcuda.driver.JCudaDriver;

/**
 * One kernel of a module. The sizes of its parameters come from the PTX, and every launch is held to them: the driver
 * would read past an argument that is too short.
 */
public record Kernel(String name, CUfunction function, List<Integer> parameterSizes) {
    /** Bytes kept for an argument: the largest is a struct of two words. */
    private static final int SLOT = 16;

    /** Blocks in x and y, threads in x and y. */
    public record Shape(int blocksX, int blocksY, int threadsX, int threadsY) {}

    /**
     * Queues the kernel.
     *
     * @param arguments Integer, Float, Double, Long (also an address), or {@link Matrices}
     */
    public void launch(CUstream stream, Shape shape, Object... arguments) {
        if (arguments.length != parameterSizes.size()) {
            throw new IllegalArgumentException(
                    "kernel " + name + " takes " + parameterSizes.size() + " arguments, not " + arguments.length);
        }
        ByteBuffer slots =
                ByteBuffer.allocateDirect(SLOT * Math.max(1, arguments.length)).order(ByteOrder.nativeOrder());
        Pointer[] places = new Pointer[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            int written = write(arguments[i], slots, SLOT * i);
            if (written != parameterSizes.get(i)) {
                throw new IllegalArgumentException("argument " + i + " of kernel " + name + " takes "
                        + parameterSizes.get(i) + " bytes, not the " + written + " of " + arguments[i]);
            }
            places[i] = Pointer.to(slots).withByteOffset(SLOT * i);
        }
        Check.driver(
                JCudaDriver.cuLaunchKernel(
                        function,
                        shape.blocksX(),
                        shape.blocksY(),
                        1,
                        shape.threadsX(),
                        shape.threadsY(),
                        1,
                        0,
                        stream,
                        Pointer.to(places),
                        null),
                "kernel " + name);
    }

    private static int write(Object argument, ByteBuffer slots, int at) {
        if (argument instanceof Integer value) {
            slots.putInt(at, value);
            return Integer.BYTES;
        }
        if (argument instanceof Float value) {
            slots.putFloat(at, value);
            return Float.BYTES;
        }
        if (argument instanceof Long value) {
            slots.putLong(at, value);
            return Long.BYTES;
        }
        if (argument instanceof Double value) {
            slots.putDouble(at, value);
            return Double.BYTES;
        }
        Matrices matrices = (Matrices) argument;
        slots.putLong(at, matrices.address());
        slots.putLong(at + Long.BYTES, matrices.stride());
        return 2 * Long.BYTES;
    }
}
