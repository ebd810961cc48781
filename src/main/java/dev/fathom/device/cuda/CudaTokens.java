package dev.fathom.device.cuda;

import dev.fathom.device.Tensor;
import dev.fathom.device.cuda.runtime.CudaArena;
import dev.fathom.device.cuda.runtime.Grids;
import dev.fathom.device.cuda.runtime.Matrices;

/** The launches of kernels/tokens.cu: what attention does to tokens. */
record CudaTokens(Launcher launcher, CudaArena memory) {
    void entropy(Tensor weights, Tensor out) {
        launcher.launch(
                "entropy",
                Grids.rows(weights),
                Matrices.of(weights, weights.trials(), weights.rows(), weights.columns()),
                Matrices.of(out, weights.trials(), weights.rows(), 1),
                weights.rows(),
                weights.columns());
    }

    void cosine(int positions, Tensor z, Tensor out) {
        long lengths = memory.take((long) Float.BYTES * z.trials() * z.rows()).address();
        launcher.launch(
                "cosine",
                Grids.groups(out),
                Matrices.of(z, z.trials(), z.rows(), z.columns()),
                new Matrices(lengths, z.rows()),
                Matrices.of(out, z.trials(), z.rows() / positions, 1),
                positions,
                z.columns());
    }
}
