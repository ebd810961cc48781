package dev.fathom.device.cpu.operations;

import dev.fathom.device.Indices;
import dev.fathom.device.Tensor;
import dev.fathom.device.cpu.operations.CpuArena.CpuIndices;
import java.util.Arrays;

/** Losses of a minibatch and their gradients by the output, in float64 inside a row. */
public final class Losses {
    private Losses() {}

    /** As {@link dev.fathom.device.Operations#crossEntropy}. */
    public static TrialOperation crossEntropy(
            Tensor z, Indices labels, Indices order, Tensor rate, Tensor delta, Tensor curve) {
        CpuTensor logits = CpuTensor.of(z);
        CpuTensor factor = CpuTensor.of(rate);
        CpuTensor gradient = CpuTensor.of(delta);
        CpuTensor target = CpuTensor.of(curve);
        CpuIndices classes = (CpuIndices) labels;
        CpuIndices visits = (CpuIndices) order;
        int batch = z.rows();
        return TrialOperation.whole((trial, worker, step) -> crossEntropy(
                logits.matrix(trial, worker),
                batch,
                classes,
                visits,
                step,
                (factor == null ? 1 : CpuTensor.now(factor.matrix(trial), step)) / batch,
                gradient == null ? null : gradient.matrix(trial, worker),
                target.matrix(trial)));
    }

    /** As {@link dev.fathom.device.Operations#squaredError}. */
    public static TrialOperation squaredError(
            Tensor z, Tensor targets, Indices order, Tensor rate, Tensor delta, Tensor curve) {
        CpuTensor outputs = CpuTensor.of(z);
        CpuTensor wanted = CpuTensor.of(targets);
        CpuTensor factor = CpuTensor.of(rate);
        CpuTensor gradient = CpuTensor.of(delta);
        CpuTensor target = CpuTensor.of(curve);
        CpuIndices visits = (CpuIndices) order;
        return TrialOperation.whole((trial, worker, step) -> squaredError(
                outputs.matrix(trial, worker),
                z.rows(),
                wanted.matrix(trial, worker),
                visits,
                step,
                (factor == null ? 1 : CpuTensor.now(factor.matrix(trial), step)) * 2 / z.size(),
                gradient == null ? null : gradient.matrix(trial, worker),
                target.matrix(trial)));
    }

    /**
     * Softmax cross-entropy by the shifted log-sum-exp. The prediction is the first of the largest logits.
     *
     * @param labels class of each sample
     * @param order the sample in each row, -1 for an empty place
     * @param delta takes scale (softmax - one-hot); null where only the loss is wanted
     * @param curve takes the mean loss and the share of correct predictions
     */
    public static void crossEntropy(
            float[] logits,
            int batch,
            CpuIndices labels,
            CpuIndices order,
            long step,
            float scale,
            float[] delta,
            float[] curve) {
        int classes = logits.length / batch;
        double loss = 0;
        int correct = 0;
        for (int row = 0; row < batch; row++) {
            int start = row * classes;
            int sample = order.at(step * batch + row);
            if (sample < 0) {
                clear(delta, start, classes);
                continue;
            }
            int label = labels.values()[sample];
            int best = indexOfLargest(logits, start, classes);
            // where nothing is larger than -infinity the sums become NaN, as they should
            double largest = best < 0 ? Double.NEGATIVE_INFINITY : logits[start + best];
            double sum = 0;
            for (int j = start; j < start + classes; j++) {
                sum += Math.exp(logits[j] - largest);
            }
            if (delta != null) {
                for (int j = start; j < start + classes; j++) {
                    delta[j] = (float) (scale * (Math.exp(logits[j] - largest) / sum));
                }
                delta[start + label] = (float) (scale * (Math.exp(logits[start + label] - largest) / sum - 1));
            }
            loss += Math.log(sum) + largest - logits[start + label];
            correct += Math.max(0, best) == label ? 1 : 0;
        }
        record(curve, step, loss / batch, (double) correct / batch);
    }

    private static int indexOfLargest(float[] logits, int start, int classes) {
        int best = -1;
        float largest = Float.NEGATIVE_INFINITY;
        for (int j = 0; j < classes; j++) {
            if (logits[start + j] > largest) {
                largest = logits[start + j];
                best = j;
            }
        }
        return best;
    }

    /**
     * Mean of the squared errors, and the share of rows whose largest output is the largest target's; with one output there
     * is none.
     *
     * @param targets (batch, outputs)
     * @param delta takes scale (z - target); null where only the loss is wanted
     */
    public static void squaredError(
            float[] z,
            int batch,
            float[] targets,
            CpuIndices order,
            long step,
            float scale,
            float[] delta,
            float[] curve) {
        int outputs = z.length / batch;
        double loss = 0;
        int correct = 0;
        for (int row = 0; row < batch; row++) {
            int start = row * outputs;
            if (order.at(step * batch + row) < 0) {
                clear(delta, start, outputs);
                continue;
            }
            for (int j = start; j < start + outputs; j++) {
                float error = z[j] - targets[j];
                loss += (double) error * error;
                if (delta != null) {
                    delta[j] = scale * error;
                }
            }
            boolean right = outputs > 1
                    && Math.max(0, indexOfLargest(z, start, outputs))
                            == Math.max(0, indexOfLargest(targets, start, outputs));
            correct += right ? 1 : 0;
        }
        record(curve, step, loss / z.length, (double) correct / batch);
    }

    /** The curve has two rows. */
    private static void record(float[] curve, long step, double loss, double accuracy) {
        int columns = curve.length / 2;
        int column = (int) (step % columns);
        curve[column] = (float) loss;
        curve[columns + column] = (float) accuracy;
    }

    private static void clear(float[] delta, int start, int count) {
        if (delta != null) {
            Arrays.fill(delta, start, start + count, 0);
        }
    }
}
