package dev.fathom.device.cuda;

import jcuda.Pointer;
import jcuda.cudaDataType;
import jcuda.jcublas.JCublas2;
import jcuda.jcublas.cublasGemmAlgo;
import jcuda.jcublas.cublasHandle;
import jcuda.jcublas.cublasOperation;

/** Matrix products by cuBLAS: one strided-batched call over all trials. */
final class Products implements AutoCloseable {
    /** What NVIDIA recommends for Hopper; given once, so that captured products need no memory of their own. */
    private static final long WORKSPACE = 32L << 20;

    private final CudaContext context;
    private final cublasHandle handle = new cublasHandle();
    private final DeviceMemory workspace;
    private final Precision precision;

    Products(CudaContext context, Precision precision) {
        this.context = context;
        this.precision = precision;
        workspace = context.allocate(WORKSPACE);
        Check.cublas(JCublas2.cublasCreate(handle), "starting cuBLAS");
        Check.cublas(JCublas2.cublasSetStream(handle, context.streamOfLibraries()), "giving cuBLAS its stream");
        Check.cublas(JCublas2.cublasSetWorkspace(handle, workspace, WORKSPACE), "giving cuBLAS its workspace");
    }

    Precision precision() {
        return precision;
    }

    /** Such as 12.6.0. */
    String version() {
        int[] version = new int[1];
        Check.cublas(JCublas2.cublasGetVersion(handle, version), "asking for the version of cuBLAS");
        int v = version[0];
        return v / 10_000 + "." + v / 100 % 100 + "." + v % 100;
    }

    /**
     * Row-major C = alpha op(A) op(B) + beta C for every trial of C. cuBLAS is column-major: it sees each matrix
     * transposed, so the factors change places.
     */
    void product(
            float alpha, CudaTensor a, boolean transposeA, CudaTensor b, boolean transposeB, float beta, CudaTensor c) {
        int inner = transposeA ? a.rows() : a.columns();
        Check.cublas(
                JCublas2.cublasGemmStridedBatchedEx_new(
                        handle,
                        operation(transposeB),
                        operation(transposeA),
                        c.columns(),
                        c.rows(),
                        inner,
                        Pointer.to(new float[] {alpha}),
                        b.pointer(),
                        cudaDataType.CUDA_R_32F,
                        b.columns(),
                        b.stride(),
                        a.pointer(),
                        cudaDataType.CUDA_R_32F,
                        a.columns(),
                        a.stride(),
                        Pointer.to(new float[] {beta}),
                        c.pointer(),
                        cudaDataType.CUDA_R_32F,
                        c.columns(),
                        c.stride(),
                        c.trials(),
                        precision.computeType(),
                        cublasGemmAlgo.CUBLAS_GEMM_DEFAULT),
                "a matrix product");
    }

    private static int operation(boolean transpose) {
        return transpose ? cublasOperation.CUBLAS_OP_T : cublasOperation.CUBLAS_OP_N;
    }

    @Override
    public void close() {
        JCublas2.cublasDestroy(handle);
        context.free(workspace);
    }
}
