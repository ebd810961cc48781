package dev.fathom.device.cuda.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fathom.device.Arena;
import dev.fathom.device.Device;
import dev.fathom.device.Moments;
import dev.fathom.device.Program;
import dev.fathom.device.Statistics;
import dev.fathom.device.Tensor;
import dev.fathom.device.cuda.OnSimulator;
import dev.fathom.device.cuda.Simulator;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What is too large for one copy, one array or an int. */
@OnSimulator
class StagingTest {
    /** More than the pinned memory between Java and the device holds, from which each piece is copied in its turn. */
    @Test
    void largeMatricesGoThroughInPieces() {
        try (Device device = Simulator.open(0);
                Arena arena = device.arena()) {
            float[] values = new float[3 * (1 << 20) + 5];
            for (int i = 0; i < values.length; i++) {
                values[i] = i;
            }
            Tensor small = arena.tensor(1, 1, 3);
            Tensor large = arena.tensor(1, 1, values.length);
            device.upload(new float[] {1, 2, 3}, small, 0);
            device.upload(values, large, 0);
            assertThat(Arrays.equals(device.download(large, 0), values)).isTrue();
            assertThat(device.download(small, 0)).containsExactly(1, 2, 3);
        }
    }

    @Test
    void statisticsOfManyTrialsAreReadInPieces() {
        int trials = 1500;
        int slots = 90; // over a million values
        try (Device device = Simulator.open(0);
                Arena arena = device.arena()) {
            Tensor x = arena.tensor(trials, 1, 1);
            Statistics statistics = arena.statistics(trials, slots);
            device.upload(new float[] {7}, x, trials - 1);
            try (Program program = device.record(ops -> ops.measure(x, statistics.slot(slots - 1)))) {
                program.run();
            }
            Moments[][] read = statistics.read();
            assertThat(read[trials - 1][slots - 1].mean()).isEqualTo(7);
            assertThat(read[trials - 2][slots - 1].isZero()).isTrue();
        }
    }

    /** The largest matrix lies within 8 of 2^31 elements: the sum of its size and a block's would be negative. */
    @Test
    void theLargestMatrixHasItsBlocks() {
        assertThat(Grids.parts(Integer.MAX_VALUE - 8, 256)).isEqualTo(1 << 23);
        assertThat(Grids.parts(256, 256)).isEqualTo(1);
        assertThat(Grids.parts(257, 256)).isEqualTo(2);
    }
}
