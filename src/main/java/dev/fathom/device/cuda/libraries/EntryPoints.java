package dev.fathom.device.cuda.libraries;

import java.util.List;

/**
 * The symbols that this package calls. JCuda binds them one by one at the first call, and the process ends where one is
 * missing: so they are looked for before anything is called.
 */
final class EntryPoints {
    static final List<String> DRIVER = List.of(
            "cuCtxSetCurrent",
            "cuDeviceGet",
            "cuDeviceGetAttribute",
            "cuDeviceGetCount",
            "cuDeviceGetName",
            "cuDevicePrimaryCtxRelease_v2",
            "cuDevicePrimaryCtxRetain",
            "cuDeviceTotalMem_v2",
            "cuDriverGetVersion",
            "cuGraphDestroy",
            "cuGraphExecDestroy",
            "cuGraphInstantiateWithFlags",
            "cuGraphLaunch",
            "cuInit",
            "cuLaunchKernel",
            "cuMemAlloc_v2",
            "cuMemFreeHost",
            "cuMemFree_v2",
            "cuMemGetInfo_v2",
            "cuMemHostAlloc",
            "cuMemcpyDtoDAsync_v2",
            "cuMemcpyDtoHAsync_v2",
            "cuMemcpyHtoDAsync_v2",
            "cuMemsetD32Async",
            "cuMemsetD8Async",
            "cuModuleGetFunction",
            "cuModuleLoadData",
            "cuModuleUnload",
            "cuStreamBeginCapture_v2",
            "cuStreamCreate",
            "cuStreamDestroy_v2",
            "cuStreamEndCapture",
            "cuStreamSynchronize");

    static final List<String> CUBLAS = List.of(
            "cublasCreate_v2",
            "cublasDestroy_v2",
            "cublasGemmStridedBatchedEx",
            "cublasGetVersion_v2",
            "cublasSetStream_v2",
            "cublasSetWorkspace_v2");

    static final List<String> CURAND = List.of(
            "curandCreateGenerator",
            "curandDestroyGenerator",
            "curandGenerateNormal",
            "curandGenerateUniform",
            "curandGetVersion",
            "curandSetGeneratorOffset",
            "curandSetGeneratorOrdering",
            "curandSetPseudoRandomGeneratorSeed",
            "curandSetStream");

    private EntryPoints() {}
}
