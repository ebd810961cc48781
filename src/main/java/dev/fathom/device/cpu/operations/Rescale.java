package dev.fathom.device.cpu.operations;

import dev.fathom.device.Tensor;
import java.util.List;

/** Brings the norm of several matrices together to another. */
public final class Rescale {
    private Rescale() {}

    /** As {@link dev.fathom.device.Operations#rescale}. */
    public static TrialOperation of(List<Tensor> xs, Tensor norm, float epsilon, boolean onlyDown) {
        List<CpuTensor> of = xs.stream().map(CpuTensor::of).toList();
        CpuTensor to = CpuTensor.of(norm);
        return TrialOperation.whole((trial, worker, step) -> to(
                to.matrix(trial, worker)[0],
                of.stream().map(x -> x.matrix(trial)).toList(),
                epsilon,
                onlyDown));
    }

    /** @param norm infinite where all stays as it is */
    public static void to(float norm, List<float[]> xs, float epsilon, boolean onlyDown) {
        if (norm == Float.POSITIVE_INFINITY) {
            return;
        }
        double squares = 0;
        for (float[] x : xs) {
            squares += squares(x);
        }
        float factor = (float) (norm / (Math.sqrt(squares) + epsilon));
        if (onlyDown && factor > 1) {
            return;
        }
        for (float[] x : xs) {
            for (int i = 0; i < x.length; i++) {
                x[i] *= factor;
            }
        }
    }

    private static double squares(float[] x) {
        double sum = 0;
        for (float value : x) {
            sum += (double) value * value;
        }
        return sum;
    }
}
