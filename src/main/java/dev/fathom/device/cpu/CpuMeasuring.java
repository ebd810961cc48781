package dev.fathom.device.cpu;

import dev.fathom.activation.Activation.Saturation;
import dev.fathom.device.Moments;
import dev.fathom.device.Statistics.Slot;
import dev.fathom.device.Tensor;
import dev.fathom.device.cpu.blas.Blas;
import dev.fathom.device.cpu.operations.CpuArena.CpuStatistics;
import dev.fathom.device.cpu.operations.CpuTensor;
import dev.fathom.device.cpu.operations.Measurement;
import dev.fathom.device.cpu.operations.TrialOperation;
import java.util.List;
import java.util.stream.Stream;

/** The measurements of a program, which share one scratch array for each trial: they run one after the other. */
final class CpuMeasuring {
    private final Blas blas;
    private int widest;
    private List<Measurement.Scratch> scratch;

    CpuMeasuring(Blas blas) {
        this.blas = blas;
    }

    /** What the measurements recorded so far need to run. */
    void allocate(int trials) {
        scratch = Stream.generate(() -> Measurement.Scratch.allocate(widest))
                .limit(trials)
                .toList();
    }

    TrialOperation moments(Tensor x, Slot slot) {
        CpuTensor source = CpuTensor.of(x);
        widest = Math.max(widest, x.columns());
        return TrialOperation.whole((trial, worker, step) -> Measurement.moments(
                blas,
                source.matrix(trial, worker),
                x.rows(),
                x.columns(),
                scratch.get(trial),
                row(slot, trial),
                at(slot, 0)));
    }

    /** Shares of saturated activations and of dead units, after the moments. */
    void activation(Saturation bounds, float[] slopes, float[] activations, Tensor like, Slot slot, int trial) {
        double[] row = row(slot, trial);
        row[at(slot, 5)] =
                Measurement.saturated(activations, row[at(slot, 4)], bounds.low(), bounds.high(), like.size());
        row[at(slot, 6)] = Measurement.dead(slopes, like.rows(), like.columns(), scratch.get(trial));
    }

    private static double[] row(Slot slot, int trial) {
        return ((CpuStatistics) slot.statistics()).values()[trial];
    }

    private static int at(Slot slot, int component) {
        return slot.index() * Moments.WIDTH + component;
    }
}
