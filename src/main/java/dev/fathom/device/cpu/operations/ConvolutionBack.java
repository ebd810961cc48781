package dev.fathom.device.cpu.operations;

import dev.fathom.device.cpu.blas.Blas;
import dev.fathom.device.cpu.blas.Loops;
import dev.fathom.device.cpu.blas.RowBlocks;
import java.util.Arrays;

/**
 * Back through a convolution. One unfolding V of the gradient by z serves both ways: with M the weights mirrored about the
 * kernel's centre and transposed, ∂x = V M, and xᵀ V is the gradient of the mirrored weights, which each part sums on its own.
 *
 * @param unfolding of the gradient by z
 * @param dx takes alpha times the gradient by x, nullable
 * @param target takes factor times the gradient by the weights, nullable
 */
public record ConvolutionBack(
        Blas blas,
        Unfolding unfolding,
        RowBlocks blocks,
        CpuTensor delta,
        CpuTensor x,
        CpuTensor weights,
        float alpha,
        CpuTensor dx,
        float factor,
        float beta,
        CpuTensor target,
        Scratch scratch)
        implements TrialOperation {
    /**
     * @param unfolded by thread
     * @param mirrored weights by trial
     * @param sums by trial and part
     */
    record Scratch(float[][] unfolded, float[][] mirrored, float[][][] sums) {}

    private int terms() {
        return unfolding.columns();
    }

    /** Before all parts: the weights may be the target, and change behind them. */
    public void mirror(int trial, int worker) {
        if (dx == null) {
            return;
        }
        float[] from = weights.matrix(trial, worker);
        float[] to = RowBlocks.scratch(scratch.mirrored(), trial, terms() * x.columns());
        int area = unfolding.window().kernel().area();
        for (int offset = 0; offset < area; offset++) {
            for (int channel = 0; channel < x.columns(); channel++) {
                int row = (offset * x.columns() + channel) * delta.columns();
                int column = (area - 1 - offset) * delta.columns() * x.columns() + channel;
                for (int unit = 0; unit < delta.columns(); unit++) {
                    to[column + unit * x.columns()] = from[row + unit];
                }
            }
        }
    }

    @Override
    public int parts() {
        return blocks.parts();
    }

    @Override
    public void run(int trial, int part, int parts, int worker, int thread, long step) {
        float[] rows = RowBlocks.scratch(scratch.unfolded(), thread, blocks.each() * terms());
        float[] sum = target == null ? null : RowBlocks.scratch(scratch.sums()[trial], part, x.columns() * terms());
        if (sum != null) {
            Arrays.fill(sum, 0, x.columns() * terms(), 0);
        }
        for (int first = blocks.start(part); first < blocks.start(part + 1); first += blocks.each()) {
            int count = Math.min(blocks.each(), blocks.start(part + 1) - first);
            unfolding.rows(delta.matrix(trial, worker), first, count, rows);
            if (dx != null) {
                blas.product(
                        alpha,
                        new Blas.Matrix(rows, count, terms(), -first * terms()),
                        false,
                        new Blas.Matrix(scratch.mirrored()[trial], terms(), x.columns()),
                        false,
                        0,
                        new Blas.Matrix(dx.matrix(trial, worker), x.rows(), x.columns()),
                        new Blas.Block(first, count, 0, x.columns(), 0, terms()));
            }
            if (sum != null) {
                blas.product(
                        1,
                        new Blas.Matrix(x.matrix(trial, worker), x.rows(), x.columns(), first * x.columns()),
                        true,
                        new Blas.Matrix(rows, count, terms()),
                        false,
                        1,
                        new Blas.Matrix(sum, x.columns(), terms()),
                        new Blas.Block(0, x.columns(), 0, terms(), 0, count));
            }
        }
    }

    /** Behind all parts: their sums become the gradient, each weight where it belongs. */
    public void collect(int trial, int worker) {
        if (target == null) {
            return;
        }
        float[][] sums = scratch.sums()[trial];
        int size = x.columns() * terms();
        for (int part = 1; part < parts(); part++) {
            Loops.add(sums[0], sums[part], size);
        }
        float[] to = target.matrix(trial, worker);
        int area = unfolding.window().kernel().area();
        int units = delta.columns();
        for (int offset = 0; offset < area; offset++) {
            for (int channel = 0; channel < x.columns(); channel++) {
                int row = (offset * x.columns() + channel) * units;
                int from = channel * terms() + (area - 1 - offset) * units;
                Loops.mix(factor, sums[0], from, beta, to, row, units);
            }
        }
    }
}
