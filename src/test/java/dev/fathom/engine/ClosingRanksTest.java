package dev.fathom.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.activation.catalog.Activations;
import dev.fathom.device.Arena;
import dev.fathom.device.Device;
import dev.fathom.device.cuda.Counts;
import dev.fathom.device.cuda.OnSimulator;
import dev.fathom.device.cuda.Simulator;
import dev.fathom.engine.training.CohortState;
import dev.fathom.engine.training.TrainingPlan;
import dev.fathom.init.Initializers;
import dev.fathom.net.architecture.Architecture;
import dev.fathom.net.architecture.Shape;
import dev.fathom.optimizer.Optimizer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Networks that close ranks take everything along, and nothing of it passes through the host. */
@OnSimulator
class ClosingRanksTest {
    private static final int DEPTH = 2;

    @Test
    void copiesStayOnTheDevice() {
        List<TrialSetup> setups = IntStream.range(0, 5)
                .mapToObj(seed ->
                        new TrialSetup(Initializers.parse("he_normal"), 1, 0.1f, Activations.parse("tanh"), 0.1f, seed))
                .toList();
        Cohort cohort = new Cohort(Shape.uniform(6, DEPTH, 5, 3), Architecture.PLAIN, 4, setups);
        TrainingPlan plan = new TrainingPlan(8, Optimizer.MOMENTUM, List.of());
        Samples samples = new Samples(new float[8 * 6], 6, new Samples.Classes(new int[8], 3));
        int[] order = IntStream.range(0, 8).toArray();
        try (Device device = Simulator.open(0);
                Arena arena = device.arena();
                CohortState all =
                        new CohortState(device, cohort, plan, DeviceDataset.of(arena, samples, samples, order, 4))) {
            all.draw();
            all.step(0, 2);
            float[][] curves = all.curves();
            float[][] weights = device.download(all.network().weights(DEPTH));
            float[][] biases = device.download(all.network().biases(DEPTH + 1));
            Counts before = Counts.of(0);
            try (CohortState some = all.closeRanks(List.of(0, 2, 4))) {
                device.await();
                Counts moved = Counts.of(0).since(before);
                assertThat(moved.toHost()).isZero();
                // weights, biases and the memory of both in three layers, and the curve: there and back
                assertThat(moved.kernels()).isEqualTo(2 * (3 * 4 + 1));
                for (int i = 0; i < 3; i++) {
                    assertThat(some.curves()[i]).containsExactly(curves[2 * i]);
                    assertThat(device.download(some.network().weights(DEPTH), i))
                            .containsExactly(weights[2 * i]);
                    assertThat(device.download(some.network().biases(DEPTH + 1), i))
                            .containsExactly(biases[2 * i]);
                }
            }
        }
    }
}
