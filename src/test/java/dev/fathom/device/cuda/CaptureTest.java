package dev.fathom.device.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.device.Arena;
import dev.fathom.device.Device;
import dev.fathom.device.Program;
import dev.fathom.device.Tensor;
import dev.fathom.device.cuda.libraries.CudaNatives;
import dev.fathom.device.cuda.runtime.CudaArena;
import dev.fathom.device.cuda.runtime.CudaContext;
import dev.fathom.device.cuda.runtime.Region;
import org.junit.jupiter.api.Test;

/** Recording neither leaves a stream that captures behind, nor lets cuBLAS load anything while one does. */
@OnSimulator
class CaptureTest {
    @Test
    void anErrorWhileRecordingEndsTheCapture() {
        CudaNatives.require();
        try (CudaContext context = new CudaContext(0);
                CudaArena memory = new CudaArena(context, 0)) {
            Region step = memory.cleared(Long.BYTES);
            Runnable fails = () -> {
                context.zero(step);
                throw new StackOverflowError("on purpose");
            };
            assertThatThrownBy(() -> new CudaProgram(context, memory, step, fails))
                    .hasMessage("on purpose");
            context.zero(step);
            context.synchronize(); // a stream that captures refuses this
        }
    }

    /** The simulated cuBLAS refuses a shape that it first sees inside a capture. */
    @Test
    void everyShapeOfProductIsLoadedBeforeAndNothingIsOverwritten() {
        try (Device device = Simulator.open(0);
                Arena arena = device.arena()) {
            Tensor a = arena.tensor(2, 1, 1);
            Tensor sum = arena.tensor(2, 1, 1);
            for (int trial = 0; trial < 2; trial++) {
                device.upload(new float[] {3}, a, trial);
                device.upload(new float[] {trial}, sum, trial);
            }
            try (Program program = device.record(ops -> ops.product(1, a, false, a, true, 1, sum))) {
                assertThat(device.download(sum, 1)).containsExactly(1);
                program.run(0, 2);
            }
            assertThat(device.download(sum, 0)).containsExactly(18);
            assertThat(device.download(sum, 1)).containsExactly(19);
        }
    }

    @Test
    void aStepIsOneLaunchAndNoCopy() {
        try (Device device = Simulator.open(0);
                Arena arena = device.arena()) {
            Tensor x = arena.tensor(3, 4, 5);
            Tensor square = arena.tensor(3, 5, 5);
            try (Program program = device.record(ops -> {
                ops.addRow(x, null, 1, x);
                ops.product(1, x, true, x, false, 0, square);
            })) {
                device.await();
                Counts before = Counts.of(0);
                program.run(0, 7);
                device.await();
                // a kernel of ours, and the one that counts steps; two words of the first step's number
                assertThat(Counts.of(0).since(before)).isEqualTo(new Counts(7, 14, 7, 0, 0, 0, 0, 2, 1, 0));
            }
        }
    }
}
