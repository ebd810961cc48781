package dev.fathom.device.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.fathom.activation.Activation;
import dev.fathom.activation.catalog.Activations;
import dev.fathom.device.Arena;
import dev.fathom.device.Device;
import dev.fathom.device.Indices;
import dev.fathom.device.Operations;
import dev.fathom.device.Program;
import dev.fathom.device.Tensor;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A step allocates nothing: the garbage collector never stands between two measurements. */
class AllocationTest {
    private static final int TRIALS = 2;
    private static final int BATCH = 16;
    private static final int WIDTH = 24;
    private static final int STEPS = 2_000;

    /** In a process of its own: where other tests have run before, HotSpot compiles less and other threads allocate. */
    @Test
    void aStepAllocatesNothing() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        AllocationTest.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String least = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor()).isZero();
        assertThat(Long.parseLong(least))
                .as("bytes in " + STEPS + " steps, those of starting the workers included")
                .isLessThan(STEPS);
    }

    /** Prints the bytes allocated in the best of some rounds. */
    public static void main(String[] args) {
        try (Device device = new CpuDevice(1);
                Arena arena = device.arena();
                Program step = device.record(new Step(arena)::record)) {
            long least = Long.MAX_VALUE;
            // until HotSpot has compiled the loops, interpreted code allocates what compiled code keeps in registers
            for (int round = 0; round < 20 && least > STEPS; round++) {
                long before = allocated();
                step.run(0, STEPS);
                least = Math.min(least, allocated() - before);
            }
            System.out.println(least);
        }
    }

    private static long allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
            sum += Math.max(0, bytes);
        }
        return sum;
    }

    /** One layer with every operation of a measured training step. */
    private record Step(
            Tensor x,
            Indices order,
            Tensor input,
            Tensor weights,
            Tensor bias,
            Tensor z,
            Tensor a,
            Tensor delta,
            Tensor curve,
            dev.fathom.device.Statistics statistics) {
        Step(Arena arena) {
            this(
                    arena.tensor(1, BATCH, WIDTH),
                    arena.indices(new int[BATCH]),
                    arena.tensor(1, BATCH, WIDTH),
                    arena.tensor(TRIALS, WIDTH, WIDTH),
                    arena.tensor(TRIALS, 1, WIDTH),
                    arena.tensor(TRIALS, BATCH, WIDTH),
                    arena.tensor(TRIALS, BATCH, WIDTH),
                    arena.tensor(TRIALS, BATCH, WIDTH),
                    arena.tensor(TRIALS, 2, 1),
                    arena.statistics(TRIALS, 3));
        }

        void record(Operations ops) {
            List<Activation> tanh = Collections.nCopies(TRIALS, Activations.parse("tanh"));
            ops.gather(x, order, input);
            ops.product(1, input, false, weights, false, 0, z);
            ops.activate(tanh, bias, z, null, a, statistics.slot(0), statistics.slot(1));
            ops.crossEntropy(a, order, order, null, delta, curve);
            ops.backpropagate(delta, z, null, null, -1, 1, bias, statistics.slot(2));
            ops.product(-1, input, true, delta, false, 1, weights);
        }
    }
}
