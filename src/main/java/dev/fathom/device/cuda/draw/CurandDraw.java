package dev.fathom.device.cuda.draw;

import dev.fathom.device.cuda.runtime.Check;
import dev.fathom.device.cuda.runtime.CudaContext;
import dev.fathom.device.cuda.runtime.CudaTensor;
import dev.fathom.device.cuda.runtime.DeviceMemory;
import dev.fathom.device.cuda.runtime.Grids;
import dev.fathom.device.cuda.runtime.Kernels;
import dev.fathom.device.cuda.runtime.Region;
import dev.fathom.init.Distribution;
import jcuda.driver.CUdeviceptr;
import jcuda.driver.JCudaDriver;
import jcuda.jcurand.JCurand;
import jcuda.jcurand.curandGenerator;
import jcuda.jcurand.curandOrdering;
import jcuda.jcurand.curandRngType;
import jcuda.jcurand.curandStatus;

/**
 * Random weights by cuRAND, a call or two for each trial's matrix: the beginning of the Philox sequence that its key
 * names. This is what {@link TogetherDraw} is held to.
 */
public final class CurandDraw implements AutoCloseable {
    /** cuRAND writes normals in pairs, and whole words of four floats where it can. */
    private static final int ALIGNMENT = 4;

    private final CudaContext context;
    private final Kernels kernels;
    private final curandGenerator generator = new curandGenerator();
    private DeviceMemory scratch; // null between draws

    CurandDraw(CudaContext context, Kernels kernels) {
        this.context = context;
        this.kernels = kernels;
        Check.curand(
                JCurand.curandCreateGenerator(generator, curandRngType.CURAND_RNG_PSEUDO_PHILOX4_32_10),
                "starting cuRAND");
        Check.curand(JCurand.curandSetStream(generator, context.streamOfLibraries()), "giving cuRAND its stream");
        Check.curand(
                JCurand.curandSetGeneratorOrdering(generator, curandOrdering.CURAND_ORDERING_PSEUDO_LEGACY),
                "choosing cuRAND's ordering");
    }

    /** Such as 10.3.7. */
    public static String version() {
        int[] version = new int[1];
        Check.curand(JCurand.curandGetVersion(version), "asking for the version of cuRAND");
        int v = version[0];
        return v / 1000 + "." + v / 100 % 10 + "." + v % 100;
    }

    /**
     * Draws one trial's matrix.
     *
     * @param distribution of independent elements
     */
    void draw(Distribution.Independent distribution, long key, CudaTensor weights, int trial) {
        Region sequence = sequence(padded(weights.size()));
        CUdeviceptr target = weights.pointer(trial);
        if (distribution instanceof Distribution.Constant constant) {
            int bits = Float.floatToRawIntBits((float) constant.value());
            Check.driver(
                    JCudaDriver.cuMemsetD32Async(target, bits, weights.size(), context.stream()), "filling a matrix");
        } else if (distribution instanceof Distribution.Normal normal) {
            place(
                    weights,
                    trial,
                    sequence,
                    (count, to) -> normals(key, (float) normal.mean(), (float) normal.std(), count, to));
        } else if (distribution instanceof Distribution.Uniform uniform) {
            place(weights, trial, sequence, (count, to) -> uniforms(key, count, to));
            float span = (float) (uniform.high() - uniform.low());
            elementwise("affine", weights, trial, (float) uniform.low(), span, (float) uniform.high());
        } else if (distribution instanceof Distribution.TruncatedNormal cut) {
            place(weights, trial, sequence, (count, to) -> uniforms(key, count, to));
            truncate(cut, weights, trial);
        }
    }

    private void truncate(Distribution.TruncatedNormal cut, CudaTensor weights, int trial) {
        Distribution.Normal parent = new Distribution.Normal(cut.parentMean(), cut.parentStd());
        double bottom = parent.cdf(cut.low());
        double mass = parent.cdf(cut.high()) - bottom;
        elementwise("truncate", weights, trial, parent.mean(), parent.std(), cut.low(), cut.high(), bottom, mass);
    }

    private interface Generation {
        void run(int count, CUdeviceptr to);
    }

    /** Draws straight into a trial's matrix where cuRAND can write there, else by way of the scratch. */
    private void place(CudaTensor weights, int trial, Region sequence, Generation generation) {
        int size = weights.size();
        if (size == padded(size)) {
            generation.run(size, weights.pointer(trial));
            return;
        }
        generation.run(padded(size), sequence.pointer());
        Check.driver(
                JCudaDriver.cuMemcpyDtoDAsync(
                        weights.pointer(trial), sequence.pointer(), (long) Float.BYTES * size, context.stream()),
                "placing random numbers");
    }

    /** At least so many floats; what was taken before is used again. */
    private Region sequence(int size) {
        long bytes = (long) Float.BYTES * size;
        if (scratch == null || scratch.bytes() < bytes) {
            forget();
            scratch = context.allocate(bytes);
        }
        return new Region(scratch, 0, bytes);
    }

    /** Gives the scratch back. */
    void forget() {
        if (scratch != null) {
            context.free(scratch);
            scratch = null;
        }
    }

    private static int padded(int size) {
        return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private void normals(long key, float mean, float deviation, int count, CUdeviceptr to) {
        start(key);
        check(JCurand.curandGenerateNormal(generator, to, count, mean, deviation), "drawing normals");
    }

    private void uniforms(long key, int count, CUdeviceptr to) {
        start(key);
        check(JCurand.curandGenerateUniform(generator, to, count), "drawing uniforms");
    }

    /** cuRAND calls every failure of the device a launch failure: the driver knows more. */
    private void check(int status, String work) {
        if (status != curandStatus.CURAND_STATUS_SUCCESS) {
            context.synchronize();
        }
        Check.curand(status, work);
    }

    private void start(long key) {
        check(JCurand.curandSetPseudoRandomGeneratorSeed(generator, key), "seeding cuRAND");
        check(JCurand.curandSetGeneratorOffset(generator, 0), "seeding cuRAND");
    }

    /** Runs a kernel of kernels/draw.cu over one trial's matrix. */
    private void elementwise(String kernel, CudaTensor weights, int trial, Object... parameters) {
        Object[] arguments = new Object[parameters.length + 2];
        arguments[0] = weights.address() + (long) Float.BYTES * weights.size() * trial;
        arguments[1] = weights.size();
        System.arraycopy(parameters, 0, arguments, 2, parameters.length);
        kernels.named(kernel).launch(context.stream(), Grids.elementsOfOne(weights), arguments);
    }

    @Override
    public void close() {
        JCurand.curandDestroyGenerator(generator);
    }
}
