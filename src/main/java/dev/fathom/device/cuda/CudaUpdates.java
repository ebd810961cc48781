package dev.fathom.device.cuda;

import dev.fathom.net.Optimizer;

/**
 * The launch of kernels/update.cu that makes an optimizer's step.
 *
 * @param first, second state of the optimizer, absent where it has none
 * @param rate (1, columns)
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
        long step,
        int size)
        implements Optimizer.Visitor<Void> {
    /** Records a launch over the elements. */
    interface Launcher {
        void launch(String kernel, Object... arguments);
    }

    @Override
    public Void sgd() {
        launcher.launch("sgd", w, g, rate, columns, step, size);
        return null;
    }

    @Override
    public Void momentum(Optimizer.Momentum momentum) {
        launcher.launch("momentum", w, g, first, rate, columns, momentum.mu(), step, size);
        return null;
    }

    @Override
    public Void nesterov(Optimizer.Nesterov nesterov) {
        launcher.launch("nesterov", w, g, first, rate, columns, nesterov.mu(), step, size);
        return null;
    }

    @Override
    public Void adam(Optimizer.Adam adam) {
        return adam(adam.beta1(), adam.beta2(), adam.epsilon(), 0);
    }

    @Override
    public Void adamW(Optimizer.AdamW adam) {
        return adam(adam.beta1(), adam.beta2(), adam.epsilon(), adam.weightDecay());
    }

    private Void adam(float beta1, float beta2, float epsilon, float decay) {
        launcher.launch("adam", w, g, first, second, rate, columns, beta1, beta2, epsilon, decay, step, size);
        return null;
    }

    @Override
    public Void lion(Optimizer.Lion lion) {
        launcher.launch("lion", w, g, first, rate, columns, lion.beta1(), lion.beta2(), lion.weightDecay(), step, size);
        return null;
    }
}
