package dev.fathom.device.cpu.operations;

import dev.fathom.device.cpu.blas.Blas;
import dev.fathom.device.cpu.blas.Loops;
import dev.fathom.device.cpu.blas.RowBlocks;

/**
 * z = alpha (x * W) + beta z for each trial: so many rows are unfolded at a time as the library multiplies without packing,
 * never the whole layer, which would leave the cache.
 *
 * @param unfolded arrays by thread that all convolutions share, of any size
 * @param bias laid under the product in place of z, nullable
 */
record Convolution(
        Blas blas,
        Unfolding unfolding,
        RowBlocks blocks,
        float alpha,
        CpuTensor x,
        CpuTensor weights,
        float beta,
        CpuTensor c,
        CpuTensor bias,
        float[][] unfolded)
        implements Accumulating {
    @Override
    public Convolution over(CpuTensor row) {
        return new Convolution(blas, unfolding, blocks, alpha, x, weights, 1, c, row, unfolded);
    }

    @Override
    public int parts() {
        return blocks.parts();
    }

    @Override
    public void run(int trial, int part, int parts, int worker, int thread, long step) {
        float[] from = x.matrix(trial, worker);
        float[] to = c.matrix(trial, worker);
        float[] rows = RowBlocks.scratch(unfolded, thread, blocks.each() * weights.rows());
        for (int first = blocks.start(part); first < blocks.start(part + 1); first += blocks.each()) {
            int count = Math.min(blocks.each(), blocks.start(part + 1) - first);
            unfolding.rows(from, first, count, rows);
            Blas.Block block = new Blas.Block(first, count, 0, c.columns(), 0, weights.rows());
            if (bias != null) {
                Loops.repeatRow(bias.matrix(trial, worker), to, c.columns(), block);
            }
            blas.product(
                    alpha,
                    new Blas.Matrix(rows, count, weights.rows(), -first * weights.rows()),
                    false,
                    new Blas.Matrix(weights.matrix(trial, worker), weights.rows(), weights.columns()),
                    false,
                    beta,
                    new Blas.Matrix(to, c.rows(), c.columns()),
                    block);
        }
    }
}
