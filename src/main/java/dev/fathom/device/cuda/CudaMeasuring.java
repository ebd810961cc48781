package dev.fathom.device.cuda;

import dev.fathom.device.Statistics.Slot;
import dev.fathom.device.Tensor;
import dev.fathom.device.cuda.runtime.CudaArena;
import dev.fathom.device.cuda.runtime.CudaArena.CudaStatistics;
import dev.fathom.device.cuda.runtime.Grids;
import dev.fathom.device.cuda.runtime.Matrices;

/** Moments in two stages: what a kernel that passes over a matrix leaves by tile is combined by another. */
record CudaMeasuring(Launcher launcher, CudaArena memory) {
    /** float64 values that one tile leaves for the second stage, as in kernels/moments.cuh. */
    private static final int TILE_SUMS = 7;

    /** @param shift added to x first */
    void measure(Tensor x, Matrices shift, Slot slot) {
        long sums = sums(x, slot);
        launcher.launch(
                "measure",
                Grids.tiles(x),
                Matrices.of(x, x.trials(), x.rows(), x.columns()),
                shift,
                x.rows(),
                x.columns(),
                sums);
        combine(x, sums, slot);
    }

    /** The address where the tiles of x leave their sums; 0 where nothing is measured. */
    long sums(Tensor x, Slot slot) {
        long tiles = (long) Grids.tileCount(x) * x.trials();
        return slot == null ? 0 : memory.take(Double.BYTES * TILE_SUMS * tiles).address();
    }

    void combine(Tensor x, long sums, Slot slot) {
        if (slot == null) {
            return;
        }
        CudaStatistics statistics = CudaStatistics.of(slot.statistics());
        if (statistics.trials() != x.trials()) {
            throw new IllegalArgumentException(
                    "statistics of " + statistics.trials() + " trials for a tensor of " + x.trials());
        }
        launcher.launch(
                "combine",
                Grids.warps(x),
                sums,
                Grids.tileCount(x),
                x.rows(),
                x.columns(),
                statistics.region().address(),
                statistics.slots(),
                slot.index());
    }
}
