package dev.fathom.device.cpu.operations;

import dev.fathom.device.Normalization;
import dev.fathom.device.Normalization.Running;
import dev.fathom.device.Normalization.Sums;
import dev.fathom.device.Tensor;
import dev.fathom.net.Normalize.Norm;

/** The operations that a normalization comes to on one trial; the loops stand in {@link RowNorms} and {@link BatchNorm}. */
public final class Normalizing {
    private final Columns[] columns; // by thread
    private final BatchNorm[] batchNorms;

    public Normalizing(int threads) {
        columns = new Columns[threads];
        batchNorms = new BatchNorm[threads];
        for (int i = 0; i < threads; i++) {
            columns[i] = new Columns();
            batchNorms[i] = new BatchNorm(columns[i]);
        }
    }

    /** z ← u gain + shift, and u kept. */
    public TrialOperation forward(Normalization normalization, CpuTensor z) {
        CpuTensor normalized = CpuTensor.of(normalization.normalized());
        CpuTensor gain = nullable(
                normalization.affine() == null ? null : normalization.affine().gain());
        CpuTensor shift = nullable(
                normalization.affine() == null ? null : normalization.affine().shift());
        return (trial, part, parts, worker, thread, step) -> {
            float[] u = z.matrix(trial, worker);
            normalize(normalization, u, z, trial, worker, thread);
            System.arraycopy(u, 0, normalized.matrix(trial, worker), 0, z.size());
            if (gain != null) {
                float[] added = shift == null ? null : shift.matrix(trial);
                columns[thread].affine(u, gain.matrix(trial), added, z.rows(), z.columns());
            }
        };
    }

    private void normalize(Normalization by, float[] z, Tensor shape, int trial, int worker, int thread) {
        float[] deviation = CpuTensor.of(by.inverseDeviation()).matrix(trial, worker);
        Running running = by.running();
        if (by.norm() == Norm.LAYER) {
            RowNorms.layer(z, deviation, shape.rows(), shape.columns());
        } else if (by.norm() == Norm.RMS) {
            RowNorms.rms(z, deviation, shape.rows(), shape.columns());
        } else if (running == null || !running.fixed()) {
            batchNorms[thread].forward(z, deviation, running, trial, shape.rows(), shape.columns());
        } else {
            float[] mean = CpuTensor.of(running.mean()).matrix(trial);
            float[] variance = CpuTensor.of(running.variance()).matrix(trial);
            batchNorms[thread].forwardFixed(z, deviation, mean, variance, shape.rows(), shape.columns());
        }
    }

    /** From the gradient by u gain + shift to that by z, in its place. */
    public TrialOperation backward(Normalization normalization, CpuTensor delta) {
        CpuTensor normalized = CpuTensor.of(normalization.normalized());
        CpuTensor gain = nullable(
                normalization.affine() == null ? null : normalization.affine().gain());
        Sums sums =
                normalization.affine() == null ? null : normalization.affine().sums();
        return (trial, part, parts, worker, thread, step) -> {
            float[] d = delta.matrix(trial, worker);
            float[] u = normalized.matrix(trial, worker);
            float[] factors = gain == null ? null : gain.matrix(trial);
            if (sums != null || normalization.norm() == Norm.BATCH) {
                columns[thread].products(d, u, delta.rows(), delta.columns());
            }
            back(normalization, d, u, factors, delta, trial, worker, thread);
            if (sums != null) {
                leave(sums, columns[thread], trial, delta.columns());
            }
        };
    }

    private void back(
            Normalization by, float[] d, float[] u, float[] gain, Tensor shape, int trial, int worker, int thread) {
        float[] deviation = CpuTensor.of(by.inverseDeviation()).matrix(trial, worker);
        if (by.norm() == Norm.BATCH) {
            batchNorms[thread].backward(d, u, deviation, gain, shape.rows(), shape.columns());
            return;
        }
        if (gain != null) {
            columns[thread].affine(d, gain, null, shape.rows(), shape.columns());
        }
        if (by.norm() == Norm.LAYER) {
            RowNorms.layerBack(d, u, deviation, shape.rows(), shape.columns());
        } else {
            RowNorms.rmsBack(d, u, deviation, shape.rows(), shape.columns());
        }
    }

    private static void leave(Sums to, Columns columns, int trial, int count) {
        add(to, columns.products(), CpuTensor.of(to.gain()).matrix(trial), count);
        if (to.shift() != null) {
            add(to, columns.sums(), CpuTensor.of(to.shift()).matrix(trial), count);
        }
    }

    private static void add(Sums to, double[] values, float[] target, int count) {
        for (int j = 0; j < count; j++) {
            target[j] = (to.beta() == 0 ? 0 : to.beta() * target[j]) + to.alpha() * (float) values[j];
        }
    }

    private static CpuTensor nullable(Tensor tensor) {
        return tensor == null ? null : CpuTensor.of(tensor);
    }
}
