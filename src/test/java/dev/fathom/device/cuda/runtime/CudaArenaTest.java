package dev.fathom.device.cuda.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fathom.device.OutOfDeviceMemory;
import dev.fathom.device.cuda.OnSimulator;
import dev.fathom.device.cuda.libraries.CudaNatives;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tensors share chunks without touching each other, and go with their arena. */
@OnSimulator
class CudaArenaTest {
    private static final long CHUNK = 1 << 12;

    private static CudaContext context;

    @BeforeAll
    static void open() {
        CudaNatives.require();
        context = new CudaContext(0);
    }

    @AfterAll
    static void close() {
        context.close();
    }

    @Test
    void smallTensorsShareAChunk() {
        try (CudaArena arena = new CudaArena(context, CHUNK)) {
            Set<DeviceMemory> chunks = new HashSet<>();
            long end = 0;
            for (int i = 0; i < 8; i++) {
                Region region = CudaTensor.of(arena.tensor(1, 1, 65)).region();
                assertThat(region.address() % 256).isZero();
                assertThat(region.bytes()).isEqualTo(4 * 65);
                assertThat(region.offset()).as("no overlap").isGreaterThanOrEqualTo(end);
                end = region.offset() + region.bytes();
                chunks.add(region.memory());
            }
            assertThat(chunks).hasSize(1);
            assertThat(CudaTensor.of(arena.tensor(1, 64, 64)).region().memory()).isNotIn(chunks);
            assertThat(arena.bytes()).isEqualTo(8 * 4 * 65 + 4 * 64 * 64);
        }
    }

    @Test
    void whereAWholeChunkDoesNotFitTheTensorStillMay() {
        try (CudaArena arena = new CudaArena(context, 1L << 40)) {
            assertThat(CudaTensor.of(arena.tensor(1, 8, 8)).region().offset()).isZero();
        }
    }

    @Test
    void whatDoesNotFitIsRefused() {
        long before = context.freeBytes();
        try (CudaArena arena = new CudaArena(context, CHUNK)) {
            assertThatThrownBy(() -> arena.tensor(1, 40_000, 40_000))
                    .isInstanceOf(OutOfDeviceMemory.class)
                    .hasMessage("the GPU has no memory left for 6400000000 bytes");
            assertThatThrownBy(() -> arena.tensor(1, 50_000, 50_000)).hasMessageContaining("50000 x 50000");
            assertThatThrownBy(() -> arena.tensor(70_000, 1, 1)).hasMessageContaining("at most 65535 trials");
            arena.tensor(2, 3, 4);
        }
        assertThat(context.freeBytes()).isEqualTo(before);
    }
}
