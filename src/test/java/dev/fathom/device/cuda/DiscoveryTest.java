package dev.fathom.device.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.device.cuda.libraries.LibraryCheck;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever of CUDA a machine lacks, the process lives on and says what is missing and where it comes from. */
@OnSimulator
class DiscoveryTest {
    @Test
    void findsEverything() {
        assertThat(discover(Simulator.FOLDER).lines())
                .containsExactly(
                        "true CUDA driver: for CUDA 12.6, " + Simulator.FOLDER.resolve("libcuda.so.1"),
                        "true cuBLAS: " + Simulator.FOLDER.resolve("libcublas.so.12"),
                        "true cuRAND: 10.3.7, " + Simulator.FOLDER.resolve("libcurand.so.10"),
                        "true cuda:0: Simulated GPU (threads run forwards), 4096 MiB, compute capability 8.0",
                        "true cuda:1: Simulated GPU (threads run backwards), 4096 MiB, compute capability 8.0",
                        "usable [0, 1]",
                        "end");
    }

    @Test
    void findsTheSameInThisProcess() {
        assertThat(CudaDevices.discover()).hasSize(5).allMatch(LibraryCheck::usable);
        assertThat(CudaDevices.usable()).containsExactly(0, 1);
    }

    @Test
    void aMachineWithoutCuda() {
        assertThat(discover(Path.of("/nonexistent")))
                .contains(
                        "false CUDA driver: libcuda.so.1 not found; install NVIDIA's driver",
                        "false cuBLAS: libcublas.so.12 or libcublas.so.13 not found; install libcublas-12-6",
                        "false cuRAND: libcurand.so.10 not found; install libcurand-12-6",
                        "usable []");
    }

    @Test
    void aDriverWithoutTheLibraries() {
        assertThat(discover(Simulator.FOLDER.resolve("driver-only")))
                .contains("true CUDA driver", "false cuBLAS", "false cuRAND", "true cuda:0", "usable []");
    }

    /** Without the check, JCuda's first call would end the process. */
    @Test
    void aLibraryThatLacksAnEntryPoint() {
        assertThat(discover(Simulator.FOLDER.resolve("old-driver")))
                .contains("false CUDA driver: ", "is too old or too new: it lacks", "cuGraphLaunch", "end");
    }

    @Test
    void aMachineWithCuda13Alone() {
        Path folder = Simulator.FOLDER.resolve("cuda13");
        assertThat(discover(folder)).contains("true cuBLAS: " + folder.resolve("libcublas.so.13"), "usable [0, 1]");
        assertThat(Child.run(folder, List.of(), "work").output()).contains("result 1024.0");
    }

    @Test
    void devicesThatCannotBeUsed() {
        assertThat(discover(Simulator.FOLDER, "FATHOM_SIM_DEVICES=0"))
                .contains("false GPUs: none found (CUDA_ERROR_NO_DEVICE)", "usable []");
        assertThat(discover(Simulator.FOLDER, "FATHOM_SIM_DRIVER=11080"))
                .contains("false GPUs: the driver is for CUDA 11.8; install driver 525 or newer", "usable []");
        assertThat(discover(Simulator.FOLDER, "FATHOM_SIM_CAPABILITY=5"))
                .contains("false cuda:0", "6.0 (Pascal) or newer is needed", "usable []");
    }

    private static String discover(Path libraries, String... environment) {
        Child child = Child.run(libraries, List.of(environment), "discover");
        assertThat(child.exitCode()).as(child.output()).isZero();
        return child.output();
    }
}
