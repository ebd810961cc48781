package dev.fathom.device.cpu.operations;

import dev.fathom.device.Indices;
import dev.fathom.device.Tensor;
import dev.fathom.device.cpu.operations.CpuArena.CpuIndices;

/** The rows of a minibatch, copied from the data in the order in which samples are visited. */
public final class Gather {
    private Gather() {}

    /** As {@link dev.fathom.device.Operations#gather}: each worker fills a copy of its own. */
    public static TrialOperation of(Tensor data, Indices order, Tensor out) {
        CpuTensor source = CpuTensor.of(data);
        CpuTensor target = CpuTensor.of(out);
        CpuIndices visits = (CpuIndices) order;
        target.replicate();
        return TrialOperation.whole((trial, worker, step) -> {
            float[] from = source.matrix(0);
            float[] to = target.matrix(0, worker);
            int width = out.columns();
            for (int row = 0; row < out.rows(); row++) {
                int sample = visits.at(step * out.rows() + row);
                if (sample >= 0) {
                    System.arraycopy(from, sample * width, to, row * width, width);
                }
            }
        });
    }
}
