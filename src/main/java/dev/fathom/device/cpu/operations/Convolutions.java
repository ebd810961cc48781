package dev.fathom.device.cpu.operations;

import dev.fathom.device.Tensor;
import dev.fathom.device.Window;
import dev.fathom.device.cpu.blas.Blas;
import dev.fathom.device.cpu.blas.RowBlocks;
import dev.fathom.device.cpu.operations.ConvolutionBack.Scratch;

/** Makes the convolutions of a program, which share the arrays that they unfold into. */
public final class Convolutions {
    private final Blas blas;
    private final int threads;
    private Scratch scratch;

    public Convolutions(Blas blas, int threads) {
        this.blas = blas;
        this.threads = threads;
    }

    private Scratch scratch(int trials) {
        if (scratch == null || scratch.mirrored().length != trials) {
            scratch = new Scratch(new float[threads][], new float[trials][], new float[trials][RowBlocks.MOST_PARTS][]);
        }
        return scratch;
    }

    public Convolution forward(Window window, float alpha, Tensor x, Tensor weights, float beta, Tensor z) {
        return new Convolution(
                blas,
                new Unfolding(window, x.columns()),
                RowBlocks.of(blas, z.rows(), weights.rows(), weights.columns()),
                alpha,
                CpuTensor.of(x),
                CpuTensor.of(weights),
                beta,
                CpuTensor.of(z),
                null,
                scratch(z.trials()).unfolded());
    }

    public ConvolutionBack backward(
            Window window,
            Tensor delta,
            Tensor x,
            Tensor weights,
            float alpha,
            Tensor gradient,
            float factor,
            float beta,
            Tensor target) {
        Unfolding unfolding = new Unfolding(window, delta.columns());
        return new ConvolutionBack(
                blas,
                unfolding,
                RowBlocks.of(blas, delta.rows(), unfolding.columns(), x.columns()),
                CpuTensor.of(delta),
                CpuTensor.of(x),
                CpuTensor.of(weights),
                alpha,
                gradient == null ? null : CpuTensor.of(gradient),
                factor,
                beta,
                target == null ? null : CpuTensor.of(target),
                scratch(delta.trials()));
    }
}
