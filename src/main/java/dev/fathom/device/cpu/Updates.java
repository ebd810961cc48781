package dev.fathom.device.cpu;

import dev.fathom.net.Optimizer;

/**
 * The optimizers' steps on one parameter array.
 *
 * @param t number of this step, from 1
 * @param m, v state of the optimizer, null where it has none
 */
record Updates(float rate, long t, float[] w, float[] g, float[] m, float[] v) implements Optimizer.Visitor<Void> {
    @Override
    public Void sgd() {
        for (int i = 0; i < w.length; i++) {
            w[i] -= rate * g[i];
        }
        return null;
    }

    @Override
    public Void momentum(Optimizer.Momentum momentum) {
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
        adam(adam.beta1(), adam.beta2(), adam.epsilon());
        return null;
    }

    @Override
    public Void adamW(Optimizer.AdamW adam) {
        float keep = 1 - rate * adam.weightDecay();
        for (int i = 0; i < w.length; i++) {
            w[i] *= keep;
        }
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
        float beta1 = lion.beta1();
        float beta2 = lion.beta2();
        float keep = 1 - rate * lion.weightDecay();
        for (int i = 0; i < w.length; i++) {
            float direction = beta1 * m[i] + (1 - beta1) * g[i];
            m[i] = beta2 * m[i] + (1 - beta2) * g[i];
            w[i] = keep * w[i] - rate * Math.signum(direction);
        }
        return null;
    }
}
