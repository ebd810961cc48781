package dev.fathom.device.cuda;

import dev.fathom.device.Indices;
import dev.fathom.device.Tensor;
import dev.fathom.device.cuda.runtime.CudaArena.CudaIndices;
import dev.fathom.device.cuda.runtime.Grids;
import dev.fathom.device.cuda.runtime.Matrices;
import dev.fathom.device.cuda.runtime.Region;

/**
 * The launches of kernels/gather.cu and kernels/loss.cu, which visit samples in an order.
 *
 * @param step where the program counts its steps, an int64
 */
record CudaBatches(Launcher launcher, Region step) {
    void gather(Tensor data, Indices order, Tensor out) {
        Matrices source = Matrices.of(data, 1, data.rows(), out.columns());
        CudaIndices visits = CudaIndices.of(order);
        launcher.launch(
                "gather",
                Grids.samples(out),
                source.address(),
                visits.region().address(),
                visits.length(),
                step.address(),
                Matrices.of(out, 1, out.rows(), out.columns()).address(),
                out.rows(),
                out.columns());
    }

    /** @param truth classes by sample, or what each output should be */
    void loss(String kernel, Tensor z, Object truth, Indices order, Tensor rate, Tensor delta, Tensor curve) {
        CudaIndices visits = CudaIndices.of(order);
        int trials = z.trials();
        launcher.launch(
                kernel,
                Grids.losses(z),
                Matrices.of(z, trials, z.rows(), z.columns()),
                truth,
                visits.region().address(),
                visits.length(),
                step.address(),
                Matrices.ofRates(rate, trials),
                rate == null ? 1 : rate.columns(),
                Matrices.of(delta, trials, z.rows(), z.columns()),
                Matrices.of(curve, trials, 2, curve.columns()),
                z.rows(),
                z.columns(),
                curve.columns());
    }
}
