package dev.fathom.device.cuda;

import dev.fathom.device.cuda.runtime.Matrices;
import dev.fathom.optimizer.Muon;
import dev.fathom.optimizer.Optimizer;

/**
 * The launch of kernels/update.cu that makes an optimizer's step.
 *
 * @param first, second state of the optimizer, absent where it has none
 * @param rate (1, columns)
 * @param decay (1, decayColumns), or absent
 * @param step address of the number of the step
 * @param size elements of the parameter
 */
record CudaUpdates(
        Launcher launcher,
        Matrices w,
        Matrices g,
        Matrices first,
        Matrices second,
        Matrices rate,
        int columns,
        Matrices decay,
        int decayColumns,
        long step,
        int size)
        implements Optimizer.Visitor<Void> {
    /** Records a launch over the elements. */
    interface Launcher {
        void launch(String kernel, Object... arguments);
    }

    @Override
    public Void sgd() {
        launcher.launch("sgd", w, g, rate, columns, decay, decayColumns, step, size);
        return null;
    }

    @Override
    public Void momentum(Optimizer.Momentum momentum) {
        launcher.launch("momentum", w, g, first, rate, columns, decay, decayColumns, momentum.mu(), step, size);
        return null;
    }

    @Override
    public Void nesterov(Optimizer.Nesterov nesterov) {
        launcher.launch("nesterov", w, g, first, rate, columns, decay, decayColumns, nesterov.mu(), step, size);
        return null;
    }

    @Override
    public Void adam(Optimizer.Adam adam) {
        return adam(0, adam.beta1(), adam.beta2(), adam.epsilon());
    }

    @Override
    public Void adamW(Optimizer.AdamW adam) {
        return adam(1, adam.beta1(), adam.beta2(), adam.epsilon());
    }

    private Void adam(int apart, float beta1, float beta2, float epsilon) {
        launcher.launch(
                "adam",
                w,
                g,
                first,
                second,
                rate,
                columns,
                decay,
                decayColumns,
                apart,
                beta1,
                beta2,
                epsilon,
                step,
                size);
        return null;
    }

    @Override
    public Void lion(Optimizer.Lion lion) {
        launcher.launch(
                "lion", w, g, first, rate, columns, decay, decayColumns, lion.beta1(), lion.beta2(), step, size);
        return null;
    }

    @Override
    public Void muon(Muon muon) {
        launcher.launch("muon", w, g, rate, columns, decay, decayColumns, step, size);
        return null;
    }
}
