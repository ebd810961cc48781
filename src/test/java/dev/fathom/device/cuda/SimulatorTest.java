package dev.fathom.device.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.device.DeviceFailure;
import dev.fathom.device.cuda.libraries.CudaNatives;
import dev.fathom.device.cuda.runtime.Check;
import dev.fathom.device.cuda.runtime.CudaContext;
import dev.fathom.device.cuda.runtime.DeviceMemory;
import dev.fathom.device.cuda.runtime.Kernel;
import java.util.Arrays;
import java.util.List;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;
import jcuda.driver.JCudaDriver;
import org.junit.jupiter.api.Test;

/** The simulator sees the mistakes it is there for: the kernels of src/test/native/mistakes.cu make one each. */
@OnSimulator
class SimulatorTest {
    private static final int COUNT = 64;

    /** Runs a kernel on COUNT floats and answers them. */
    private static float[] run(int ordinal, String name) {
        CudaNatives.require();
        try (CudaContext context = new CudaContext(ordinal)) {
            CUmodule module = load(".entry " + name + "(.param .u64 x, .param .u32 n)");
            CUfunction function = new CUfunction();
            Check.driver(JCudaDriver.cuModuleGetFunction(function, module, name), name);
            DeviceMemory memory = context.allocate(Float.BYTES * COUNT);
            Kernel kernel = new Kernel(name, function, List.of(Long.BYTES, Integer.BYTES));
            kernel.launch(context.stream(), new Kernel.Shape(1, 1, COUNT, 1), memory.address(), COUNT);
            float[] values = new float[COUNT];
            context.download(memory, values);
            return values;
        }
    }

    private static CUmodule load(String entry) {
        String ptx = ".version 6.3 .target sm_60 " + entry + " { ret; }\0";
        CUmodule module = new CUmodule();
        Check.driver(JCudaDriver.cuModuleLoadData(module, ptx.getBytes()), "loading");
        return module;
    }

    @Test
    void freshMemoryHoldsNaN() {
        assertThat(run(0, "does_nothing")).containsOnly(Float.NaN);
    }

    @Test
    void freshSharedMemoryHoldsNaN() {
        assertThat(run(0, "reads_shared_before_writing")).containsOnly(Float.NaN);
    }

    @Test
    void aMissingBarrierShowsInOneOfTheOrders() {
        assertThat(run(0, "reads_neighbour_without_barrier")).isNotEqualTo(run(1, "reads_neighbour_without_barrier"));
        assertThat(run(0, "reads_neighbour_after_barrier")).isEqualTo(run(1, "reads_neighbour_after_barrier"));
    }

    @Test
    void argumentsThatDifferFromThePtxAreRefused() {
        CudaNatives.require();
        try (CudaContext context = new CudaContext(0)) {
            CUmodule module = load(".entry does_nothing(.param .u64 x, .param .u64 n)");
            assertThat(JCudaDriver.cuModuleGetFunction(new CUfunction(), module, "does_nothing"))
                    .isEqualTo(CUresult.CUDA_ERROR_INVALID_IMAGE);
            assertThat(context.name()).startsWith("Simulated GPU");
        }
    }

    @Test
    void argumentsThatDifferFromThePtxAreRefusedInJavaToo() {
        Kernel kernel = new Kernel("k", new CUfunction(), List.of(Long.BYTES, Integer.BYTES));
        Kernel.Shape shape = new Kernel.Shape(1, 1, 1, 1);
        assertThatThrownBy(() -> kernel.launch(null, shape, 1L)).hasMessageContaining("takes 2 arguments");
        assertThatThrownBy(() -> kernel.launch(null, shape, 1L, 2L)).hasMessageContaining("takes 4 bytes");
    }

    /** Errors that end a context are left to a process of their own. */
    @Test
    void errorsOfKernelsEndTheContext() {
        for (String mistake : Arrays.asList("writes_out_of_bounds", "waits_in_two_places")) {
            Child child = Child.run(List.of(), "mistake", mistake);
            assertThat(child.output()).contains(DeviceFailure.class.getSimpleName());
        }
    }

    /** For {@link ChildMain}. */
    static void make(String mistake) {
        run(0, mistake);
    }
}
