package dev.fathom.device.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fathom.device.cuda.runtime.Kernels;
import dev.fathom.device.cuda.runtime.Text;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import jcuda.nvptxcompiler.JNvPTXCompiler;
import jcuda.nvptxcompiler.nvPTXCompileResult;
import jcuda.nvptxcompiler.nvPTXCompilerHandle;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** NVIDIA's own PTX compiler, linked into jcuda-natives, takes every kernel for every generation of GPUs since Pascal. */
@Tag("any-jdk")
class PtxAssemblyTest {
    /** The oldest, the first whose threads go on apart, and the newest: some seconds each. */
    @ParameterizedTest
    @ValueSource(ints = {60, 70, 90})
    void assemblesEveryKernel(int capability) {
        requireAssembled(capability);
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(ints = {61, 75, 80, 86, 89})
    void assemblesEveryKernelForTheOthers(int capability) {
        requireAssembled(capability);
    }

    private static void requireAssembled(int capability) {
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "the PTX compiler is here for x86-64 alone");
        for (String module : Kernels.MODULES) {
            assertThat(assemble(Kernels.ptx(module), capability))
                    .as("%s.ptx for sm_%d", module, capability)
                    .isEmpty();
        }
    }

    /** The compiler's complaints. */
    private static String assemble(String ptx, int capability) {
        byte[] text = ptx.getBytes(StandardCharsets.UTF_8);
        byte[] terminated = Arrays.copyOf(text, text.length + 1);
        nvPTXCompilerHandle compiler = new nvPTXCompilerHandle();
        int result = JNvPTXCompiler.nvPTXCompilerCreate(compiler, terminated.length, terminated);
        assertThat(result).isEqualTo(nvPTXCompileResult.NVPTXCOMPILE_SUCCESS);
        try {
            String[] options = {"--gpu-name=sm_" + capability};
            if (JNvPTXCompiler.nvPTXCompilerCompile(compiler, options.length, options)
                    == nvPTXCompileResult.NVPTXCOMPILE_SUCCESS) {
                return "";
            }
            long[] length = new long[1];
            JNvPTXCompiler.nvPTXCompilerGetErrorLogSize(compiler, length);
            byte[] log = new byte[(int) length[0] + 1];
            JNvPTXCompiler.nvPTXCompilerGetErrorLog(compiler, log);
            return "not taken: " + Text.of(log);
        } finally {
            JNvPTXCompiler.nvPTXCompilerDestroy(compiler);
        }
    }
}
