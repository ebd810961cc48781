package dev.fathom.device.cuda;

import java.util.Locale;
import jcuda.jcublas.cublasComputeType;

/** How cuBLAS multiplies float32 matrices; sums are float32 always. */
public enum Precision {
    /** Factors as they are. */
    FP32(cublasComputeType.CUBLAS_COMPUTE_32F),
    /** Factors rounded to 11 bits of significand, on tensor cores. */
    TF32(cublasComputeType.CUBLAS_COMPUTE_32F_FAST_TF32),
    /** Factors rounded to 8 bits of significand, on tensor cores. */
    BF16(cublasComputeType.CUBLAS_COMPUTE_32F_FAST_16BF);

    private final int computeType;

    Precision(int computeType) {
        this.computeType = computeType;
    }

    int computeType() {
        return computeType;
    }

    /** One of {@code fp32}, {@code tf32}, {@code bf16}. */
    public static Precision parse(String name) {
        for (Precision precision : values()) {
            if (precision.toString().equals(name)) {
                return precision;
            }
        }
        throw new IllegalArgumentException("unknown precision '" + name + "': use fp32, tf32 or bf16");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
