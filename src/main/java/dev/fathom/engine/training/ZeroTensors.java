package dev.fathom.engine.training;

import dev.fathom.device.Arena;
import dev.fathom.device.Device;
import dev.fathom.device.Moments;
import dev.fathom.device.Program;
import dev.fathom.device.Statistics;
import dev.fathom.device.Tensor;
import java.util.List;

/** Which matrices of some tensors are all zeros: looked at where they lie, with one copy to the host for all. */
final class ZeroTensors {
    private final List<Tensor> tensors;
    private final Moments[][] seen;

    private ZeroTensors(List<Tensor> tensors, Moments[][] seen) {
        this.tensors = tensors;
        this.seen = seen;
    }

    static ZeroTensors of(Device device, List<Tensor> tensors, int trials) {
        try (Arena arena = device.arena()) {
            Statistics statistics = arena.statistics(trials, tensors.size());
            try (Program look = device.record(ops -> {
                for (int i = 0; i < tensors.size(); i++) {
                    ops.measure(tensors.get(i), statistics.slot(i));
                }
            })) {
                look.run();
                return new ZeroTensors(tensors, statistics.read());
            }
        }
    }

    /** Whether all of a trial's matrices are zeros. */
    boolean all(int trial) {
        for (Moments moments : seen[trial]) {
            if (!moments.isZero()) {
                return false;
            }
        }
        return true;
    }

    /** Whether a trial's matrix of that tensor is. */
    boolean is(Tensor tensor, int trial) {
        return seen[trial][tensors.indexOf(tensor)].isZero();
    }
}
