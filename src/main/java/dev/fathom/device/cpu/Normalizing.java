package dev.fathom.device.cpu;

import dev.fathom.device.Normalization;
import dev.fathom.net.Normalize.Norm;

/** The operations that a normalization comes to on one trial; the loops stand in {@link RowNorms}. */
final class Normalizing {
    private Normalizing() {}

    /** z ← u, kept besides. */
    static TrialOperation forward(Normalization normalization, CpuTensor z) {
        CpuTensor normalized = CpuTensor.of(normalization.normalized());
        CpuTensor deviation = CpuTensor.of(normalization.inverseDeviation());
        Rows rows = normalization.norm() == Norm.LAYER ? RowNorms::layer : RowNorms::rms;
        return (trial, part, parts, worker, thread, step) -> {
            float[] u = z.matrix(trial, worker);
            rows.forward(u, deviation.matrix(trial, worker), z.rows(), z.columns());
            System.arraycopy(u, 0, normalized.matrix(trial, worker), 0, z.size());
        };
    }

    /** From the gradient by u to that by z, in its place. */
    static TrialOperation backward(Normalization normalization, CpuTensor delta) {
        CpuTensor normalized = CpuTensor.of(normalization.normalized());
        CpuTensor deviation = CpuTensor.of(normalization.inverseDeviation());
        RowsBack rows = normalization.norm() == Norm.LAYER ? RowNorms::layerBack : RowNorms::rmsBack;
        return (trial, part, parts, worker, thread, step) -> rows.backward(
                delta.matrix(trial, worker),
                normalized.matrix(trial, worker),
                deviation.matrix(trial, worker),
                delta.rows(),
                delta.columns());
    }

    private interface Rows {
        void forward(float[] z, float[] inverseDeviation, int rows, int columns);
    }

    private interface RowsBack {
        void backward(float[] delta, float[] normalized, float[] inverseDeviation, int rows, int columns);
    }
}
