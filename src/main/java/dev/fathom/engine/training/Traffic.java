package dev.fathom.engine.training;

import dev.fathom.net.NetworkSpec;
import dev.fathom.net.Weight;
import dev.fathom.optimizer.Optimizer;

/**
 * Bytes that a step of training moves between a GPU and its memory, nothing staying in a cache from one kernel to the next.
 * Weights are read forward and backward, read and written by the update; what the optimizer keeps of each is read and
 * written, and but for SGD, which is a part of the products, so is the gradient. Of a hidden layer's matrices (batch, units)
 * forward passes 5 (input, z written and read, a, slope) and backward 7 (delta read for two products, written, input, and
 * delta, slope, delta for the elementwise pass).
 */
final class Traffic {
    private static final int OF_A_WEIGHT = 4;
    private static final int OF_A_UNIT = 12;

    private Traffic() {}

    /** Of one trial. */
    static double step(NetworkSpec network, int batch, Optimizer optimizer) {
        int state = optimizer.memory() == 0 ? 0 : 2 + 2 * optimizer.memory();
        double values = 0;
        for (Weight weight : network.weights()) {
            values += (double) (OF_A_WEIGHT + state) * weight.rows() * weight.columns();
            values += weight.isOutput() ? 0 : (double) OF_A_UNIT * batch * weight.positions() * weight.columns();
        }
        return Float.BYTES * values;
    }
}
