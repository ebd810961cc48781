package dev.fathom.device.cuda.runtime;

import dev.fathom.device.OutOfDeviceMemory;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jcuda.Pointer;
import jcuda.cudaDataType;
import jcuda.driver.CUdeviceptr;
import jcuda.jcublas.JCublas2;
import jcuda.jcublas.cublasComputeType;
import jcuda.jcublas.cublasGemmAlgo;
import jcuda.jcublas.cublasHandle;
import jcuda.jcublas.cublasOperation;

/** Matrix products by cuBLAS: one strided-batched call over all trials. */
public final class Products implements AutoCloseable {
    /** What NVIDIA recommends for Hopper; given once, so that captured products need no memory of their own. */
    private static final long WORKSPACE = 32L << 20;

    private final CudaContext context;
    private final cublasHandle handle = new cublasHandle();
    private final DeviceMemory workspace;
    private final Precision precision;
    private final Set<List<Object>> warmed = new HashSet<>(); // shapes whose kernels are loaded

    public Products(CudaContext context, Precision precision) {
        this.context = context;
        this.precision = precision;
        workspace = context.allocate(WORKSPACE);
        Check.cublas(JCublas2.cublasCreate(handle), "starting cuBLAS");
        Check.cublas(JCublas2.cublasSetStream(handle, context.streamOfLibraries()), "giving cuBLAS its stream");
        Check.cublas(JCublas2.cublasSetWorkspace(handle, workspace, WORKSPACE), "giving cuBLAS its workspace");
    }

    public Precision precision() {
        return precision;
    }

    /** Such as 12.6.0. */
    public String version() {
        int[] version = new int[1];
        Check.cublas(JCublas2.cublasGetVersion(handle, version), "asking for the version of cuBLAS");
        int v = version[0];
        return v / 10_000 + "." + v / 100 % 100 + "." + v % 100;
    }

    /** Row-major C = alpha op(A) op(B) + beta C for every trial of C. */
    public record Product(
            float alpha, CudaTensor a, boolean transposeA, CudaTensor b, boolean transposeB, float beta, CudaTensor c) {
        int inner() {
            return transposeA ? a.rows() : a.columns();
        }

        /** The same with other factors and another share of what stands in the result. */
        public Product of(CudaTensor left, CudaTensor right, float share) {
            return new Product(alpha, left, transposeA, right, transposeB, share, c);
        }

        /** What cuBLAS chooses its kernels by. */
        List<Object> shape() {
            return List.of(
                    transposeA,
                    transposeB,
                    c.rows(),
                    c.columns(),
                    inner(),
                    c.trials(),
                    a.stride() == 0,
                    b.stride() == 0,
                    beta == 0);
        }
    }

    /** Queues a product: one call over all trials. */
    public void multiply(Product product) {
        multiply(product, product.c().pointer(), product.c().trials());
    }

    /**
     * Queues one product of every shape that this device has not multiplied yet, with a result that nobody reads: cuBLAS
     * loads the kernels of a shape at its first use, which must not happen while a stream captures.
     */
    public void warm(List<Product> products) {
        Map<List<Object>, Product> cold = new HashMap<>();
        for (Product product : products) {
            if (!warmed.contains(product.shape())) {
                cold.put(product.shape(), product);
            }
        }
        if (cold.isEmpty()) {
            return;
        }
        long largest = 0;
        long least = 0;
        for (Product product : cold.values()) {
            largest = Math.max(largest, bytes(product, product.c().trials()));
            least = Math.max(least, bytes(product, 1));
        }
        DeviceMemory scratch = scratch(largest, least);
        try {
            for (Product product : cold.values()) {
                long fitting = scratch.bytes() / bytes(product, 1);
                multiply(product, scratch, (int) Math.min(product.c().trials(), fitting));
            }
        } finally {
            context.free(scratch); // waits
        }
        warmed.addAll(cold.keySet());
    }

    private static long bytes(Product product, int trials) {
        return (long) Float.BYTES * product.c().size() * trials;
    }

    /** As much of {@code wanted} bytes as there is room for, but {@code least}. */
    private DeviceMemory scratch(long wanted, long least) {
        for (long bytes = wanted; ; bytes = Math.max(least, bytes / 2)) {
            try {
                return context.allocate(bytes);
            } catch (OutOfDeviceMemory e) {
                if (bytes == least) {
                    throw e;
                }
            }
        }
    }

    /** cuBLAS is column-major: it sees each matrix transposed, so the factors change places. */
    private void multiply(Product product, CUdeviceptr c, int trials) {
        CudaTensor a = product.a();
        CudaTensor b = product.b();
        CudaTensor result = product.c();
        Check.cublas(
                JCublas2.cublasGemmStridedBatchedEx_new(
                        handle,
                        operation(product.transposeB()),
                        operation(product.transposeA()),
                        result.columns(),
                        result.rows(),
                        product.inner(),
                        Pointer.to(new float[] {product.alpha()}),
                        b.pointer(),
                        cudaDataType.CUDA_R_32F,
                        b.columns(),
                        b.stride(),
                        a.pointer(),
                        cudaDataType.CUDA_R_32F,
                        a.columns(),
                        a.stride(),
                        Pointer.to(new float[] {product.beta()}),
                        c,
                        cudaDataType.CUDA_R_32F,
                        result.columns(),
                        result.stride(),
                        trials,
                        precision.computeType(),
                        cublasGemmAlgo.CUBLAS_GEMM_DEFAULT),
                "a matrix product");
    }

    /** Row-major float64 matrices, {@code columns} elements from row to row and {@code stride} to the next matrix. */
    public record Operand(CUdeviceptr data, int columns, long stride) {}

    /** Queues C = alpha A op(B) + beta C in float64; C (rows, columns), A (rows, inner). */
    public void multiplyWide(
            int rows,
            int columns,
            int inner,
            double alpha,
            Operand a,
            Operand b,
            boolean transposeB,
            double beta,
            Operand c,
            int count) {
        Check.cublas(
                JCublas2.cublasGemmStridedBatchedEx_new(
                        handle,
                        operation(transposeB),
                        operation(false),
                        columns,
                        rows,
                        inner,
                        Pointer.to(new double[] {alpha}),
                        b.data(),
                        cudaDataType.CUDA_R_64F,
                        b.columns(),
                        b.stride(),
                        a.data(),
                        cudaDataType.CUDA_R_64F,
                        a.columns(),
                        a.stride(),
                        Pointer.to(new double[] {beta}),
                        c.data(),
                        cudaDataType.CUDA_R_64F,
                        c.columns(),
                        c.stride(),
                        count,
                        cublasComputeType.CUBLAS_COMPUTE_64F,
                        cublasGemmAlgo.CUBLAS_GEMM_DEFAULT),
                "a product in float64");
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
