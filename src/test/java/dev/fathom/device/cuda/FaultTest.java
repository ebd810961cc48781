package dev.fathom.device.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Faults of the machine become exceptions with one clear line, and closing after them neither throws nor hangs. */
@OnSimulator
class FaultTest {
    @Test
    void worksWithoutFaults() {
        assertThat(work().output()).contains("result 1024.0", "done", "end");
    }

    @Test
    void outOfMemoryAtEveryAllocation() {
        int allocation = 1;
        for (; work("FATHOM_SIM_OOM_AT=" + allocation).output().contains("OutOfDeviceMemory"); allocation++) {
            assertThat(allocation).isLessThan(20);
        }
        assertThat(allocation).as("allocations of the program").isGreaterThan(3);
    }

    @Test
    void aFailedLaunch() {
        assertThat(work("FATHOM_SIM_LAUNCH_FAIL_AT=3").output())
                .contains("DeviceFailure", "CUDA_ERROR_LAUNCH_FAILED", "end")
                .doesNotContain("result");
    }

    @Test
    void anUncorrectableMemoryError() {
        assertThat(work("FATHOM_SIM_ECC_AT=1").output())
                .contains("DeviceFailure", "CUDA_ERROR_ECC_UNCORRECTABLE", "drain the node", "end");
    }

    @Test
    void aLostDevice() {
        assertThat(work("FATHOM_SIM_LOST_AT=12").output())
                .contains("DeviceFailure", "CUDA_ERROR_DEVICE_UNAVAILABLE", "the GPU is lost", "end");
    }

    private static Child work(String... environment) {
        Child child = Child.run(List.of(environment), "work");
        assertThat(child.exitCode()).as(child.output()).isZero();
        return child;
    }
}
