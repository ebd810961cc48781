package dev.fathom.device.cuda;

import dev.fathom.device.Device;
import dev.fathom.device.cuda.runtime.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The simulator of src/test/native: built once, then loaded into this process before JCuda. The loader knows libraries
 * by their soname, so JCuda's natives find the fake ones already there. A test asks for it by {@link OnSimulator}.
 *
 * <p>Two devices are there, each with 4 GiB of memory: {@code Simulator.open(0)} and {@code open(1)}, or {@code --device
 * cuda:0} and {@code cuda:1} of the command line in this process. More (FATHOM_SIM_DEVICES, up to 8), less memory
 * (FATHOM_SIM_MEMORY, in bytes) and faults (src/test/native/faults.cpp) are chosen by the environment of a {@link Child}:
 * {@code Child.fathom(List.of("FATHOM_SIM_DEVICES=4", "FATHOM_SIM_LOST_AT=100", "FATHOM_SIM_FAULT_DEVICE=1"), "sweep",
 * "study.yaml", "--device", "cuda")}.
 */
public final class Simulator {
    public static final Path FOLDER = Path.of("target", "simulator").toAbsolutePath();

    /** In the order in which they need each other. */
    private static final List<String> LIBRARIES = List.of("libcuda.so.1", "libcublas.so.12", "libcurand.so.10");

    private Simulator() {}

    /** Simulated GPU 0, whose threads run forwards, or 1, backwards; each tensor has red zones of its own. */
    public static Device open(int ordinal) {
        return new CudaDevice(ordinal, Precision.FP32, 0);
    }

    /** Why the simulator is not there; empty when it is loaded. */
    private static final class Loaded {
        static final String PROBLEM = load();
    }

    private static String load() {
        if (!System.getProperty("os.arch").equals("amd64")) {
            return "the GPU simulator runs on x86-64 alone";
        }
        try {
            if (new ProcessBuilder("g++", "--version")
                            .redirectErrorStream(true)
                            .start()
                            .waitFor()
                    != 0) {
                return "g++ does not run";
            }
        } catch (IOException e) {
            return "the GPU simulator needs g++, which is not installed";
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        build();
        LIBRARIES.forEach(library -> System.load(FOLDER.resolve(library).toString()));
        return "";
    }

    /** A build that fails is a failure, not a reason to skip. */
    private static void build() {
        try {
            Process build = new ProcessBuilder("bash", "src/test/native/build.sh", FOLDER.toString())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(build.getInputStream().readAllBytes());
            if (build.waitFor() != 0) {
                throw new IllegalStateException("the simulator was not built:\n" + output);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public static final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return Loaded.PROBLEM.isEmpty()
                    ? ConditionEvaluationResult.enabled("the simulator is loaded")
                    : ConditionEvaluationResult.disabled(Loaded.PROBLEM);
        }
    }
}
