package dev.fathom.device.cpu.operations;

import dev.fathom.device.Tensor;
import dev.fathom.optimizer.Muon;
import dev.fathom.optimizer.Optimizer;

/**
 * The optimizers' steps on one parameter array.
 *
 * @param t number of this step, from 1
 * @param decay of this step: λ, or the share that is taken from the parameters
 * @param m, v state of the optimizer, null where it has none
 */
public record Updates(float rate, float decay, long t, float[] w, float[] g, float[] m, float[] v)
        implements Optimizer.Visitor<Void> {
    /** As {@link dev.fathom.device.Operations#update}. */
    public static TrialOperation of(
            Optimizer optimizer,
            Tensor parameter,
            Tensor gradient,
            Tensor first,
            Tensor second,
            Tensor rate,
            Tensor decay) {
        CpuTensor w = CpuTensor.of(parameter);
        CpuTensor g = CpuTensor.of(gradient);
        CpuTensor eta = CpuTensor.of(rate);
        CpuTensor lambda = CpuTensor.of(decay);
        CpuTensor m = CpuTensor.of(first);
        CpuTensor v = CpuTensor.of(second);
        return TrialOperation.whole((trial, worker, step) -> optimizer.accept(new Updates(
                CpuTensor.now(eta.matrix(trial, worker), step),
                lambda == null ? 0 : CpuTensor.now(lambda.matrix(trial, worker), step),
                step + 1,
                w.matrix(trial),
                g.matrix(trial),
                m == null ? null : m.matrix(trial),
                v == null ? null : v.matrix(trial))));
    }

    /** g ← g + λ w */
    private void couple() {
        if (decay != 0) {
            for (int i = 0; i < w.length; i++) {
                g[i] += decay * w[i];
            }
        }
    }

    /** w ← (1 − η λ) w */
    private void shrink() {
        if (decay != 0) {
            float keep = 1 - decay;
            for (int i = 0; i < w.length; i++) {
                w[i] *= keep;
            }
        }
    }

    @Override
    public Void sgd() {
        couple();
        descend();
        return null;
    }

    @Override
    public Void muon(Muon muon) {
        shrink();
        descend();
        return null;
    }

    private void descend() {
        for (int i = 0; i < w.length; i++) {
            w[i] -= rate * g[i];
        }
    }

    @Override
    public Void momentum(Optimizer.Momentum momentum) {
        couple();
        float mu = momentum.mu();
        for (int i = 0; i < w.length; i++) {
            float next = mu * m[i] + g[i];
            m[i] = next;
            w[i] -= rate * next;
        }
        return null;
    }

    @Override
    public Void nesterov(Optimizer.Nesterov nesterov) {
        couple();
        float mu = nesterov.mu();
        for (int i = 0; i < w.length; i++) {
            float next = mu * m[i] + g[i];
            m[i] = next;
            w[i] -= rate * (g[i] + mu * next);
        }
        return null;
    }

    @Override
    public Void adam(Optimizer.Adam adam) {
        couple();
        adam(adam.beta1(), adam.beta2(), adam.epsilon());
        return null;
    }

    @Override
    public Void adamW(Optimizer.AdamW adam) {
        shrink();
        adam(adam.beta1(), adam.beta2(), adam.epsilon());
        return null;
    }

    /** Kingma and Ba 2015, algorithm 1; the bias corrections stand in the step size and in epsilon's companion. */
    private void adam(float beta1, float beta2, float epsilon) {
        float stepSize = (float) (rate / (1 - Math.pow(beta1, t)));
        float correction = (float) (1 / Math.sqrt(1 - Math.pow(beta2, t)));
        for (int i = 0; i < w.length; i++) {
            float first = beta1 * m[i] + (1 - beta1) * g[i];
            float second = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
            m[i] = first;
            v[i] = second;
            w[i] -= stepSize * first / ((float) Math.sqrt(second) * correction + epsilon);
        }
    }

    @Override
    public Void lion(Optimizer.Lion lion) {
        shrink();
        float beta1 = lion.beta1();
        float beta2 = lion.beta2();
        for (int i = 0; i < w.length; i++) {
            float direction = beta1 * m[i] + (1 - beta1) * g[i];
            m[i] = beta2 * m[i] + (1 - beta2) * g[i];
            w[i] -= rate * Math.signum(direction);
        }
        return null;
    }
}
