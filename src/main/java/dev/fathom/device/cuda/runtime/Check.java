package dev.fathom.device.cuda.runtime;

import dev.fathom.device.DeviceFailure;
import dev.fathom.device.OutOfDeviceMemory;
import jcuda.driver.CUresult;
import jcuda.jcublas.cublasStatus;
import jcuda.jcurand.curandStatus;

/** Turns result codes into exceptions with one clear line. */
public final class Check {
    private Check() {}

    public static void driver(int result, String work) {
        if (result == CUresult.CUDA_SUCCESS) {
            return;
        }
        if (result == CUresult.CUDA_ERROR_OUT_OF_MEMORY) {
            throw new OutOfDeviceMemory("the GPU has no memory left for " + work);
        }
        throw new DeviceFailure(work + " failed on the GPU: " + CUresult.stringFor(result) + advice(result));
    }

    private static String advice(int result) {
        switch (result) {
            case CUresult.CUDA_ERROR_ECC_UNCORRECTABLE:
                return " (an uncorrectable memory error; drain the node and run nvidia-smi -q -d ECC)";
            case CUresult.CUDA_ERROR_DEVICE_UNAVAILABLE:
            case CUresult.CUDA_ERROR_UNKNOWN:
                return " (the GPU is lost or taken; look for Xid in dmesg, and for another process in nvidia-smi)";
            case CUresult.CUDA_ERROR_LAUNCH_FAILED:
            case CUresult.CUDA_ERROR_ILLEGAL_ADDRESS:
                return " (a kernel went wrong; please report it with the command that led here)";
            case CUresult.CUDA_ERROR_UNSUPPORTED_PTX_VERSION:
            case CUresult.CUDA_ERROR_NO_BINARY_FOR_GPU:
            case CUresult.CUDA_ERROR_INVALID_PTX:
                return " (a driver for CUDA 12.0 or newer and a GPU of compute capability 6.0 or newer are needed)";
            case CUresult.CUDA_ERROR_SYSTEM_DRIVER_MISMATCH:
            case CUresult.CUDA_ERROR_SYSTEM_NOT_READY:
                return " (the driver's kernel module does not fit its library; reboot after a driver update)";
            default:
                return "";
        }
    }

    static void cublas(int status, String work) {
        if (status == cublasStatus.CUBLAS_STATUS_ALLOC_FAILED) {
            throw new OutOfDeviceMemory("the GPU has no memory left for " + work);
        }
        if (status != cublasStatus.CUBLAS_STATUS_SUCCESS) {
            throw new DeviceFailure(work + " failed in cuBLAS: " + cublasStatus.stringFor(status));
        }
    }

    public static void curand(int status, String work) {
        if (status == curandStatus.CURAND_STATUS_ALLOCATION_FAILED) {
            throw new OutOfDeviceMemory("the GPU has no memory left for " + work);
        }
        if (status != curandStatus.CURAND_STATUS_SUCCESS) {
            throw new DeviceFailure(work + " failed in cuRAND: " + curandStatus.stringFor(status));
        }
    }
}
