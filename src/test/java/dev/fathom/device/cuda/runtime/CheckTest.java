package dev.fathom.device.cuda.runtime;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.device.DeviceFailure;
import dev.fathom.device.OutOfDeviceMemory;
import jcuda.driver.CUresult;
import jcuda.jcublas.cublasStatus;
import jcuda.jcurand.curandStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each failure becomes one line that says what was tried, what came back and, where known, what to do. */
class CheckTest {
    @ParameterizedTest
    @CsvSource({
        CUresult.CUDA_ERROR_ECC_UNCORRECTABLE + ", drain the node",
        CUresult.CUDA_ERROR_UNKNOWN + ", look for Xid in dmesg",
        CUresult.CUDA_ERROR_ILLEGAL_ADDRESS + ", please report it",
        CUresult.CUDA_ERROR_UNSUPPORTED_PTX_VERSION + ", a driver for CUDA 12.0 or newer",
        CUresult.CUDA_ERROR_SYSTEM_DRIVER_MISMATCH + ", reboot after a driver update",
        CUresult.CUDA_ERROR_INVALID_VALUE + ", CUDA_ERROR_INVALID_VALUE"
    })
    void driverFailures(int result, String advice) {
        assertThatThrownBy(() -> Check.driver(result, "some work"))
                .isInstanceOf(DeviceFailure.class)
                .hasMessageStartingWith("some work failed on the GPU: CUDA_ERROR_")
                .hasMessageContaining(advice)
                .hasMessageNotContaining("\n");
    }

    @Test
    void libraryFailures() {
        assertThatThrownBy(() -> Check.cublas(cublasStatus.CUBLAS_STATUS_EXECUTION_FAILED, "a product"))
                .isInstanceOf(DeviceFailure.class)
                .hasMessage("a product failed in cuBLAS: CUBLAS_STATUS_EXECUTION_FAILED");
        assertThatThrownBy(() -> Check.curand(curandStatus.CURAND_STATUS_LAUNCH_FAILURE, "a draw"))
                .isInstanceOf(DeviceFailure.class)
                .hasMessage("a draw failed in cuRAND: CURAND_STATUS_LAUNCH_FAILURE");
    }

    @Test
    void memoryIsAMatterOfItsOwn() {
        assertThatThrownBy(() -> Check.driver(CUresult.CUDA_ERROR_OUT_OF_MEMORY, "8 bytes"))
                .isInstanceOf(OutOfDeviceMemory.class)
                .hasMessage("the GPU has no memory left for 8 bytes");
        assertThatThrownBy(() -> Check.cublas(cublasStatus.CUBLAS_STATUS_ALLOC_FAILED, "cuBLAS"))
                .isInstanceOf(OutOfDeviceMemory.class);
        assertThatThrownBy(() -> Check.curand(curandStatus.CURAND_STATUS_ALLOCATION_FAILED, "cuRAND"))
                .isInstanceOf(OutOfDeviceMemory.class);
    }
}
