package dev.fathom.device.cpu;

import dev.fathom.net.Optimizer;

/** The optimizers' steps on one parameter array. */
final class Updates {
    private Updates() {}

    /**
     * @param t number of this step, from 1
     * @param m, v state of the optimizer, null where it has none
     */
    static void apply(Optimizer optimizer, float rate, long t, float[] w, float[] g, float[] m, float[] v) {
        if (optimizer instanceof Optimizer.Sgd) {
            sgd(rate, w, g);
        } else if (optimizer instanceof Optimizer.Momentum momentum) {
            momentum(momentum.mu(), rate, w, g, m);
        } else if (optimizer instanceof Optimizer.Adam adam) {
            adam(adam, rate, t, w, g, m, v);
        }
    }

    private static void sgd(float rate, float[] w, float[] g) {
        for (int i = 0; i < w.length; i++) {
            w[i] -= rate * g[i];
        }
    }

    private static void momentum(float mu, float rate, float[] w, float[] g, float[] velocity) {
        for (int i = 0; i < w.length; i++) {
            float next = mu * velocity[i] + g[i];
            velocity[i] = next;
            w[i] -= rate * next;
        }
    }

    /** Kingma and Ba 2015, algorithm 1; the bias corrections stand in the step size and in epsilon's companion. */
    private static void adam(Optimizer.Adam adam, float rate, long t, float[] w, float[] g, float[] m, float[] v) {
        float beta1 = adam.beta1();
        float beta2 = adam.beta2();
        float stepSize = (float) (rate / (1 - Math.pow(beta1, t)));
        float correction = (float) (1 / Math.sqrt(1 - Math.pow(beta2, t)));
        float epsilon = adam.epsilon();
        for (int i = 0; i < w.length; i++) {
            float first = beta1 * m[i] + (1 - beta1) * g[i];
            float second = beta2 * v[i] + (1 - beta2) * g[i] * g[i];
            m[i] = first;
            v[i] = second;
            w[i] -= stepSize * first / ((float) Math.sqrt(second) * correction + epsilon);
        }
    }
}
