package dev.fathom.device.cpu.swarm;

import dev.fathom.device.Swarm;

/**
 * The loss of one network's outputs and its gradient by them, and how many of its answers are right.
 *
 * @param <T> array of a precision
 */
record Loss<T>(Reals<T> reals, Swarm swarm) {
    /**
     * Mean loss over the minibatch.
     *
     * @param z outputs (networks, outputs, B)
     * @param delta takes the gradient of the mean loss, likewise
     */
    double of(Inputs<T> inputs, T z, T delta, int place) {
        int size = swarm.outputs() * swarm.batch();
        int at = place * size;
        if (inputs.targets() != null) {
            return reals.rounded(reals.squaredError(z, at, inputs.targets(), 2.0 / size, delta, size) / size);
        }
        double sum = 0;
        for (int i = 0; i < swarm.batch(); i++) {
            sum += crossEntropy(z, at + i, inputs.labels()[i], delta);
        }
        return reals.rounded(sum / swarm.batch());
    }

    /** Of one sample, whose logits stand a row apart; by the shifted log-sum-exp. */
    private double crossEntropy(T z, int at, int label, T delta) {
        int batch = swarm.batch();
        int best = largest(z, at);
        double shift = best < 0 ? Double.NEGATIVE_INFINITY : reals.get(z, at + best * batch);
        double sum = 0;
        for (int j = 0; j < swarm.outputs(); j++) {
            sum += Math.exp(reals.get(z, at + j * batch) - shift);
        }
        for (int j = 0; j < swarm.outputs(); j++) {
            double share = Math.exp(reals.get(z, at + j * batch) - shift) / sum;
            reals.set(delta, at + j * batch, (share - (j == label ? 1 : 0)) / batch);
        }
        return Math.log(sum) + shift - reals.get(z, at + label * batch);
    }

    /** How many of the first samples have their label's logit as the first of the largest. */
    int correct(Inputs<T> inputs, T z, int place, int count) {
        int correct = 0;
        for (int i = 0; i < count; i++) {
            int best = largest(z, place * swarm.outputs() * swarm.batch() + i);
            correct += Math.max(0, best) == inputs.labels()[i] ? 1 : 0;
        }
        return correct;
    }

    /** -1 where nothing is larger than -infinity. */
    private int largest(T z, int at) {
        int best = -1;
        double largest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < swarm.outputs(); j++) {
            double value = reals.get(z, at + j * swarm.batch());
            if (value > largest) {
                largest = value;
                best = j;
            }
        }
        return best;
    }
}
