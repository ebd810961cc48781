package dev.fathom.device.cuda.runtime;

import jcuda.jcublas.cublasComputeType;

/** How cuBLAS multiplies float32 matrices; sums are float32 always. */
public enum Precision {
    /** Factors as they are. */
    FP32("fp32", cublasComputeType.CUBLAS_COMPUTE_32F),
    /** Factors rounded to 11 bits of significand, on tensor cores. */
    TF32("tf32", cublasComputeType.CUBLAS_COMPUTE_32F_FAST_TF32),
    /** Factors as the sum of two such numbers each, three products on tensor cores: {@code CudaSplitting}. */
    THREE_TF32("3xtf32", cublasComputeType.CUBLAS_COMPUTE_32F_FAST_TF32),
    /** Factors rounded to 8 bits of significand, on tensor cores. */
    BF16("bf16", cublasComputeType.CUBLAS_COMPUTE_32F_FAST_16BF);

    private final String spelling;
    private final int computeType;

    Precision(String spelling, int computeType) {
        this.spelling = spelling;
        this.computeType = computeType;
    }

    int computeType() {
        return computeType;
    }

    /** One of {@code fp32}, {@code tf32}, {@code 3xtf32}, {@code bf16}. */
    public static Precision parse(String name) {
        for (Precision precision : values()) {
            if (precision.toString().equals(name)) {
                return precision;
            }
        }
        throw new IllegalArgumentException("unknown precision '" + name + "': use fp32, tf32, 3xtf32 or bf16");
    }

    @Override
    public String toString() {
        return spelling;
    }
}
