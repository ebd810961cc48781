package dev.fathom.device.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /** Whatever fails, a command ends with exit code 1 and one line. */
    @ParameterizedTest
    @CsvSource({
        "FATHOM_SIM_LAUNCH_FAIL_AT=9, CUDA_ERROR_LAUNCH_FAILED",
        "FATHOM_SIM_ECC_AT=9, an uncorrectable memory error",
        "FATHOM_SIM_LOST_AT=9, the GPU is lost",
        "FATHOM_SIM_MEMORY=34000000, the GPU has no memory left"
    })
    void commandsSayWhatFailedInOneLine(String fault, String reason) {
        Child child = probe(0, fault);
        assertThat(child.exitCode()).as(child.errors()).isEqualTo(1);
        assertThat(child.output()).isEmpty();
        assertThat(child.errors().lines().filter(line -> !line.startsWith("[simulator]")))
                .singleElement()
                .asString()
                .startsWith("fathom: ")
                .contains(reason);
    }

    @Test
    void aFaultOfOneDeviceLeavesTheOthersAlone() {
        String[] lost = {"FATHOM_SIM_DEVICES=3", "FATHOM_SIM_LOST_AT=9", "FATHOM_SIM_FAULT_DEVICE=1"};
        assertThat(probe(1, lost).exitCode()).isEqualTo(1);
        assertThat(probe(2, lost).output()).contains("\"layer\" : 3");
    }

    private static Child probe(int device, String... environment) {
        return Child.fathom(
                List.of(environment),
                ("probe --init he_normal --activation relu --depth 3 --width 512 --repeats 1 --format json --device cuda:"
                                + device)
                        .split(" "));
    }

    private static Child work(String... environment) {
        Child child = Child.run(List.of(environment), "work");
        assertThat(child.exitCode()).as(child.output()).isZero();
        return child;
    }
}
