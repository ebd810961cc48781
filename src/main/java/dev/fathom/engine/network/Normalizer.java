package dev.fathom.engine.network;

import dev.fathom.device.Arena;
import dev.fathom.device.Device;
import dev.fathom.device.Normalization;
import dev.fathom.device.Normalization.Affine;
import dev.fathom.device.Normalization.Running;
import dev.fathom.device.Normalization.Sums;
import dev.fathom.device.Tensor;
import dev.fathom.net.Normalize;
import dev.fathom.net.Normalize.Norm;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A normalization of a network: what it keeps between the passes, what it remembers of batches and what it learns.
 *
 * @param number in the order of the forward pass, from 0
 * @param inBranch whether it stands on a residual branch
 * @param normalized (B, m)
 * @param inverseDeviation (B, 1), of BatchNorm (1, m)
 * @param mean, variance running ones of BatchNorm (1, m), else null
 * @param gain, shift (1, m), null where it learns none
 */
public record Normalizer(
        int number,
        Norm norm,
        boolean inBranch,
        Tensor normalized,
        Tensor inverseDeviation,
        Tensor mean,
        Tensor variance,
        Tensor gain,
        Tensor shift) {
    /** @param rows of the signal, positions of all samples of a batch */
    static Normalizer allocate(
            Arena arena, Normalize block, int number, boolean inBranch, int trials, int rows, int channels) {
        boolean batch = block.norm() == Norm.BATCH;
        if (batch && rows < 2) {
            throw new IllegalArgumentException(
                    "batch normalization of a batch of 1 leaves nothing: take a larger batch, or another normalization");
        }
        return new Normalizer(
                number,
                block.norm(),
                inBranch,
                arena.tensor(trials, rows, channels),
                batch ? arena.tensor(trials, 1, channels) : arena.tensor(trials, rows, 1),
                batch ? arena.tensor(trials, 1, channels) : null,
                batch ? arena.tensor(trials, 1, channels) : null,
                block.affine() ? arena.tensor(trials, 1, channels) : null,
                block.affine() && block.norm() != Norm.RMS ? arena.tensor(trials, 1, channels) : null);
    }

    public int channels() {
        return normalized.columns();
    }

    public boolean learns() {
        return gain != null;
    }

    /** Everything that training changes. */
    Stream<Tensor> state() {
        return Stream.of(mean, variance, gain, shift).filter(Objects::nonNull);
    }

    /** Gain and running variance start at 1, the rest at 0. */
    void start(Device device) {
        float[] ones = new float[channels()];
        Arrays.fill(ones, 1);
        Stream.of(variance, gain).filter(Objects::nonNull).forEach(tensor -> {
            for (int trial = 0; trial < tensor.trials(); trial++) {
                device.upload(ones, tensor, trial);
            }
        });
    }

    Normalization forward(Phase phase) {
        Running running =
                mean == null || phase == Phase.MEASURE ? null : new Running(mean, variance, phase == Phase.TEST);
        return new Normalization(norm, normalized, inverseDeviation, running, affine(null));
    }

    /** By the statistics of the batch that went forward. */
    Normalization backward(Learning learning) {
        Sums sums = learns() && learning != null ? learning.sums(this) : null;
        return new Normalization(norm, normalized, inverseDeviation, null, affine(sums));
    }

    private Affine affine(Sums sums) {
        return learns() ? new Affine(gain, shift, sums) : null;
    }
}
